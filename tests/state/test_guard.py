"""Which events are let through, and with what in them?"""

import pytest
import reflex as rx
from reflex.event import Event
from reflex.state import OnLoadInternalState, State, UpdateVarsInternalState
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from app.app import app as portal
from app.locales.live import Language
from app.state.guard import LOCALE, Guard
from app.state.switches import SwitchState

pytestmark = pytest.mark.anyio

LOAD = f"{State.get_full_name()}.hydrate_and_load"
KEEP = f"{UpdateVarsInternalState.get_full_name()}.update_vars_internal"
READ = f"{OnLoadInternalState.get_full_name()}.on_load_internal"
HYDRATED = f"{OnLoadInternalState.get_full_name()}.set_is_hydrated"
HUSH = f"{SwitchState.get_full_name()}.hush"


class ForgetfulState(rx.State):
    """Its handler forgot the door."""

    @rx.event
    def open_everything(self) -> None: ...


async def _passes(name: str, payload: object) -> bool:
    event = Event(name=name, payload=payload)  # type: ignore[arg-type]
    state = State(_reflex_internal_init=True)  # type: ignore[call-arg]
    return await Guard().preprocess(portal, state, event) is None


NEEDED = [
    (LOAD, {}),
    (LOAD, {"vars": {LOCALE: "en"}, "hashes": ["a", "b"]}),
    (KEEP, {"vars": {LOCALE: "en"}}),
    (READ, {}),
    (HYDRATED, {"value": True}),
    (HUSH, {}),
    (HUSH, {"the door": "looks at its own"}),
    (HUSH, {"form": {FORM_DATA_ENTRIES_KEY: [["name", "x"], ["name", ["y"]]]}}),
]


@pytest.mark.parametrize(("name", "payload"), NEEDED, ids=range(len(NEEDED)))
async def test_what_a_page_needs_passes(name: str, payload: object) -> None:
    assert await _passes(name, payload)


WHO = f"{Language.get_full_name()}.who"


SENSELESS = [
    (LOAD, {"vars": {WHO: "me"}}),
    (LOAD, {"vars": {LOCALE: 1}}),
    (LOAD, {"vars": {LOCALE: "x" * 100}}),
    (LOAD, {"vars": None}),
    (LOAD, {"hashes": "abc"}),
    (LOAD, {"state": {}}),
    (LOAD, None),
    (KEEP, {}),
    (KEEP, {"vars": {LOCALE: "en", WHO: "me"}}),
    (KEEP, {"vars": [[LOCALE, "en"]]}),
    (READ, {"value": 1}),
    (HYDRATED, {}),
    (HYDRATED, {"value": "x"}),
    (f"{State.get_full_name()}.setvar", {"var_name": "is_hydrated", "value": True}),
    (f"{Language.get_full_name()}.setvar", {"var_name": "locale", "value": "en"}),
    (f"{State.get_full_name()}.hydrate", {}),
    (f"{ForgetfulState.get_full_name()}.open_everything", {}),
    (f"{ForgetfulState.get_full_name()}.setvar", {"var_name": "x", "value": 1}),
    (HUSH, ["form"]),
    (HUSH, {"form": {FORM_DATA_ENTRIES_KEY: 5}}),
    (HUSH, {"form": {FORM_DATA_ENTRIES_KEY: [["name"]]}}),
    (HUSH, {"form": {FORM_DATA_ENTRIES_KEY: [[["name"], "x"]]}}),
    ("nothing", {}),
    ("", {}),
]


@pytest.mark.parametrize(("name", "payload"), SENSELESS, ids=range(len(SENSELESS)))
async def test_nothing_else_does(name: str, payload: object, caplog: pytest.LogCaptureFixture) -> None:
    assert not await _passes(name, payload)
    assert len(caplog.records) == 1
