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
        """Show the page that the address names; no dialog outlives a change of it."""
        self._leave_preview()
        self._read(scope)

    @action(reads=True)
    def read_again(self, scope: PlatformScope):
        """Show the same page, with what a work has changed; a dialog stays open."""
        self._read(scope)

    def _read(self, scope: PlatformScope) -> None:
        self._show(partial(establishments.page, scope))
        self.zones = zones.choices(scope)

    def _when_over(self) -> Any:
        return type(self).read_again
