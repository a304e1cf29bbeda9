"""Which hosts are ours, and which pages may ask us to change anything? (T6, T25)."""

import logging
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.http import origins
from app.services import password_reset
from app.services.scope import Visit
from tests.support import http
from tests.support.http import Portal, World

PUBLIC = "https://casier.example"
FOREIGN = [
    "https://evil.example", "http://evil.example", "null", "", "https://casier.example.evil.example",
    "https://evil-casier.example", "https://portal.casier.example", "http://casier.example", "https://casier.example:8443",
    "https://casier.example:443", "https://casier.example/", "https://casier.example@evil.example", "HTTPS://casier.example.",
    "https://casier.example, https://evil.example", "file://", "https://localhost", "https://127.0.0.1", "ws://casier.example",
    "wss://casier.example", "https://casier\u00e9.example",
]  # fmt: skip


@pytest.fixture
def public(world: World) -> Portal:
    """A portal that people reach by its public name, over TLS."""
    return http.portal(world.installation, public_url=PUBLIC)


def _knock(client: TestClient, headers: dict[Any, Any]) -> int:
    with pytest.raises(WebSocketDisconnect) as refused, http.websocket(client, "/_event/?token=t", headers):
        pass
    return refused.value.code


@pytest.mark.parametrize("origin", FOREIGN, ids=repr)
def test_foreign_origins_change_nothing_and_open_no_websocket(world: World, public: Portal, origin: str) -> None:
    """T6."""
    client = public.client(PUBLIC)
    raw = {b"origin": origin.encode()}
    assert _knock(client, raw) == 4403
    form = {"establishment": str(world.school), "login": "anne", "password": http.PASSWORD}
    posted = client.post("/auth/sign-in", data=form, headers=raw)
    assert (posted.status_code, "set-cookie" in posted.headers) == (403, False)
    read = client.get("/sign-in", headers=raw)
    assert not [name for name in read.headers if name.startswith("access-control-")]


def test_there_are_twenty_of_them() -> None:
    assert len(set(FOREIGN)) == 20


def test_a_websocket_without_an_origin_is_no_browser_of_ours(public: Portal) -> None:
    assert _knock(public.client(PUBLIC), {}) == 4403


def test_two_origins_are_none(public: Portal) -> None:
    client = public.client(PUBLIC)
    both = [("origin", PUBLIC), ("origin", "https://evil.example")]
    assert client.post("/auth/sign-out", headers=both).status_code == 403


def test_no_preflight_is_answered(public: Portal) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer = public.client(PUBLIC).options("/auth/sign-in", headers=asked)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": PUBLIC}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 403),
    ],
    ids=str,
)
def test_what_says_where_it_comes_from_is_believed_only_if_it_is_here(
    public: Portal, headers: dict[str, str], status: int
) -> None:
    assert public.client(PUBLIC).post("/auth/sign-out", headers=headers).status_code == status


def test_our_own_origin_opens_a_websocket(public: Portal) -> None:
    with http.websocket(public.client(PUBLIC), "/_event/?token=t", {"origin": PUBLIC}) as socket:
        socket.send_text("3")
        assert socket.receive_text() == "3"


@pytest.mark.parametrize("path", ["/", "/_event/x", "/people", "/_upload"])
def test_no_other_websocket_is_opened(public: Portal, path: str) -> None:
    with pytest.raises(WebSocketDisconnect), http.websocket(public.client(PUBLIC), path, {"origin": PUBLIC}):
        pass


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("casier.example", 200), ("CASIER.example", 200), ("casier.example:443", 200), ("localhost:8000", 200),
        ("127.0.0.1", 200), ("[::1]:8000", 200),
        ("evil.example", 421), ("casier.example.evil.example", 421),
        ("casier.example:8443", 421), ("casier.example@evil.example", 400),
        ("evil.example/casier.example", 400), ("", 400),
        ("localhost.evil.example", 421),
    ],
)  # fmt: skip
def test_a_portal_with_a_public_name_answers_to_it_and_to_the_loopback(public: Portal, host: str, status: int) -> None:
    """T25."""
    client = public.client(PUBLIC)
    assert client.get("/sign-in", headers={"host": host}).status_code == status
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_two_hosts_are_none(public: Portal) -> None:
    both = [("host", "casier.example"), ("host", "evil.example")]
    assert public.client(PUBLIC).get("/sign-in", headers=both).status_code == 400


def test_a_portal_without_a_public_name_answers_where_it_listens(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    at_home, on_lan = http.portal(world.installation), http.portal(world.installation, host="10.1.2.3")
    assert at_home.client("http://10.1.2.3:8000").get("/sign-in").status_code == 421
    assert on_lan.client("http://10.1.2.3:8000").get("/sign-in").status_code == 200
    assert on_lan.client("http://evil.example").get("/sign-in").status_code == 421
    origins._warn.cache_clear()
    everywhere = http.portal(world.installation, host="0.0.0.0")  # noqa: S104  nothing is bound
    with caplog.at_level(logging.WARNING):
        assert everywhere.client("http://portal.lan").get("/sign-in").status_code == 200
        assert everywhere.client("http://other.lan").get("/sign-in").status_code == 200
    assert caplog.text.count("CASIER_PUBLIC_URL") == 1


def test_links_in_mails_never_follow_the_request(world: World) -> None:
    """T25: neither Host nor X-Forwarded-Host says where a link leads."""
    client = world.portal.client()
    poison = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    form = {"establishment": str(world.school), "login": "anne"}
    assert client.post("/auth/forgot", data=form, headers=poison).status_code == 303
    assert client.post("/auth/forgot", data=form, headers={**poison, "host": "evil.example"}).status_code == 421
    assert "evil" not in client.get("/people", headers=poison).headers["location"]
    assert not password_reset.ask(Visit(world.installation), str(world.school), "nobody")


def test_the_proxy_we_trust_says_the_scheme_and_the_address(world: World) -> None:
    behind_one = http.portal(world.installation, trusted_proxies=1)
    client = behind_one.client(address="10.0.0.1")
    said = {"x-forwarded-for": "6.6.6.6, 203.0.113.7", "x-forwarded-proto": "https"}
    client.get("/sign-in", headers=said)
    assert behind_one.behind.headers()["x-casier-address"] == "203.0.113.7"
    secure = {**said, "origin": http.HERE.replace("http", "https")}
    assert client.post("/auth/sign-out", headers=secure).status_code == 303
    assert client.post("/auth/sign-out", headers={**said, "origin": http.HERE}).status_code == 403
    client.get("/sign-in", headers={"x-forwarded-for": "", "x-forwarded-proto": ""})
    assert behind_one.behind.headers()["x-casier-address"] == "10.0.0.1"


def test_without_a_proxy_nobody_says_their_own_address_or_scheme(world: World) -> None:
    client = world.portal.client(address="203.0.113.9")
    client.get("/sign-in", headers={"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https"})
    assert world.behind.headers()["x-casier-address"] == "203.0.113.9"
    assert "strict-transport-security" not in client.get("/sign-in", headers={"x-forwarded-proto": "https"}).headers
