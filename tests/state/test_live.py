"""Whose tabs are told, how many at a time, and what does a pushed event leave alone?"""

import asyncio
from datetime import datetime, timedelta
from threading import Thread
from typing import Any, Final

import pytest
import reflex as rx
from reflex_base.event import Event
from sqlmodel import col, select, update

from app.models.establishment import Person
from app.models.platform import Ending, Session
from app.models.types import now
from app.services.scope import PersonActor
from app.state import live
from app.state.arrivals import ArrivalState
from app.state.frame import NoticeState
from app.state.live import AT_ONCE, MOST, SPARE, Live, Tabs
from app.storage.bus import News
from tests.support.lockers import deposited
from tests.support.world import World

pytestmark = pytest.mark.anyio
WHAT: Final = "arrivals"


def news(number: int, *people: int, ids: tuple[int, ...] = (7,)) -> News:
    return News(number, frozenset(people) or None, WHAT, ids)


class Tokens:
    def __init__(self, connected: set[str]) -> None:
        self.token_to_socket = connected


class Namespace:
    def __init__(self, connected: set[str]) -> None:
        self._token_manager = Tokens(connected)


class States:
    def __init__(self, connected: set[str]) -> None:
        self.states = connected


class Reflex:
    """Stands where Reflex is: tabs that are connected, and a processor that takes its time with each event."""

    def __init__(self, *tokens: str, slow: float = 0.001) -> None:
        self.connected = set(tokens)
        self.event_namespace, self.state_manager = Namespace(self.connected), States(self.connected)
        self.event_processor, self.slow = self, slow
        self.put, self.running, self.most = list[tuple[str, list[int]]](), 0, 0

    async def enqueue(self, token: str, event: Event) -> "asyncio.Task[None]":
        self.put.append((token, event.payload["ids"]))
        return asyncio.create_task(self._work())

    async def _work(self) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(self.slow)
        self.running -= 1


def somebody(world: World, number: int = 1, person: int = 2) -> PersonActor:
    place = world.azurite.place if number == world.azurite.number else world.cinabre.place
    return PersonActor(person, "x", "fr", "session", place, (), frozenset())


def told(app: Reflex, tabs: Tabs, patience: float = 2) -> Live:
    return Live(app, tabs, {WHAT: ArrivalState.arrive}, patience)  # type: ignore[arg-type]


async def settled(heard: Live) -> None:
    await asyncio.sleep(0.01)
    while heard._waiting or heard._workers:  # noqa: ASYNC110  it tells nobody when it is done
        await asyncio.sleep(0.01)


@pytest.fixture
def crowd(world: World) -> Tabs:
    """Two tabs of one person, one of another, and one of another school's."""
    tabs = Tabs()
    for token, number, person in (("a1", 1, 2), ("a2", 1, 2), ("b", 1, 3), ("c", 2, 2)):
        tabs.note(somebody(world, number, person), token)
    return tabs


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (news(1, 2), {"a1", "a2"}),
        (news(1, 3, 99), {"b"}),
        (news(1), {"a1", "a2", "b"}),
        (news(2, 2), {"c"}),
        (news(3), set[str]()),
        (News(1, None, "of no concern"), set[str]()),
    ],
)
async def test_tabs_of_those_whom_it_concerns_are_told(crowd: Tabs, said: News, expected: set[str]) -> None:
    app = Reflex("a1", "a2", "b", "c")
    heard = told(app, crowd)
    heard.hear(said)
    await settled(heard)
    assert {token for token, _ in app.put} == expected


async def test_news_come_from_any_thread(crowd: Tabs) -> None:
    app = Reflex("a1", "a2")
    heard = told(app, crowd)
    thread = Thread(target=heard.hear, args=(news(1, 2),))
    thread.start()
    thread.join()
    await settled(heard)
    assert len(app.put) == 2


async def test_a_tab_that_is_gone_is_forgotten(crowd: Tabs) -> None:
    app = Reflex("a2")
    heard = told(app, crowd)
    heard.hear(news(1))
    await settled(heard)
    assert [token for token, _ in app.put] == ["a2"]
    app.connected.add("a1")
    heard.hear(news(1))
    await settled(heard)
    assert [token for token, _ in app.put] == ["a2", "a2"]


async def test_tabs_that_nobody_is_told_of_are_forgotten_too(world: World) -> None:
    tabs = Tabs()
    tabs.is_open = lambda token: token == "open"
    for number in range(10 * SPARE):
        tabs.note(somebody(world), f"gone {number}")
    tabs.note(somebody(world), "open")
    assert len(tabs._whose) <= SPARE + 1
    assert tabs.concerned(news(1)) == ["open"]


