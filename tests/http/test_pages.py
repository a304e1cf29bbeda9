"""What may a stranger see, what does Reflex get to see of a request, and what does every answer carry?"""

import re

import pytest

from app.http.addresses import is_open
from app.services import establishments
from app.services.scope import open_platform
from app.state import door
from tests.support import http
from tests.support.http import World

SHUT = [
    "/",
    "/people",
    "/people/7",
    "/settings",
    "/announcements",
    "/visit/x",
    "/index.html",
    "/nowhere",
    "/sign-in/x",
    "/platform/import",
    "/auth",
]
OPEN = [
    "/sign-in",
    "/platform/sign-in",
    "/forgot",
    "/bye",
    "/visit",
    "/visit?e=1",
    "/assets/index-CwjtlWn_.js",
    "/favicon.svg",
    "/theme.css",
]
HIDDEN = [
    "/_upload", "/_upload/x.txt", "/_health", "/_all_routes", "/_event", "/_event/", "/ping", "/ping/",
    "/auth-codespace", "/%5fupload", "/__spa-fallback.html",
]  # fmt: skip
STRICT = {
    "content-security-policy": http.POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "server": "casier",
}


@pytest.mark.parametrize("path", SHUT)
def test_strangers_are_sent_to_sign_in(world: World, path: str) -> None:
    answer = world.portal.client().get(path)
    page = "/platform/sign-in" if path.startswith("/platform") else "/sign-in"
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, page)
    assert not world.behind.seen


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_are_open(world: World, path: str) -> None:
    assert world.portal.client().get(path).status_code in {200, 404}
    assert len(world.behind.seen) == 1


@pytest.mark.parametrize("path", HIDDEN)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_what_reflex_answers_of_itself_is_hidden(world: World, path: str, method: str) -> None:
    client = world.person()
    world.behind.seen.clear()
    assert client.request(method, path).status_code == 404
    assert not world.behind.seen


def test_no_static_file_is_a_download_of_ours() -> None:
    assert not any(map(is_open, ("/platform/statistics.csv", "/platform/export/1.zip", "/documents.zip")))


def test_other_methods_are_refused(world: World) -> None:
    client = world.person()
    for method in ("DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"):
        assert client.request(method, "/people").status_code == 405


def test_the_platform_begins_with_its_establishments(world: World) -> None:
    for path in ("/platform", "/platform/"):
        assert world.portal.client().get(path).headers["location"] == "/platform/establishments"


def test_people_who_are_signed_in_see_pages_of_all_kinds(world: World) -> None:
    """A page shows nothing by itself: the door of events sends them where they belong."""
    client = world.person()
    assert client.get("/sign-in").status_code == 200
    assert client.get("/people").status_code == 200
    assert client.get("/platform/establishments").status_code == 200
    assert client.get("/nowhere").status_code == 404


def test_a_session_that_was_ended_is_told_why(world: World) -> None:
    client = world.person()
    with open_platform(world.installation, http.TERMINAL, writes=True) as scope:
        establishments.block(scope, world.school, "Unpaid")
    assert client.get("/people").headers["location"] == f"/sign-in?next=%2Fpeople&why=blocked&e={world.school}"


def test_reflex_sees_neither_cookies_nor_headers_that_only_we_write(world: World) -> None:
    client = world.person()
    forged = {"authorization": "session forged", "x-casier-address": "6.6.6.6", "X-Casier-Else": "1", "accept": "*/*"}
    client.get("/people", headers=forged)
    seen = world.behind.headers()
    assert seen["authorization"] == f"{door.HEADER}{http.session_of(client)}"
    assert seen["x-casier-address"] == "192.0.2.1"
    assert seen["accept"] == "*/*"
    assert not seen.keys() & {"cookie", "x-casier-else"}
    world.portal.client().get("/sign-in", headers=forged)
    assert "authorization" not in world.behind.headers()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sign-in"), ("GET", "/people"), ("GET", "/_upload"), ("DELETE", "/"), ("GET", "/healthz"),
        ("GET", "/readyz"), ("POST", "/auth/sign-in"), ("POST", "/auth/forgot"), ("GET", "/auth/establishments?q=x"),
        ("GET", "/auth/bye"), ("PUT", "/platform/import/file"), ("GET", "/platform/statistics.csv"),
        ("GET", "/assets/index-CwjtlWn_.js"), ("GET", "/nowhere.png"), ("POST", "/nowhere"),
    ],
)  # fmt: skip
def test_every_answer_is_strict(world: World, method: str, path: str) -> None:
    headers = world.portal.client().request(method, path).headers
    assert {name: headers.get(name) for name in STRICT} == STRICT
    assert not [name for name in headers if name.startswith("access-control-")]
    assert "strict-transport-security" not in headers
    assert "cache-control" in headers


def test_refusals_of_the_gate_are_strict_too(world: World) -> None:
    client = world.portal.client()
    for answer in (
        client.get("/", headers={"host": "evil"}),
        client.post("/auth/sign-out", headers={"origin": "null"}),
    ):
        assert answer.status_code in {421, 403}
        assert {name: answer.headers.get(name) for name in STRICT} == STRICT


def test_pages_are_not_kept_and_built_files_are_kept_for_ever(world: World) -> None:
    client = world.portal.client()
    assert client.get("/sign-in").headers["cache-control"] == "no-store"
    assert client.get("/assets/index-CwjtlWn_.js").headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/assets/missing.js").headers["cache-control"] == "no-cache"


def test_the_address_of_a_reset_page_goes_in_no_referrer(world: World) -> None:
    assert world.portal.client().get("/reset/secret").headers["referrer-policy"] == "strict-origin"


def test_over_http_the_cookies_are_plain(world: World) -> None:
    client = world.portal.client()
    visitor = client.get("/sign-in").headers["set-cookie"]
    assert re.fullmatch(r"casier-visitor=[\w-]{22}; Path=/; HttpOnly; SameSite=Lax", visitor)
    assert "set-cookie" not in client.get("/sign-in").headers
    session = http.entered(client, world.school, "anne").headers["set-cookie"]
    assert re.fullmatch(r"casier=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200", session)


def test_over_https_no_other_host_can_write_them(world: World) -> None:
    portal = http.portal(world.installation, public_url="https://casier.example")
    client = portal.client("https://casier.example")
    answer = client.get("/sign-in")
    assert re.fullmatch(
        r"__Host-casier-visitor=[\w-]{22}; Path=/; HttpOnly; SameSite=Lax; Secure", answer.headers["set-cookie"]
    )
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    session = http.entered(client, world.school, "anne").headers["set-cookie"]
    assert re.fullmatch(r"__Host-casier=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=43200", session)
    assert client.get("/people").status_code == 200
    planted = {"cookie": f"casier={client.cookies['__Host-casier']}"}
    assert portal.client("https://casier.example").get("/people", headers=planted).status_code == 303
