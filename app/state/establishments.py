"""What does the list of establishments show and do?"""

from functools import partial
from typing import Any

import reflex as rx

from app.services import establishments, zones
from app.services.establishments import EstablishmentRow
from app.services.scope import PlatformScope
from app.services.zones import ZoneChoice
from app.state.bulk import PlatformBulkState
from app.state.door import action
from app.state.lists import ListState


class EstablishmentsState(ListState, PlatformBulkState, rx.State):
    """One page of establishments."""

    rows: list[EstablishmentRow] = []
    zones: list[ZoneChoice] = []

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Show the page that the address names, and what can be asked for."""
        self.zones = zones.choices(scope)
        self._leave_preview()
        self._read(scope)

    @action(reads=True)
    def turn(self, scope: PlatformScope, to: str):
        """Show another page of the same list; no dialog outlives a change of it."""
        self._leave_preview()
        self._read(scope, to)

    @action(reads=True)
    def read_again(self, scope: PlatformScope):
        """Show the same page, with what a work has changed; a dialog stays open."""
        self._read(scope)

    def _read(self, scope: PlatformScope, to: str | None = None) -> None:
        self._show(partial(establishments.page, scope), to=to)

    def _when_over(self) -> Any:
        return type(self).read_again
