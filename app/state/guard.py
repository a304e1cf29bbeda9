"""Which events are let through at all? Those of the door, and the few of Reflex that a page cannot do without."""

import logging
from typing import Annotated, Any, Final, Literal

import reflex as rx
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from reflex.state import BaseState, OnLoadInternalState, State, StateUpdate, UpdateVarsInternalState
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY
from typing_extensions import TypedDict  # pydantic asks for it before Python 3.12

from app.locales.live import Language
from app.state.door import MARK

log = logging.getLogger("casier.door")
LOCALE: Final = f"{Language.get_full_name()}.locale{FIELD_MARKER}"
# The language is the one value that the browser may write.
Kept = dict[Literal[LOCALE], Annotated[str, Field(max_length=20)]]  # type: ignore[valid-type]
_exact = with_config(ConfigDict(extra="forbid", strict=True))


@_exact
class Loading(TypedDict, total=False):
    """A page begins; `hashes` tell which parts of the state it knows already."""

    vars: Kept
    hashes: list[str]


@_exact
class Keeping(TypedDict):
    """The browser kept something since."""

    vars: Kept


@_exact
class Nothing(TypedDict):
    """An event that says nothing."""


@_exact
class Hydrated(TypedDict):
    """Whether a page has all that it shows."""

    value: bool


# Reflex itself checks nothing of what comes with its own.
FRAMEWORK: Final[dict[str, TypeAdapter[Any]]] = {
    f"{State.get_full_name()}.hydrate_and_load": TypeAdapter(Loading),
    f"{UpdateVarsInternalState.get_full_name()}.update_vars_internal": TypeAdapter(Keeping),
    f"{OnLoadInternalState.get_full_name()}.on_load_internal": TypeAdapter(Nothing),
    f"{OnLoadInternalState.get_full_name()}.set_is_hydrated": TypeAdapter(Hydrated),
}
# The door looks at what comes with the others, but only after Reflex took the fields out of their forms.
ANYTHING: Final = TypeAdapter(dict[str, Any])
FIELDS: Final = TypeAdapter(list[tuple[str, Any]])


def handlers() -> dict[str, bool]:
    """Every event that this application knows, and whether it is let through."""
    known = RegistrationContext.get().event_handlers
    return {name: name in FRAMEWORK or hasattr(found.handler.fn, MARK) for name, found in known.items()}


class Guard(rx.Middleware):
    """Denies by default: a handler that forgot the door does nothing, whoever calls it."""

    def __init__(self) -> None:
        """Read the list once; handlers do not come later."""
        self._allowed: dict[str, bool] = {}

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002
        """Let an event through, or answer it with nothing and leave a line in the log."""
        if not self._allowed:
            self._allowed = handlers()
        if self._allowed.get(event.name, False) and _is_sound(event):
            return None
        log.warning("denied: %.120r", event.name)
        return StateUpdate()


def _is_sound(event: Event) -> bool:
    try:
        FRAMEWORK.get(event.name, ANYTHING).validate_python(event.payload)
        for said in event.payload.values():
            if isinstance(said, dict) and FORM_DATA_ENTRIES_KEY in said:
                FIELDS.validate_python(said[FORM_DATA_ENTRIES_KEY])
    except ValidationError:
        return False
    return True
