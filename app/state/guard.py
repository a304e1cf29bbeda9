"""Which events are let through at all? Those of the door, and the few of Reflex that a page cannot do without."""

import logging

import reflex as rx
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from app.state.door import MARK

log = logging.getLogger("casier.door")

_ROOT = "reflex___state____state"
FRAMEWORK = frozenset({
    f"{_ROOT}.hydrate",
    f"{_ROOT}.hydrate_and_load",
    f"{_ROOT}.set_is_hydrated",
    f"{_ROOT}.reflex___state____on_load_internal_state.on_load_internal",
    f"{_ROOT}.reflex___state____on_load_internal_state.set_is_hydrated",
    f"{_ROOT}.reflex___state____update_vars_internal_state.update_vars_internal",
})  # fmt: skip


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
        if self._allowed.get(event.name, False):
            return None
        log.warning("denied: %.120r", event.name)
        return StateUpdate()
