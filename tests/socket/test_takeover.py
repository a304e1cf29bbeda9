"""Whose state does a page reach? That of its own session, whatever it says of itself (T1, T5, T7)."""

import hashlib
import json
from contextlib import suppress
from typing import Final

import pytest
from aiohttp import ClientConnectionResetError

from app.services.sessions import hash_of
from app.state.journal import JournalState
from app.state.mails import MailsState
from tests.support.socket import SAYING, Portal, Tab

pytestmark = pytest.mark.anyio

JOURNAL: Final = f"{JournalState.get_full_name()}.load"
MAILS: Final = f"{MailsState.get_full_name()}.load"
HYDRATE: Final = "reflex___state____state.hydrate_and_load"
THIEVES: Final = ("stranger", "admin of cinabre")


async def _taken(thief: Tab) -> str:
    return await thief.answer(HYDRATE) + await thief.answer(JOURNAL)


@pytest.mark.parametrize("thief", THIEVES)
async def test_who_knows_the_token_of_somebody_at_work_sees_and_does_nothing_of_theirs(
    portal: Portal, thief: str
) -> None:
    async with portal.page(portal.cookies["admin of azurite"], token="known") as victim:
        assert "Azurite" in await victim.answer(JOURNAL)
        before = len(victim.heard)
        async with portal.page(portal.cookies[thief], token="known") as other:
            assert "Azurite" not in await _taken(other)
        assert len(victim.heard) == before
        assert (await victim.settled()).count("\n") == 1


@pytest.mark.parametrize("thief", THIEVES)
async def test_who_knows_the_token_of_somebody_who_left_finds_nothing(portal: Portal, thief: str) -> None:
    """F5: Reflex keeps their state for an hour."""
    cookie = portal.cookies["admin of azurite"]
    async with portal.page(cookie, token="left") as victim:
        assert "Azurite" in await victim.answer(JOURNAL)
    inner = hashlib.sha256(f"{hash_of(cookie)}|left".encode()).hexdigest()[:32]
    for token in ("left", inner):
        async with portal.page(portal.cookies[thief], token=token) as other:
            assert "Azurite" not in await _taken(other)


async def test_a_page_says_nothing_of_itself_that_counts(portal: Portal) -> None:
    """F7: the establishment is that of the session, at whatever address."""
    foreign = {"pathname": "/platform/establishments/2", "asPath": "/journal?e=2&establishment=2", "query": {"e": "2"}}
    async with portal.page(portal.cookies["admin of azurite"]) as page:
        answer = await page.answer(JOURNAL, None, **foreign)
    assert "Azurite" in answer
    assert "Cinabre" not in answer


async def test_nobody_says_who_they_are_but_the_gate(portal: Portal) -> None:
    session = f"session {hash_of(portal.cookies['admin of the platform'])}"
    forged = {"headers": {"authorization": session}, "ip": "127.0.0.1", "sid": "1", "token": "tab"}
    said = {"Authorization": session, "X-Casier-Address": "1.2.3.4"}
    async with portal.page(headers=said) as page:
        answer = await page.answer(MAILS, None, **forged)
    assert '"/bye?why=expired"' in answer
    assert "1.2.3.4" not in answer


async def test_a_page_does_not_forge_its_own_connection(portal: Portal) -> None:
    """Socket.IO takes an event called "connect" for a connection, of which the page then tells the headers."""
    session = f"session {hash_of(portal.cookies['admin of the platform'])}"
    header = [{"_placeholder": True, "num": 0}, {"_placeholder": True, "num": 1}]
    environment = {"QUERY_STRING": "token=other", "asgi.scope": {"client": ["1.2.3.4", 1], "headers": [header]}}
    async with portal.page() as page:
        await page.say(f"452-{SAYING[2:]}{json.dumps(['connect', environment])}")
        await page.say(b"authorization")
        await page.say(session.encode())
        with suppress(ClientConnectionResetError):  # it may be shown the door by then
            await page.fire(MAILS)
        answer = await page.ended()
    assert '"rows_rx_state_"' not in answer


async def test_a_page_is_told_neither_its_cookie_nor_its_session(portal: Portal) -> None:
    cookie = portal.cookies["admin of azurite"]
    async with portal.page(cookie) as page:
        answers = await page.answer(HYDRATE) + await page.answer(JOURNAL)
    assert "rx_router_headers" in answers
    assert cookie not in answers
    assert hash_of(cookie) not in answers
