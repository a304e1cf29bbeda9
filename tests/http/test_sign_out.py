"""How does one leave, and how far does it reach?"""

from app.services import establishments, sessions
from app.services.scope import open_platform
from tests.support import http
from tests.support.http import World

CLEARED = "casier=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"


def test_signing_out_ends_this_session_alone(any_world: World) -> None:
    here, there = any_world.person(), any_world.person()
    left = here.post("/auth/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, f"/sign-in?why=signed-out&e={any_world.school}")
    assert left.headers["set-cookie"] == CLEARED
    assert here.get("/people").status_code == 303
    assert there.get("/people").status_code == 200


def test_signing_out_everywhere_ends_all_of_this_person_and_nobody_elses(any_world: World) -> None:
    here, there, other = any_world.person(), any_world.person(), any_world.person("bob")
    here.post("/auth/sign-out", data={"everywhere": "1"})
    assert there.get("/people").headers["location"].startswith("/sign-in?next=%2Fpeople&why=signed-out")
    assert other.get("/people").status_code == 200


def test_an_administrator_leaves_by_the_door_of_the_platform(world: World) -> None:
    client = world.administrator()
    assert client.post("/auth/sign-out").headers["location"] == "/platform/sign-in?why=signed-out"


def test_signing_out_twice_or_as_a_stranger_harms_nobody(world: World) -> None:
    client = world.person()
    token = client.cookies["casier"]
    with open_platform(world.installation, http.TERMINAL, writes=True) as scope:
        establishments.block(scope, world.school, "Unpaid")
    assert client.post("/auth/sign-out").headers["location"].startswith("/sign-in")
    again = {"cookie": f"casier={token}"}
    assert "why=blocked" in world.portal.client().get("/people", headers=again).headers["location"]
    assert world.portal.client().post("/auth/sign-out").headers["location"] == "/sign-in?why=signed-out"


def test_a_foreign_page_signs_nobody_out(world: World) -> None:
    client = world.person()
    assert client.post("/auth/sign-out", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get("/auth/bye?why=expired").headers["location"] == "/"
    assert client.get("/people").status_code == 200
    assert world.administrator().get("/auth/bye").headers["location"] == "/platform/establishments"


def test_the_page_of_an_ended_session_learns_why(world: World) -> None:
    client = world.person()
    with open_platform(world.installation, http.TERMINAL, writes=True) as scope:
        establishments.block(scope, world.school, "Unpaid")
    left = client.get("/auth/bye?why=expired")
    assert left.headers["location"] == f"/sign-in?why=blocked&e={world.school}"
    assert left.headers["set-cookie"] == CLEARED


def test_an_administrator_comes_back_to_the_platform(world: World) -> None:
    client = world.administrator()
    sessions.end(world.installation, http.session_of(client))
    assert client.get("/auth/bye?why=signed-out").headers["location"] == "/platform/sign-in?why=signed-out"


def test_a_tab_that_comes_late_repeats_what_it_was_told_if_that_makes_sense(world: World) -> None:
    client = world.portal.client()
    assert client.get("/auth/bye?why=blocked&e=7").headers["location"] == "/sign-in?why=blocked&e=7"
    assert client.get("/auth/bye?why=%0d%0aX&e=//evil").headers["location"] == "/sign-in"
