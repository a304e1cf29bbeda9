"""How soon is somebody out who may no longer be in? At the next gesture, and without any (T20)."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import pytest
from sqlmodel import col, select, update

from app.models.establishment import Membership, Person, PersonState, Role
from app.services import establishments, sessions
from app.services.errors import Forbidden
from app.services.sessions import hash_of
from app.state.journal import JournalState
from tests.support.socket import Portal, Tab

pytestmark = pytest.mark.anyio

JOURNAL = f"{JournalState.get_full_name()}.load"
ROWS = '"rows_rx_state_":[{'


async def _gone(page: Tab, began: float, where: str) -> None:
    """The page is sent there, and its websocket closed, within two seconds."""
    assert f'"{where}"' in await page.ended()
    assert page.code == 4401
    assert perf_counter() - began < 2


async def test_an_ended_session_is_over_at_the_next_gesture(portal: Portal) -> None:
    cookie = portal.entered(portal.world.azurite, "admin")
    async with portal.page(cookie) as page:
        assert ROWS in await page.answer(JOURNAL)
        sessions.end(portal.world.installation, hash_of(cookie))
        began = perf_counter()
        answer = await page.answer(JOURNAL)
        assert perf_counter() - began < 1
        assert '"/bye?why=signed-out&e=1"' in answer
        assert ROWS not in answer + await page.ended()


async def test_an_ended_session_is_over_without_any_gesture(portal: Portal) -> None:
    cookie = portal.entered(portal.world.azurite, "prof")
    async with portal.page(cookie) as page, portal.page(portal.cookies["admin of azurite"]) as other:
        sessions.end(portal.world.installation, hash_of(cookie))
        await _gone(page, perf_counter(), "/bye?why=signed-out&e=1")
        assert ROWS in await other.answer(JOURNAL)


async def test_a_blocked_establishment_is_left_by_everybody(portal: Portal) -> None:
    """E7."""
    world = portal.world
    cookies = [portal.entered(world.cinabre, login) for login in ("prof", "eleve", "admin")]
    try:
        async with asyncio.timeout(20), portal.page(cookies[0]) as one, portal.page(cookies[1]) as two:
            world.asked(establishments.block, 2, "Impayé")
            began = perf_counter()
            await asyncio.gather(*(_gone(page, began, "/bye?why=blocked&e=2") for page in (one, two)))
        async with portal.page(cookies[2]) as page:
            assert '"/bye?why=blocked&e=2"' in await page.answer(JOURNAL)
    finally:
        world.asked(establishments.unblock, 2)
        portal.enter_all()


@contextmanager
def _as_a_student(portal: Portal) -> Iterator[None]:
    """The administrator of azurite is none for a while."""

    def give(code: str) -> None:
        with portal.world.installation.databases.session(portal.world.azurite.place, writes=True) as db:
            role = db.exec(select(Role.id).where(col(Role.code) == code)).one()
            of_theirs = col(Membership.person_id) == portal.world.people(portal.world.azurite)["admin"].id
            db.exec(update(Membership).where(of_theirs).values(role_id=role))
            db.commit()

    give("STUDENT")
    try:
        yield
    finally:
        give("WEBMASTER")


async def test_a_right_taken_away_is_gone_at_the_next_gesture(portal: Portal) -> None:
    async with portal.page(portal.cookies["admin of azurite"]) as page:
        assert ROWS in await page.answer(JOURNAL)
        with _as_a_student(portal):
            answer = await page.answer(JOURNAL, None, asPath="/journal?page=1")
        assert Forbidden().message.text("fr") in answer
        assert '"rows_rx_state_"' not in answer
        assert '"may_rx_state_":[]' in answer


async def test_a_blocked_person_is_out_at_the_next_gesture(portal: Portal) -> None:
    school, databases = portal.world.cinabre, portal.world.installation.databases
    this = col(Person.username) == "prof"
    async with portal.page(portal.entered(school, "prof")) as page:
        assert Forbidden().message.text("fr") in await page.answer(JOURNAL)
        with databases.session(school.place, writes=True) as db:
            db.exec(update(Person).where(this).values(state=PersonState.BLOCKED))
            db.commit()
            answer = await page.answer(JOURNAL)
            db.exec(update(Person).where(this).values(state=PersonState.ACTIVE))
            db.commit()
    assert '"/bye?why=expired&e=2"' in answer
