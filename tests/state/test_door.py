"""How does a gesture reach a use case, and what does the person hear? Handlers of every sort, called as by Reflex."""

import logging
from dataclasses import dataclass
from typing import Any, Final, Literal

import pytest
import reflex as rx
from reflex.event import Event

from app.locales import Message, msg
from app.locales.live import Language
from app.models.platform import PlatformAdmin, Zone
from app.services import establishments, faults, sessions, sign_in, zones
from app.services.errors import NotFound
from app.services.establishment_form import EstablishmentForm
from app.services.scope import PlatformScope, Scope, Visit
from app.state import door, payloads
from app.state.door import action, open_action
from app.state.forms import FormState
from app.state.frame import FrameState, NoticeState
from tests.support.world import PASSWORD, World, visit

pytestmark = pytest.mark.anyio
SAID: Final = msg("The zone is added.")
GO: Final = rx.redirect("/elsewhere")


class DeskState(FormState, rx.State):
    """A handler of every sort; `calls` is what reached them."""

    calls: list[Any] = []  # noqa: RUF012  Reflex copies it for each tab

    @action()
    def add(self, scope: PlatformScope, name: str) -> Message:
        zones.add(scope, name)
        return SAID

    @action(reads=True)
    def take(  # noqa: PLR0913, PLR0917  one of each type
        self,
        _scope: PlatformScope,
        number: int,
        text: str,
        yes: bool,  # noqa: FBT001
        ids: list[int],
        form: dict[str, str],
        school: EstablishmentForm,
        which: Literal["a", "b"],
    ) -> None:
        self.calls = [*self.calls, (number, text, yes, ids, form, school, which)]

    @action()
    def break_down(self, scope: PlatformScope) -> None:
        zones.add(scope, "Half done")
        raise RuntimeError("a fault of ours")

    @action()
    def miss(self, scope: PlatformScope) -> None:
        zones.add(scope, "Half done")
        raise NotFound

    @action()
    def collide(self, scope: PlatformScope) -> None:
        scope.db.add(Zone(name="Half done", name_key="half done"))
        scope.db.add(PlatformAdmin(email=scope.actor.name, password_hash=""))

    @action(reads=True)
    def write_in_spite_of_its_word(self, scope: PlatformScope) -> None:
        zones.add(scope, "Half done")

    @action()
    def say_and_go(self, _scope: PlatformScope) -> list[object]:
        return [SAID, GO]

    @action(reads=True)
    def go_home(self, scope: Scope) -> None:
        self.calls = [*self.calls, scope.actor.place.number]

    @open_action
    async def knock(self, visit: Visit, times: int) -> None:
        self.calls = [*self.calls, (visit.address, visit.agent, times)]


