"""Who may ask for what? The whole table, written out, not derived."""

import pytest

from app.http import addresses
from app.http.routes import ROUTES, TABLE
from app.services.permissions import Open, Permission, PlatformPermission
from tests.support import http
from tests.support.http import World

EXPECTED = {
    ("POST", "/auth/sign-in"): Open.STRANGER,
    ("POST", "/auth/platform/sign-in"): Open.STRANGER,
    ("GET", "/auth/establishments"): Open.STRANGER,
    ("POST", "/auth/sign-out"): Open.STRANGER,
    ("GET", "/auth/bye"): Open.STRANGER,
    ("POST", "/auth/view-end"): Open.STRANGER,
    ("POST", "/auth/forgot"): Open.STRANGER,
    ("POST", "/auth/reset"): Open.STRANGER,
    ("POST", "/auth/activate"): Open.STRANGER,
    ("POST", "/auth/confirm"): Open.STRANGER,
    ("GET", "/healthz"): Open.STRANGER,
    ("GET", "/readyz"): Open.STRANGER,
    ("PUT", "/files"): Permission.LOCKER_DEPOSIT,
    ("GET", "/documents/{deposit:int}"): Open.SIGNED_IN,
    ("GET", "/documents.zip"): Open.SIGNED_IN,
    ("PUT", "/people/import/file"): Permission.PEOPLE_READ,
    ("GET", "/people/import/{job:int}.csv"): Open.SIGNED_IN,
    ("PUT", "/platform/import/file"): PlatformPermission.ESTABLISHMENTS_IMPORT,
    ("GET", "/platform/statistics.csv"): PlatformPermission.ESTABLISHMENTS_COUNT,
    ("GET", "/platform/export/{job:int}.zip"): PlatformPermission.ESTABLISHMENTS_EXPORT,
}
ASKED = {
    (method, path.replace("{job:int}", "1").replace("{deposit:int}", "1")): who
    for (method, path), who in EXPECTED.items()
    if who is not Open.STRANGER
}
OF_PLATFORM = [asked for asked, who in ASKED.items() if isinstance(who, PlatformPermission)]
OF_PEOPLE = [asked for asked in ASKED if asked not in OF_PLATFORM]


def test_every_route_says_who_may_ask_for_it() -> None:
    assert {(declared.method, declared.path): declared.needed for declared in TABLE} == EXPECTED
    assert [route.path for route in ROUTES] == [declared.path for declared in TABLE]


def test_the_gate_leaves_the_session_to_those_guards_alone_that_send_strangers_to_sign_in() -> None:
    read = {path for method, path in OF_PEOPLE if method == "GET"}
    assert {path for path in read if addresses.is_guarded(path)} == read
    for path in ("/documents", "/documents/", "/documents/1/", "/documents/a", "/documents/1\n", "/documents/１", "/"):  # noqa: RUF001  a digit to Unicode
        assert not addresses.is_guarded(path), path


@pytest.mark.parametrize(("method", "path"), OF_PLATFORM)
def test_strangers_and_people_of_establishments_are_refused(world: World, method: str, path: str) -> None:
    assert world.portal.client().request(method, path).status_code in {303, 401}
    assert world.person().request(method, path).status_code == 403


@pytest.mark.parametrize(("method", "path"), OF_PEOPLE)
def test_strangers_and_administrators_of_the_platform_are_refused(world: World, method: str, path: str) -> None:
    assert world.portal.client().request(method, path).status_code in {303, 401}
    assert world.administrator().request(method, path).status_code == 403


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_an_ended_session_is_refused(world: World, method: str, path: str) -> None:
    client = world.administrator() if (method, path) in OF_PLATFORM else world.person()
    client.post("/auth/sign-out", data={"everywhere": "1"}, headers={"cookie": f"casier={client.cookies['casier']}"})
    assert client.request(method, path).status_code in {303, 401}


def test_a_route_that_changes_something_is_never_read(world: World) -> None:
    client = world.administrator()
    for declared in TABLE:
        if declared.method != "GET":
            assert client.get(declared.path).status_code in {404, 405}
            assert client.request(declared.method, declared.path, headers={"origin": "null"}).status_code == 403


def test_a_session_of_another_school_is_no_administrators(world: World) -> None:
    other = http.school(world.installation, "anne", name="Lycée Autre")
    client = world.portal.client()
    http.entered(client, other, "anne")
    assert client.put("/platform/import/file", content=b"x").json()["error"] == "forbidden"
