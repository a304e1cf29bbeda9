"""What may a stranger see, what does Reflex get to see of a request, and what does every answer carry?"""

import re

from tests.support import http
from tests.support.http import World

SHUT = ["/", "/people", "/people/7", "/settings", "/index.html", "/nowhere", "/sign-in/x", "/platform/import", "/auth"]
OPEN = ["/sign-in", "/platform/sign-in", "/forgot", "/bye", "/assets/index-CwjtlWn_.js", "/favicon.svg", "/theme.css"]
HIDDEN = [
    "/_upload", "/_upload/x.txt", "/_health", "/_all_routes", "/_event", "/_event/", "/ping", "/ping/", "/auth-codespace",
    "/%5fupload", "/__spa-fallback.html",
]  # fmt: skip


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
