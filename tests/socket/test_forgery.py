"""What does an event do that no page offered to whoever sent it? Nothing (T1, T2, T3, T4)."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, get_args, get_origin

import pytest
from reflex.state import UpdateVarsInternalState
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.registry import RegistrationContext

from app import app
from app.services import sessions
from app.services.errors import OnlyLooking
from app.services.scope import PersonActor, PlatformScope, Scope, Visit
from app.state.door import FAULT, MARK
from app.state.frame import FrameState
from app.state.guard import LOCALE
from app.state.payloads import MALFORMED
from tests.support.socket import SAYING, Portal

pytestmark = pytest.mark.anyio

Payload = dict[str, object]
Event = tuple[str, Payload]

assert app  # whose import registers every handler
FRAMES: Final = 80  # on one websocket, before the ration says no
ADMIN: Final = "admin of the platform"
FOREIGN: Final = {  # what each must never hear of
    "stranger": ("azurite", "cinabre"),
    "student": ("cinabre",),
    "admin of azurite": ("cinabre",),
    "admin of cinabre": ("azurite",),
}


def _is_own(event: Event) -> bool:
    """What everybody may do: with their own account, and how they like a list."""
    return "account_state" in event[0] or event[0].endswith((".show_column", ".keep_size"))


def _nested(depth: int) -> object:
    return {"a": _nested(depth - 1)} if depth else 1


FORM: Final = {
    "number": "2", "zone": "1", "name": "Pirate", "locality": "Ici", "uai": "", "send": "1", "version": "1",
    "contact_last_name": "Noir", "contact_first_name": "Jean", "contact_email": "noir@pirate.test",
    "typed": "2", "reason": "Pirate", "subject": "Pirate", "text": "Pirate", "role": "WEBMASTER", "is_admin": "1",
}  # fmt: skip
SENSIBLE: Final[dict[object, list[object]]] = {
    int: [2, 1],
    bool: [True, False],
    str: ["establishments.block", "delete"],
    list: [[1, 2]],
}
HOSTILE: Final[tuple[object, ...]] = (
    None, True, -1, 2**31, 2**63, 10**300, float("nan"), 1e308, "x" * 10_000, "a\0b\r\nc\x1b[31m\u202e\u2028",
    "../../platform.db", [], [[1]], [2**40], [None], {"$ne": 1}, {"name": 5}, _nested(100),
    *({"__reflex_form_data__": entries} for entries in (
        None, 5, "ab", {"a": 1}, [1], ["ab"], [[1]], [["a"]], [["a", "b", "c"]], [[[1], 2]], [[{}, 1]], [["name", {}]],
        [["name", None]], [["name[]", 1], ["name", "x" * 10_000]],
    )),
    {"name": "x" * 10_000, "reason": "\0", "typed": "9" * 400, "zone": "9" * 30, "contact_email": "a@b\r\nBcc: c@d"},
)  # fmt: skip
REFUSED: Final = {"errors", "errors_seq"}  # all that a refusal tells a page
ROWS: Final = re.compile(r'"rows_rx_state_":\[(?!\])')  # somebody's; none are no secret
IDENTITIES: Final = {"self": 1, "role": "WEBMASTER", "is_admin": True, "establishment": 2, "scope": {}, "actor": 1}


def _sensible(arguments: dict[str, Any]) -> Iterator[Payload]:
    """What a page would say."""
    for which in (0, 1):
        choices = {name: _choices(hint) for name, hint in arguments.items()}
        yield {name: choice[which % len(choice)] for name, choice in choices.items()}


def _choices(hint: Any) -> list[object]:  # noqa: ANN401  a type
    if get_origin(hint) is Literal:
        return [get_args(hint)[0]]
    return SENSIBLE.get(get_origin(hint) or hint, [FORM, {}])


def _senseless(arguments: dict[str, Any]) -> Iterator[Payload]:
    """What none would."""
    yield next(_sensible(arguments)) | IDENTITIES
    if arguments:
        yield {}
        yield from (dict.fromkeys(arguments, value) for value in HOSTILE)


def _events(payloads: Callable[[dict[str, Any]], Iterator[Payload]], *kinds: type) -> list[Event]:
    """For each handler that is given such a unit, what to say to it."""
    known = RegistrationContext.get().event_handlers
    of_kind = {
        name: found.handler.fn for name, found in known.items() if getattr(found.handler.fn, MARK, None) in kinds
    }
    ours = {name: handler for name, handler in of_kind.items() if ".app___" in name}  # tests have states too
    return [(name, payload) for name, handler in ours.items() for payload in payloads(handler.__annotations__)]


async def _fired(portal: Portal, who: str, events: Sequence[tuple[str, Mapping[str, object]]]) -> str:
    """All that was answered, over as few websockets as the ration of frames allows."""
    answers = list[str]()
    for first in range(0, len(events), FRAMES):
        async with portal.page(portal.cookies[who]) as page:
            for name, payload in events[first : first + FRAMES]:
                await page.fire(name, payload)
            answers += [await page.settled() for _ in range(2)]  # a gesture may have had others follow it
            assert page.code is None
    return "\n".join(answers)


def _changed(answers: str) -> set[tuple[str, str]]:
    """Which variables of which states the page was told."""
    frames = (frame for frame in answers.split("\n") if frame.startswith(SAYING))  # the others are the protocol's
    said = [json.loads(frame.removeprefix(SAYING))[1] for frame in frames]
    deltas = [delta for update in said for delta in update.get("delta", {}).items()]
    return {(state, name.removesuffix(FIELD_MARKER)) for state, values in deltas for name in values}


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("who", FOREIGN)
async def test_whoever_has_no_right_changes_nothing_and_learns_nothing(portal: Portal, who: str) -> None:
    """Administrators are tried at what is the platform's; a student also at all of the school but their own account."""
    kinds = (PlatformScope, Visit) if who.startswith("admin") else (PlatformScope, Scope, Visit)
    events = [event for payloads in (_sensible, _senseless) for event in _events(payloads, *kinds)]
    answers = await _fired(portal, who, [event for event in events if who == "stranger" or not _is_own(event)])
    assert not [canary for canary in FOREIGN[who] if canary in answers.lower()]
    platform = {name.rpartition(".")[0] for name, _ in _events(_sensible, PlatformScope)}
    assert {name for state, name in _changed(answers) if state in platform} <= REFUSED
    assert who.startswith("admin") or not ROWS.search(answers)  # theirs may be on screen from before


