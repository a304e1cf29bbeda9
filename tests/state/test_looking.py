"""What does a tab do when its session begins, or ceases, to see the portal as somebody else (R8)?"""

from dataclasses import dataclass
from typing import Any, Final

import pytest
import reflex as rx
from reflex.event import Event
from reflex.state import OnLoadInternalState
from sqlmodel import col, update

from app.locales import msg
from app.locales.live import Language
from app.models.establishment import Space, SpaceCode
from app.models.platform import Session
from app.models.types import now
from app.services import categories, sessions, view_as
from app.services.errors import OnlyLooking
from app.services.scope import PersonActor, Scope, open_establishment
from app.state.door import BACK, action, show_view
from app.state.forms import FormState
from app.state.frame import FrameState, NoticeState
from tests.support.hands import person, role
from tests.support.world import World

pytestmark = pytest.mark.anyio
AGAIN: Final = f"{OnLoadInternalState.get_full_name()}.on_load_internal"
LOOKING: Final = OnlyLooking().message.text("fr")


class GlassState(FormState, rx.State):
    """A handler that reads, one that writes, and one that nobody asked for; `calls` is as whom each ran."""

    calls: list[int] = []  # noqa: RUF012  Reflex copies it for each tab

    @action(reads=True)
    def look(self, scope: Scope) -> None:
        self.calls = [*self.calls, scope.actor.id]

    @action(reads=True, pushed=True)
    def hear(self, scope: Scope) -> None:
        self.calls = [*self.calls, scope.actor.id]

    @action()
    def touch(self, scope: Scope) -> object:
        self.calls = [*self.calls, scope.actor.id]
        categories.create(scope, "Écrite")
        return msg("Saved.")

    @action(reads=True)
    def write_in_spite_of_its_word(self, scope: Scope) -> None:
        categories.create(scope, "Écrite")


@dataclass(frozen=True)
class Tab:
    """A tab of `admin`; `session` is theirs, whoever it shows."""

    world: World
    root: rx.State
    session: str

    def state(self, of: type[Any]) -> Any:  # noqa: ANN401  a state
        return self.root.get_substate(of.get_full_name().split("."))

    async def fire(self, name: str) -> list[str]:
        """Call a handler as Reflex does; gives what follows: events by name, redirections by address."""
        answer = await GlassState.event_handlers[name].fn(self.state(GlassState))
        events = Event.from_event_type(answer)
        return [event.payload["path"] if event.name == "_redirect" else event.name for event in events]

    def begins(self, code: str = "", login: str = "") -> None:
        """In another tab of the same session."""
        viewer = sessions.holder(self.world.installation, self.session)
        assert isinstance(viewer, PersonActor)
        with open_establishment(self.world.installation, viewer, writes=True) as scope:
            if code:
                view_as.begin_as_role(scope, code)
            else:
                view_as.begin_as_person(scope, person(self.world, login).id or 0)

    def ends(self) -> None:
        viewer = sessions.holder(self.world.installation, self.session)
        assert isinstance(viewer, PersonActor)
        sessions.end_view(self.world.installation, viewer)

    def lapses(self) -> None:
        with self.world.installation.databases.platform_session(writes=True) as db:
            db.get_one(Session, self.session).view_until = now()
            db.commit()

    @property
    def calls(self) -> list[int]:
        return self.state(GlassState).calls

    @property
    def said(self) -> str:
        return self.state(NoticeState).text

    @property
    def banner(self) -> tuple[str, str, str]:
        frame = self.state(FrameState)
        return frame.viewed_kind, frame.viewed, frame.viewed_role


@pytest.fixture
def tab(world: World) -> Tab:
    session = world.signed_in(world.azurite, "admin")
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    root.router_data = {"headers": {"authorization": f"session {session}"}}
    tab = Tab(world, root, session)
    tab.state(Language).locale = "fr"
    return tab


def _categories(world: World) -> list[str]:
    with open_establishment(world.installation, world.person(world.azurite, "admin"), writes=False) as scope:
        return [row["name"] for row in categories.rows(scope)]


