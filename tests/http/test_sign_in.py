"""Who comes in, what is said to those who do not, and what does each try cost?"""

import asyncio
from collections import Counter
from statistics import median
from time import perf_counter
from urllib.parse import parse_qs, urlsplit

import httpx
import httpx2
import pytest
from starlette.testclient import TestClient

from app.services import establishments
from app.services.scope import open_platform
from tests.support import http
from tests.support.http import World

Said = dict[str, str]

ELSEWHERE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\evil.example", "\\\\evil.example", "https://evil.example",
    "javascript:alert(1)", "data:text/html,x", "/\t/evil.example", "/\n/evil.example",
    "\t//evil.example", " //evil.example",
    "/%0d%0aSet-Cookie: a=b\r\nX: y", "/a\r\nLocation: https://evil.example", "@evil.example", "evil.example",
    "http:evil.example", "https:/evil.example",
    "/people//evil.example", "/_event", "/auth/bye", "/" + "a" * 3000,
    "", "/\x00", "/\u2028/evil.example",
]  # fmt: skip


def said(answer: httpx.Response | httpx2.Response) -> tuple[str, Said]:
    """Where an answer sends the browser, and what its address says."""
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["location"])
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_a_person_comes_in_and_gets_a_fresh_session(any_world: World) -> None:
    client = any_world.portal.client()
    assert client.get("/people").headers["location"] == "/sign-in?next=%2Fpeople"
    assert said(http.entered(client, any_world.school, "anne", next="/people?q=a")) == ("/people", {"q": "a"})
    assert client.get("/people").status_code == 200
    first = http.session_of(client)
    http.entered(client, any_world.school, "bob")
    assert http.session_of(client) != first
    assert not http.is_living(any_world.installation, first)


def test_an_administrator_comes_in(any_world: World) -> None:
    client = any_world.portal.client()
    assert client.get("/platform/mail?state=sent").headers["location"] == (
        "/platform/sign-in?next=%2Fplatform%2Fmail%3Fstate%3Dsent"
    )
    assert said(http.entered_platform(client, email=" WEBMESTRE@casier.test ")) == ("/platform/establishments", {})
    assert client.get("/platform/establishments").status_code == 200


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"password": "wrong"}, {"error": "wrong", "left": "4"}),
        ({"login": "nobody"}, {"error": "wrong", "left": "4"}),
        ({"establishment": "4711"}, {"error": "wrong", "left": "4", "e": "4711"}),
        ({"establishment": "99999999999999999999"}, {"error": "wrong", "left": "4", "e": None}),
        ({"establishment": "my secret!"}, {"error": "wrong", "left": "4", "e": None}),
        ({"login": ""}, {"error": "form"}),
        ({"password": ""}, {"error": "form"}),
        ({"establishment": " "}, {"error": "form", "e": None}),
        ({"login": "a\0b"}, {"error": "form", "e": None}),
        ({"password": "x" * 4097}, {"error": "form"}),
        ({"password": "x" * 201}, {"error": "wrong", "left": "4"}),
    ],
    ids=str,
)
def test_a_failure_says_a_code_and_never_what_was_typed(
    any_world: World, fields: dict[str, str], answer: dict[str, str | None]
) -> None:
    came = http.entered(any_world.portal.client(), any_world.school, **{"login": "anne", **fields})
    expected = {"e": str(any_world.school), **answer}
    assert said(came) == ("/sign-in", {name: value for name, value in expected.items() if value})
    assert "set-cookie" not in came.headers


def test_what_is_no_form_of_ours_is_refused(world: World) -> None:
    client = world.portal.client()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for body in (b"", b"\xff\xfe", b"login=%ff", b"a=1&" * 100, b"{}"):
        assert said(client.post("/auth/sign-in", content=body, headers=kind)) == ("/sign-in", {"error": "form"})
    assert client.post("/auth/sign-in", content=b"a" * 20_000, headers=kind).status_code == 413
    assert client.post("/auth/sign-in", content=iter([b"a" * 9_000, b"b" * 9_000]), headers=kind).status_code == 413


def test_a_password_of_a_megabyte_costs_nothing(world: World) -> None:
    began = perf_counter()
    assert http.entered(world.portal.client(), world.school, "anne", password="x" * 1_000_000).status_code == 413
    assert perf_counter() - began < 0.1


def test_a_blocked_school_and_a_blocked_person_are_told_so(world: World) -> None:
    http.block_person(world.installation, world.school, "bob")
    client, bob = world.portal.client(), "bob"
    assert said(http.entered(client, world.school, bob))[1]["error"] == "account"
    assert said(http.entered(client, world.school, bob, password="wrong"))[1]["error"] == "wrong"
    with open_platform(world.installation, http.TERMINAL, writes=True) as scope:
        establishments.block(scope, world.school, "Unpaid")
    assert said(http.entered(client, world.school, "anne"))[1] == {"error": "blocked", "e": str(world.school)}


