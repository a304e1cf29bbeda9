"""How does one who forgot a password get in again, and what does asking tell? (T22, T26)."""

import re
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter

from sqlmodel import select

from app.models.platform import Mail
from app.storage.installation import Installation
from tests.support import http
from tests.support.http import World

BETTER = "Un-meilleur-cheval-43"


def _link(installation: Installation) -> str:
    """The token in the only mail there is."""
    with installation.databases.platform_session(writes=False) as db:
        text = installation.cipher.decrypted(db.exec(select(Mail)).one().text)
    found = re.search(r"http://localhost:8000/reset/([\w-]{43})", text)
    assert found
    return found[1]


def test_a_link_gives_a_new_password_once(any_world: World) -> None:
    client, number = any_world.portal.client(), any_world.school
    inside = any_world.person()
    asked = client.post("/auth/forgot", data={"establishment": str(number), "login": "anne@casier.test"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/forgot?sent=1")
    form = {"token": _link(any_world.installation), "password": "short"}
    assert client.post("/auth/reset", data=form).headers["location"] == f"/reset/{form['token']}?error=policy"
    form["password"] = BETTER
    assert client.post("/auth/reset", data=form).headers["location"] == f"/sign-in?done=reset&e={number}"
    assert client.post("/auth/reset", data=form).headers["location"] == f"/reset/{form['token']}?error=dead"
    assert "why=password" in inside.get("/people").headers["location"]
    assert "error=wrong" in http.entered(client, number, "anne").headers["location"]
    assert http.entered(client, number, "anne", password=BETTER).headers["location"] == "/"


def test_an_administrator_of_the_platform_too(world: World) -> None:
    client = world.portal.client()
    client.post("/auth/forgot", data={"establishment": "", "login": http.ADMIN})
    form = {"token": _link(world.installation), "password": BETTER}
    assert client.post("/auth/reset", data=form).headers["location"] == "/platform/sign-in?done=reset"
    assert http.entered_platform(client, password=BETTER).headers["location"] == "/platform/establishments"


def test_asking_tells_nothing_whatever_is_asked(any_world: World) -> None:
    homes = (str(any_world.school), "4711", "9" * 30, "٣", "", "\0", "x" * 300)
    logins = ("anne", "nobody", "", "\0", "x" * 5000, http.ADMIN, "é")

    def answer(home: str, login: str) -> str:
        came = any_world.portal.client().post("/auth/forgot", data={"establishment": home, "login": login})
        return repr((came.status_code, sorted(came.headers.items()), came.content))

    asked = [*zip(homes, logins, strict=True), *zip(homes, reversed(logins), strict=True)]
    with ThreadPoolExecutor(len(asked)) as at_once:  # each waits for as long as it takes to write a mail
        answers = set(at_once.map(answer, *zip(*asked, strict=True)))
    assert len(answers) == 1


def test_asking_takes_the_same_time_for_all(world: World) -> None:
    """T22."""
    number = http.school(world.installation, *(f"known{n:02}" for n in range(8)))
    times: dict[str, list[float]] = {"known": [], "given": []}
    with world.portal.client() as client:
        for n in range(8):
            for who, taken in times.items():
                began = perf_counter()
                client.post("/auth/forgot", data={"establishment": str(number), "login": f"{who}{n:02}"})
                taken.append(perf_counter() - began)
    assert abs(median(times["known"]) - median(times["given"])) < 0.010


def test_made_up_links_are_dead_and_lead_nowhere(world: World) -> None:
    client = world.portal.client()
    for token, page in (
        ("x", "x"),
        ("../../evil", "..%2F..%2Fevil"),
        ("//evil", "%2F%2Fevil"),
        ("a\r\nb: c", "a%0D%0Ab%3A%20c"),
    ):
        came = client.post("/auth/reset", data={"token": token, "password": BETTER})
        assert came.headers["location"] == f"/reset/{page}?error=dead"
    assert client.post("/auth/reset", data={}).headers["location"] == "/reset/?error=dead"
