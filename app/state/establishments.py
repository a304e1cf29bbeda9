"""What does the list of establishments show and do?"""

import reflex as rx

from app.services import establishments, zones
from app.services.establishments import EstablishmentRow
from app.services.scope import PlatformScope
from app.services.zones import ZoneChoice
from app.state.bulk import BulkState
from app.state.door import action
from app.state.lists import ListState


class EstablishmentsState(ListState, BulkState, rx.State):
    """One page of establishments."""

    rows: list[EstablishmentRow] = []
    zones: list[ZoneChoice] = []

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Show the page that the address names."""
        self.zones = zones.choices(scope)
        self._show(establishments.page(scope, self._query()))