@pytest.mark.parametrize(
    ("who", "own", "other"), [("admin of azurite", 1, 2), ("student", 1, 2), ("admin of cinabre", 2, 1)]
)
async def test_nothing_of_another_school_is_changed_or_learnt(
    fresh_portal: Portal, who: str, own: int, other: int
) -> None:
    """By those who may do something in their own."""
    before = fresh_portal.fingerprint()
    events = [event for payloads in (_sensible, _senseless) for event in _events(payloads, Scope)]
    answers = await _fired(fresh_portal, who, events)
    assert not [canary for canary in FOREIGN[who] if canary in answers.lower()]
    changed = {name for name, held in fresh_portal.fingerprint().items() if before[name] != held}
    assert [name for name in changed if name.startswith(f"establishments/{own}/")], "else this would prove nothing"
    assert [name for name in changed if name.startswith(f"establishments/{other}/")] == []
    assert "Traceback" not in fresh_portal.log()


@pytest.mark.parametrize(("whom", "seen"), [("WEBMASTER", 0), ("TEACHER", 0), ("prof", 2), ("eleve", 3)])
async def test_whoever_sees_it_as_somebody_else_changes_nothing(portal: Portal, whom: str, seen: int) -> None:
    """R8: each event of the school and of strangers, by an administrator who looks as a role or a person may."""
    cookie = portal.viewing(portal.world.azurite, "admin", whom)
    before, said = portal.fingerprint(), len(portal.log())
    events = [event for payloads in (_sensible, _senseless) for event in _events(payloads, PlatformScope, Scope, Visit)]
    portal.cookies["viewer"] = cookie
    answers = await _fired(portal, "viewer", events)
    changed = {name for name, held in portal.fingerprint().items() if before[name] != held}
    assert changed == set(), "nothing but the sentence"
    assert OnlyLooking().message.text("fr") in answers
    assert FAULT.text("fr") not in answers
    assert "cinabre" not in answers.lower()
    assert "Traceback" not in portal.log()[said:]
    actor = sessions.actor(portal.world.installation, sessions.hash_of(cookie))
    assert isinstance(actor, PersonActor)
    assert (actor.id, actor.viewer is not None) == (seen, True)


async def test_whoever_has_the_right_does_change_something(portal: Portal) -> None:
    """Else the others would prove nothing."""
    before = portal.fingerprint()
    adding = [event for event in _events(_sensible, PlatformScope) if event[0].endswith("zones_state.add")]
    await _fired(portal, ADMIN, adding)
    assert {name for name, held in portal.fingerprint().items() if before[name] != held} == {
        "platform.db zone",
        "platform.db platformjournal",
    }


@pytest.mark.usefixtures("unharmed")
async def test_whoever_has_the_right_gets_a_sentence_for_what_makes_no_sense(portal: Portal) -> None:
    answers = await _fired(portal, ADMIN, _events(_senseless, PlatformScope, Scope, Visit))
    assert MALFORMED.text("fr") in answers


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("what", ["who", "may", "locale", "rows", "is_hydrated", "errors_seq", "_greet", "load"])
async def test_no_variable_is_set_by_its_name(portal: Portal, what: str) -> None:
    """F3: Reflex gives every state a handler that sets what it is told to."""
    states = [name for name in RegistrationContext.get().base_states if ".app___" in name]
    setting = [(f"{state}.setvar", {"var_name": what, "value": "WEBMASTER"}) for state in states]
    assert "WEBMASTER" not in await _fired(portal, "student", setting)


@pytest.mark.parametrize("what", ["set_who", "_greet", "_say", "__init__", "get_state", "who", "reset", "load"])
async def test_no_method_is_called_by_its_name(portal: Portal, what: str) -> None:
    answers = await _fired(portal, "student", [(f"{FrameState.get_full_name()}.{what}", {"value": "WEBMASTER"})])
    assert FrameState.get_full_name() not in answers


@pytest.mark.usefixtures("unharmed")
async def test_the_browser_writes_nothing_but_its_language(portal: Portal) -> None:
    """F4: Reflex lets it write whatever it keeps."""
    keep, load = (
        f"{UpdateVarsInternalState.get_full_name()}.update_vars_internal",
        "reflex___state____state.hydrate_and_load",
    )
    who = f"{FrameState.get_full_name()}.who{FIELD_MARKER}"
    writing = [
        {who: "WEBMASTER"},
        {LOCALE: "fr", who: "WEBMASTER"},
        {LOCALE: {"WEBMASTER": 1}},
        {"a.b": "WEBMASTER"},
        {LOCALE: "x" * 99},
    ]
    senseless = [{"vars": said} for said in (*writing, {"": 1}, [], 5, None)] + [{"WEBMASTER": 1}]
    answers = await _fired(portal, "student", [(name, payload) for name in (keep, load) for payload in senseless])
    assert "WEBMASTER" not in answers
    assert "xxx" not in answers
    assert '"locale_rx_state_":"en"' in await _fired(portal, "student", [(keep, {"vars": {LOCALE: "en"}})])