def test_what_one_wanted_survives_a_failure(world: World) -> None:
    came = http.entered(world.portal.client(), world.school, "anne", password="wrong", next="/people?q=é")
    assert said(came)[1]["next"] == "/people?q=é"


@pytest.mark.parametrize("wanted", ELSEWHERE, ids=repr)
def test_nobody_is_sent_elsewhere(world: World, wanted: str) -> None:
    """T27."""
    client = world.portal.client()
    assert http.entered(client, world.school, "anne", next=wanted).headers["location"] in {"/", "/sign-in?error=form"}
    assert "evil" not in http.entered(client, world.school, "anne", password="wrong", next=wanted).headers["location"]
    assert http.entered_platform(client, next=wanted).headers["location"].startswith("/platform/")
    assert "evil" not in client.get(f"/people?next={wanted!r}").headers.get("location", "").removeprefix(
        "/sign-in?next="
    )


def test_a_planted_cookie_is_never_the_session(world: World) -> None:
    """T5: whoever chose the cookie beforehand does not know it afterwards."""
    client, planted = world.portal.client(), "A" * 43
    client.cookies.set("casier", planted, domain="localhost.local", path="/")
    came = http.entered(client, world.school, "anne")
    assert planted not in came.headers["set-cookie"]
    thief = world.portal.client()
    thief.cookies.set("casier", planted, domain="localhost.local", path="/")
    assert thief.get("/people").status_code == 303


def _post(client: httpx.AsyncClient, school: int, address: str, **fields: str) -> "asyncio.Task[httpx.Response]":
    form = {"establishment": str(school), "login": "anne", "password": "wrong", **fields}
    return asyncio.ensure_future(client.post("/auth/sign-in", data=form, headers={"x-forwarded-for": address}))


async def _together(portal: http.Portal, school: int, tries: int) -> list[httpx.Response]:
    transport = httpx.ASGITransport(app=portal.gate)
    async with httpx.AsyncClient(transport=transport, base_url=http.HERE) as client:
        return await asyncio.gather(*(_post(client, school, f"192.0.2.{n}") for n in range(tries)))


def test_parallel_tries_are_counted_exactly(any_world: World) -> None:
    """T21: fifty at once, from fifty addresses, are five tries; the others wait, and so does the right password."""
    portal = http.portal(any_world.installation, trusted_proxies=1)
    answers = asyncio.run(_together(portal, any_world.school, 50))
    assert Counter(said(answer)[1]["error"] for answer in answers) == {"wrong": 5, "wait": 45}
    assert sorted(said(answer)[1].get("left", "") for answer in answers)[-5:] == ["0", "1", "2", "3", "4"]
    late = said(http.entered(portal.client(), any_world.school, "anne"))[1]
    assert late["error"] == "wait"
    assert 0 < int(late["seconds"]) <= 60


def test_an_address_that_fails_everywhere_waits(world: World) -> None:
    """T21: spraying one password over accounts."""
    client = world.portal.client()
    codes = [said(http.entered(client, world.school, f"pupil{n}"))[1]["error"] for n in range(32)]
    assert codes == ["wrong"] * 30 + ["wait"] * 2
    assert said(http.entered(world.portal.client(address="192.0.2.9"), world.school, "anne"))[0] == "/"


def test_known_and_unknown_read_alike(world: World) -> None:
    """T22: status, headers, size and time."""
    client = TestClient(http.portal(world.installation, trusted_proxies=1).gate, http.HERE, follow_redirects=False)
    known = http.school(world.installation, *(f"known{n:02}" for n in range(50)))
    times: dict[str, list[float]] = {"known": [], "given": []}
    answers: dict[str, set[str]] = {"known": set(), "given": set()}
    with client:
        for n in range(50):
            for who, taken in times.items():
                form = {"establishment": str(known), "login": f"{who}{n:02}", "password": "wrong"}
                began = perf_counter()
                came = client.post("/auth/sign-in", data=form, headers={"x-forwarded-for": f"192.0.2.{n}"})
                taken.append(perf_counter() - began)
                answers[who].add(repr((came.status_code, sorted(came.headers.items()), came.content)))
    assert answers["known"] == answers["given"]
    assert len(answers["known"]) == 1
    assert abs(median(times["known"]) - median(times["given"])) < 0.010


def test_establishments_are_found_while_typing(world: World) -> None:
    client = world.portal.client()
    found = client.get("/auth/establishments", params={"q": "moulin alfort"})
    assert [choice["number"] for choice in found.json()] == [world.school]
    assert found.headers["cache-control"] == "no-store"
    assert client.get("/auth/establishments", params={"q": "\0"}).json() == []
    assert client.get("/auth/establishments").json() == []
    assert client.get("/auth/establishments", params={"e": str(world.school)}).json()["name"] == "Collège Jean Moulin"
    assert client.get("/auth/establishments", params={"e": str(world.school)}).json()["is_visited"] is False
    assert client.get("/auth/establishments", params={"e": "0"}).json() is None