async def test_a_burst_is_told_once_and_hundreds_of_tabs_a_few_at_a_time(world: World) -> None:
    tabs, tokens = Tabs(), [f"t{n}" for n in range(500)]
    for n, token in enumerate(tokens):
        tabs.note(somebody(world, person=n), token)
    app = Reflex(*tokens, slow=0.002)
    heard = told(app, tabs)
    for number in range(1, 101):
        heard.hear(news(1, ids=(number,)))
    longest, last = 0.0, asyncio.get_running_loop().time()
    while heard._waiting or heard._workers or not app.put:
        await asyncio.sleep(0)
        moment = asyncio.get_running_loop().time()
        longest, last = max(longest, moment - last), moment
    assert app.most <= AT_ONCE
    assert len(app.put) <= 500 + AT_ONCE
    assert {token for token, _ in app.put} == set(tokens)
    assert all(len(ids) <= MOST for _, ids in app.put)
    assert app.put[-1][1] == list(range(101 - MOST, 101))
    assert longest < 0.25  # the loop was never held


async def test_tabs_that_are_busy_do_not_keep_the_others_waiting(world: World) -> None:
    tabs, tokens = Tabs(), [f"t{n}" for n in range(3 * AT_ONCE)]
    for token in tokens:
        tabs.note(somebody(world), token)
    app = Reflex(*tokens, slow=30)
    heard = told(app, tabs, patience=0.01)
    heard.hear(news(1))
    await settled(heard)
    assert {token for token, _ in app.put} == set(tokens)


def page(session: str) -> rx.State:
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    root.router_data = {"headers": {"authorization": f"session {session}"}, "token": "tab"}
    return root


def state(root: rx.State, of: type[Any]) -> Any:  # noqa: ANN401  a state
    return root.get_substate(of.get_full_name().split("."))


async def fire(root: rx.State, name: str, **payload: object) -> list[Event]:
    answer = await ArrivalState.event_handlers[name].fn(state(root, ArrivalState), **payload)
    return Event.from_event_type(answer)


@pytest.fixture
def prof(world: World) -> rx.State:
    """The tab of a teacher."""
    return page(world.signed_in(world.azurite))


async def test_a_gesture_makes_a_tab_known(prof: rx.State) -> None:
    assert live.tabs.concerned(news(1)) == []
    await fire(prof, "count")
    assert live.tabs.concerned(news(1)) == ["tab"]


async def test_a_pushed_event_shows_what_the_tabs_own_session_may_see(world: World, prof: rx.State) -> None:
    mine = deposited(world.installation, world.azurite.place)
    others = deposited(world.installation, world.azurite.place, to=["admin"], name="Secret.pdf")
    await fire(prof, "arrive", ids=[mine, others, 999])
    shown = state(prof, ArrivalState)
    assert (shown.unread, shown.changes, shown.to) == (1, 1, f"/locker/{mine}")
    assert shown.text == "Camille-Azurite Petit-Azurite a déposé «\xa0Compte rendu.pdf\xa0»."


async def test_a_pushed_event_neither_wakes_a_session_nor_takes_back_what_was_said(
    world: World, prof: rx.State
) -> None:
    state(prof, NoticeState)._say("Refusé", "alert")
    idle = now() - timedelta(minutes=20)
    with world.installation.databases.platform_session(writes=True) as db:
        db.exec(update(Session).values(seen_at=idle))
        db.commit()
    await fire(prof, "arrive", ids=[])
    assert max(seen(world)) == idle
    assert state(prof, NoticeState).text == "Refusé"
    await fire(prof, "count")
    assert max(seen(world)) > idle


async def test_counting_as_a_page_opens_leaves_what_was_said_of_its_content(prof: rx.State) -> None:
    state(prof, NoticeState)._say("Refusé", "alert")
    await fire(prof, "count")
    assert state(prof, NoticeState).text == "Refusé"
    await fire(prof, "hush")
    assert state(prof, NoticeState).text == ""


def seen(world: World) -> set[datetime]:
    with world.installation.databases.platform_session(writes=False) as db:
        return set(db.exec(select(Session.seen_at)))


async def test_what_a_pushed_event_is_refused_is_not_said(prof: rx.State, caplog: pytest.LogCaptureFixture) -> None:
    assert await fire(prof, "arrive", ids=["1"]) == []
    assert await fire(prof, "arrive", ids=list(range(MOST + 1))) == []
    assert state(prof, NoticeState).text == ""
    assert "malformed" in caplog.text


async def test_a_session_that_ended_meanwhile_shows_nothing_more(world: World, prof: rx.State) -> None:
    number = deposited(world.installation, world.azurite.place)
    with world.installation.databases.platform_session(writes=True) as db:
        db.exec(update(Session).where(col(Session.person_id).is_not(None)).values(ended=Ending.SIGNED_OUT))
        db.commit()
    (event,) = await fire(prof, "arrive", ids=[number])
    assert event.payload["path"].startswith("/bye")
    assert (state(prof, ArrivalState).unread, state(prof, ArrivalState).text) == (0, "")


async def test_who_must_choose_a_password_is_left_in_peace(world: World, prof: rx.State) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.exec(update(Person).values(must_change=True))
        db.commit()
    deposited(world.installation, world.azurite.place)
    for name, said in (("count", {}), ("arrive", {"ids": [1]})):
        assert await fire(prof, name, **said) == []
    assert (state(prof, ArrivalState).has_locker, state(prof, ArrivalState).text) == (False, "")