async def test_a_fresh_tab_shows_as_whom_the_portal_is_seen(tab: Tab) -> None:
    tab.begins(login="prof")
    assert await tab.fire("look") == []
    assert tab.banner == ("person", "Dominique-Azurite Durand-Azurite", "Professeur")
    assert tab.calls == [person(tab.world, "prof").id]
    assert tab.state(FrameState).may == ["locker.deposit"]


async def test_a_handler_that_writes_is_refused_with_a_sentence(tab: Tab) -> None:
    tab.begins(code="WEBMASTER")
    await tab.fire("look")
    assert await tab.fire("touch") == []
    assert (tab.calls, tab.said) == ([0], LOOKING)
    assert tab.state(GlassState).errors == {"form": LOOKING}
    await tab.fire("write_in_spite_of_its_word")
    assert "Écrite" not in _categories(tab.world)


async def test_a_tab_that_was_read_before_the_view_began_is_read_anew(tab: Tab) -> None:
    await tab.fire("look")
    tab.begins(login="prof")
    assert await tab.fire("touch") == [AGAIN]
    assert (tab.calls, tab.said, tab.banner[0]) == ([1], LOOKING, "person")
    await tab.fire("look")
    assert tab.calls == [1, person(tab.world, "prof").id]


@pytest.mark.parametrize("how", [Tab.ends, Tab.lapses])
@pytest.mark.parametrize("gesture", ["look", "touch"])
async def test_nothing_is_done_as_oneself_on_a_page_of_somebody_else(tab: Tab, how: Any, gesture: str) -> None:  # noqa: ANN401
    """What is on screen there was never meant for one's own account."""
    tab.begins(login="prof")
    await tab.fire("look")
    how(tab)
    assert await tab.fire(gesture) == [AGAIN]
    assert (len(tab.calls), tab.said, tab.banner) == (1, BACK.text("fr"), ("", "", ""))
    assert "Écrite" not in _categories(tab.world)
    await tab.fire("touch")
    assert "Écrite" in _categories(tab.world)


async def test_what_nobody_asked_for_says_nothing(tab: Tab) -> None:
    tab.begins(login="prof")
    await tab.fire("hear")
    tab.ends()
    assert await tab.fire("hear") == [AGAIN]
    assert (len(tab.calls), tab.said) == (1, "")


async def test_as_a_visitor_one_is_where_visitors_are(tab: Tab) -> None:
    tab.begins(code="ANONYMOUS")
    for gesture in ("look", "touch"):
        assert await tab.fire(gesture) == [f"/visit?e={tab.world.azurite.number}"]
    assert (tab.calls, tab.banner) == ([], ("role", "Anonyme", ""))


async def test_a_role_is_nobody(tab: Tab) -> None:
    tab.begins(code="STUDENT")
    await tab.fire("look")
    assert (tab.calls, tab.banner) == ([0], ("role", "Élève", ""))
    assert role(tab.world, "STUDENT")


async def test_whoever_is_kept_out_is_shown_where_they_would_be_led(tab: Tab) -> None:
    with tab.world.installation.databases.session(tab.world.azurite.place, writes=True) as db:
        db.exec(update(Space).where(col(Space.code) == SpaceCode.TEACHERS).values(is_published=False))
        db.commit()
    tab.begins(login="prof")
    assert await tab.fire("look") == ["/closed?step=space&space=TEACHERS&e=1"]
    assert (tab.calls, tab.banner[0]) == ([], "person")


async def test_a_page_for_strangers_shows_as_whom_it_is_seen(tab: Tab) -> None:
    tab.begins(code="ANONYMOUS")
    await show_view(tab.root)
    assert tab.banner == ("role", "Anonyme", "")
    tab.ends()
    await show_view(tab.root)
    assert tab.banner == ("", "", "")
    sessions.end(tab.world.installation, tab.session)
    await show_view(tab.root)