RIGHT: Final[dict[str, Any]] = {
    "number": 3, "text": "x", "yes": True, "ids": [1, 2], "form": {"name": "x"}, "school": {"name": "x"}, "which": "a",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A tab's state, without Reflex around it."""

    root: rx.State

    def state(self, of: type[Any]) -> Any:  # noqa: ANN401  a state
        return self.root.get_substate(of.get_full_name().split("."))

    @property
    def desk(self) -> DeskState:
        return self.state(DeskState)

    @property
    def said(self) -> tuple[str, str]:
        """The sentence that the page shows, and what kind it is of."""
        notice = self.state(NoticeState)
        return notice.kind, notice.text

    async def fire(self, name: str, /, **payload: Any) -> list[Event]:  # noqa: ANN401  whatever a browser sends
        """Call a handler as Reflex does; gives the events that follow."""
        answer = await DeskState.event_handlers[name].fn(self.desk, **payload)
        return Event.from_event_type(answer)


def _page(session: str | None = None, language: str = "fr", **headers: str) -> Page:
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    authorization = {"authorization": f"session {session}"} if session else {}
    root.router_data = {"headers": authorization | headers}
    page = Page(root)
    page.state(Language).locale = language
    return page


def _administrator(world: World) -> str:
    return sessions.hash_of(sign_in.enter_platform(visit(world.installation), world.admin.name, PASSWORD).token)


@pytest.fixture
def page(world: World) -> Page:
    """That of an administrator of the platform."""
    return _page(_administrator(world))


def _zones(world: World) -> set[str]:
    return {zone.name for zone in world.rows(Zone)}


async def test_a_handler_does_its_work_and_says_so(world: World, page: Page) -> None:
    assert await page.fire("add", name="Créteil") == []
    assert "Créteil" in _zones(world)
    assert page.said == ("status", SAID.text("fr"))


async def test_what_follows_is_what_a_handler_gives_back_but_for_its_sentences(page: Page) -> None:
    (event,) = await page.fire("say_and_go")
    assert event.payload["path"] == "/elsewhere"
    assert page.said == ("status", SAID.text("fr"))


async def test_the_page_learns_who_is_there(world: World, page: Page) -> None:
    await page.fire("add", name="Créteil")
    frame = page.state(FrameState)
    assert (frame.who, frame.place) == (world.admin.name, "")
    assert "zones.manage" in frame.may


async def test_a_payload_of_exactly_the_right_types_passes(page: Page) -> None:
    await page.fire("take", **RIGHT)
    assert page.desk.calls == [(3, "x", True, [1, 2], {"name": "x"}, {"name": "x"}, "a")]
    assert page.said == ("status", "")


async def test_a_form_passes_as_a_browser_fills_it(page: Page) -> None:
    """Reflex gives ticked boxes as true, others as false, and fields of other forms as null."""
    typed = {"name": "x", "send": True, "keep": False, "other": None}
    await page.fire("take", **RIGHT | {"form": typed, "school": typed})
    assert page.desk.calls[0][4] == {"name": "x", "send": "on"}
    assert page.desk.calls[0][5] == {"name": "x", "send": "on"}


async def test_a_form_says_nothing_but_its_own_fields(page: Page) -> None:
    await page.fire("take", **RIGHT | {"school": {"name": "x", "role": "WEBMASTER", "is_admin": "1"}})
    assert page.desk.calls[0][5] == {"name": "x"}


WRONG: Final[dict[str, list[Any]]] = {
    "number": [None, "3", 3.0, True, float("nan"), 1e308, 2**31, -(2**31), 10**400, [3], {}],
    "text": [None, 3, True, ["x"], {}, b"x"],
    "yes": [None, 1, 0, "true", "on", []],
    "ids": [None, 1, "12", ["1"], [1.0], [None], [True], [[1]], [2**40], {}, {"0": 1}],
    "form": [None, "x", [], [["name", "x"]], {"name": 1}, {"name": ["x"]}, {"name": {}}, {1: "x"}],
    "school": [None, "x", [], {"name": 1}, {"name": ["x"]}],
    "which": [None, "c", "", 0, ["a"]],
}


@pytest.mark.parametrize("name", RIGHT)
async def test_anything_else_is_refused_with_a_sentence(
    page: Page, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    for seq, value in enumerate(WRONG[name], start=1):
        assert await page.fire("take", **RIGHT | {name: value}) == []
        assert page.desk.calls == [], value
        assert page.said == ("alert", payloads.MALFORMED.text("fr"))
        assert page.state(NoticeState).seq == seq
    assert [record.levelname for record in caplog.records] == ["WARNING"] * len(WRONG[name])
    assert max(len(record.getMessage()) for record in caplog.records) < 200


async def test_no_argument_is_missing(page: Page) -> None:
    for missing in RIGHT:
        await page.fire("take", **{name: value for name, value in RIGHT.items() if name != missing})
        assert page.desk.calls == [], missing
        assert page.said == ("alert", payloads.MALFORMED.text("fr"))


async def test_no_argument_is_added(page: Page) -> None:
    for extra in ("self", "scope", "_scope", "role", "is_admin", "actor", "payload", "", "\r\n"):
        await page.fire("take", **RIGHT, **{extra: 1})
        assert page.desk.calls == [], extra
        assert page.said == ("alert", payloads.MALFORMED.text("fr"))


async def test_what_is_hostile_in_a_payload_is_not_in_the_log(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    await page.fire("take", **RIGHT | {"form": {"Hunter2" * 1000: 1, "name": ["Hunter3"]}})
    assert "Hunter3" not in caplog.text
    assert len(caplog.records[0].getMessage()) < 200


async def test_a_refusal_is_a_sentence_and_undoes_everything(world: World, page: Page) -> None:
    assert await page.fire("miss") == []
    assert page.said == ("alert", NotFound().message.text("fr"))
    assert page.desk.errors == {"form": NotFound().message.text("fr")}
    assert "Half done" not in _zones(world)


async def test_a_refusal_is_said_in_the_language_of_the_page(world: World) -> None:
    page = _page(_administrator(world), "en")
    await page.fire("miss")
    assert page.said == ("alert", "This does not exist, or is no longer there.")


@pytest.mark.parametrize("language", ["", "de", "EN", "<script>"])
async def test_whatever_the_browser_keeps_for_a_language(world: World, language: str) -> None:
    page = _page(_administrator(world), language)
    await page.fire("miss")
    assert page.said == ("alert", NotFound().message.text("fr"))


async def test_what_is_wrong_with_fields_is_said_by_the_fields(page: Page) -> None:
    await page.fire("add", name=" ")
    assert page.desk.errors.keys() == {"name"}
    assert page.desk.errors_seq == 1
    assert page.said[0] == "alert"
    await page.fire("add", name="x" * 101)
    assert page.desk.errors_seq == 2


async def test_a_fault_of_ours_is_a_sentence_undoes_everything_and_is_in_the_log(
    world: World, page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    assert await page.fire("break_down") == []
    assert page.said == ("alert", door.FAULT.text("fr"))
    assert "a fault of ours" not in page.said[1]
    assert "Half done" not in _zones(world)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info


async def test_who_did_the_same_at_the_same_moment_is_told(world: World, page: Page) -> None:
    await page.fire("collide")
    assert page.said == ("alert", door.MEANWHILE.text("fr"))
    assert "Half done" not in _zones(world)


async def test_a_database_that_refuses_is_a_sentence(world: World, page: Page) -> None:
    """Here because a handler that promised to change nothing tried to."""
    await page.fire("write_in_spite_of_its_word")
    assert page.said == ("alert", faults.BUSY.text("fr"))
    assert "Half done" not in _zones(world)


async def test_an_alert_goes_when_something_goes_well(page: Page) -> None:
    await page.fire("miss")
    await page.fire("take", **RIGHT)
    assert page.said[1] == ""


async def test_each_sentence_is_new_even_when_it_says_the_same(page: Page) -> None:
    await page.fire("miss")
    await page.fire("miss")
    assert page.state(NoticeState).seq == 2


async def test_a_person_at_a_page_of_the_platform_is_sent_home(world: World) -> None:
    page = _page(world.signed_in(world.azurite, "admin"))
    (event,) = await page.fire("add", name="Créteil")
    assert (event.name, event.payload["path"]) == ("_redirect", "/")
    assert "Créteil" not in _zones(world)


async def test_an_administrator_of_the_platform_at_a_persons_page_is_sent_home(page: Page) -> None:
    (event,) = await page.fire("go_home")
    assert event.payload["path"] == "/platform/establishments"
    assert page.desk.calls == []


async def test_a_person_works_in_their_own_establishment(world: World) -> None:
    page = _page(world.signed_in(world.cinabre))
    await page.fire("go_home")
    assert page.desk.calls == [world.cinabre.number]
    assert page.state(FrameState).place == world.cinabre.place.name


@pytest.mark.parametrize("session", [None, "", "0" * 64, "' OR 1=1 --"])
async def test_a_stranger_is_sent_to_sign_in(world: World, session: str | None) -> None:
    page = _page(session)
    for name, payload in (("add", {"name": "Créteil"}), ("go_home", {})):
        (event,) = await page.fire(name, **payload)
        assert event.payload["path"] == "/bye?why=expired"
    assert "Créteil" not in _zones(world)
    assert page.state(FrameState).who == ""


async def test_who_writes_no_session_has_none(world: World) -> None:
    """Only the gate writes it, as a word and a hash."""
    page = _page(authorization=_administrator(world))
    (event,) = await page.fire("add", name="Créteil")
    assert event.payload["path"] == "/bye?why=expired"


async def test_whose_session_ended_is_told_why_at_the_next_gesture(world: World) -> None:
    session = world.signed_in(world.cinabre)
    page = _page(session)
    await page.fire("go_home")
    sessions.end(world.installation, session)
    (event,) = await page.fire("go_home")
    assert event.payload["path"] == f"/bye?why=signed-out&e={world.cinabre.number}"
    assert len(page.desk.calls) == 1


async def test_whose_establishment_is_blocked_is_told_at_the_next_gesture(world: World) -> None:
    page = _page(world.signed_in(world.cinabre))
    world.asked(establishments.block, world.cinabre.number, "Unpaid")
    (event,) = await page.fire("go_home")
    assert event.payload["path"] == f"/bye?why=blocked&e={world.cinabre.number}"


@pytest.mark.usefixtures("world")
async def test_a_handler_open_to_strangers_learns_where_they_are() -> None:
    page = _page(**{"x-casier-address": "192.0.2.7", "user-agent": "Curl"})
    assert await page.fire("knock", times=2) == []
    assert page.desk.calls == [("192.0.2.7", "Curl", 2)]


@pytest.mark.usefixtures("world")
async def test_a_handler_open_to_strangers_takes_no_more_than_another() -> None:
    page = _page()
    for payload in ({}, {"times": "2"}, {"times": 2, "self": 1}, {"times": 2**40}):
        await page.fire("knock", **payload)
    assert page.desk.calls == []
    assert page.said == ("alert", payloads.MALFORMED.text("fr"))
