"""What does the page of zones show and do?"""

import reflex as rx

from app.locales import msg
from app.services import zones
from app.services.scope import PlatformScope
from app.services.zones import ZoneRow
from app.state.door import action
from app.state.forms import FormState


class ZonesState(FormState, rx.State):
    """All zones in their order; `chosen` is the one whose dialog is open."""

    rows: list[ZoneRow] = []
    is_loaded: bool = False
    asking: str = ""
    chosen: int = 0
    chosen_name: str = ""

    def _read(self, scope: PlatformScope) -> None:
        self.rows, self.is_loaded, self.asking = zones.rows(scope), True, ""
        self._renew()

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Show them."""
        self.rows, self.is_loaded, self.asking = zones.rows(scope), True, ""
        self._absolve()

    @action(reads=True)
    def ask(self, _scope: PlatformScope, what: str, zone: int, name: str):
        """Open a dialog about a zone."""
        self.asking, self.chosen, self.chosen_name, self.errors = what, zone, name, {}

    @action(reads=True)
    def dismiss(self, _scope: PlatformScope):
        """Close it; nothing is done."""
        self.asking, self.errors = "", {}

    @action()
    def add(self, scope: PlatformScope, form: dict[str, str]):
        """Add a zone."""
        zones.add(scope, form.get("name", ""))
        self._read(scope)
        return msg("The zone is added.")

    @action()
    def rename(self, scope: PlatformScope, form: dict[str, str]):
        """Rename the chosen zone."""
        zones.rename(scope, self.chosen, form.get("renamed", ""))
        self._read(scope)
        return msg("The zone is renamed.")

    @action()
    def move(self, scope: PlatformScope, zone: int, by: int):
        """Move a zone up or down."""
        zones.move(scope, zone, 1 if by > 0 else -1)
        self._read(scope)

    @action()
    def delete(self, scope: PlatformScope):
        """Delete the chosen zone."""
        zones.delete(scope, self.chosen)
        self._read(scope)
        return msg("The zone is deleted.")
