"""What does the page of categories show and do?"""

import reflex as rx

from app.locales import msg
from app.services import categories
from app.services.categories import CategoryRow
from app.services.scope import Scope
from app.state.door import action
from app.state.forms import FormState


class CategoriesState(FormState, rx.State):
    """All categories in their order; `chosen` is the one whose dialog is open, with so many deposits."""

    rows: list[CategoryRow] = []
    is_loaded: bool = False
    asking: str = ""
    chosen: int = 0
    chosen_name: str = ""
    chosen_deposits: int = 0

    def _read(self, scope: Scope) -> None:
        self.rows, self.is_loaded, self.asking = categories.rows(scope), True, ""
        self._renew()

    @action(reads=True)
    def load(self, scope: Scope):
        """Show them."""
        self.rows, self.is_loaded, self.asking = categories.rows(scope), True, ""
        self._absolve()

    @action(reads=True)
    def ask(self, _scope: Scope, what: str, category: int, name: str, deposits: int):
        """Open a dialog about a category."""
        self.asking, self.chosen, self.chosen_name, self.errors = what, category, name, {}
        self.chosen_deposits = deposits

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Close it; nothing is done."""
        self.asking, self.errors = "", {}

    @action()
    def create(self, scope: Scope, form: dict[str, str]):
        """Add a category."""
        categories.create(scope, form.get("name", ""))
        self._read(scope)
        return msg("The category is added.")

    @action()
    def rename(self, scope: Scope, form: dict[str, str]):
        """Rename the chosen category."""
        categories.rename(scope, self.chosen, form.get("renamed", ""))
        self._read(scope)
        return msg("The category is renamed.")

    @action()
    def move(self, scope: Scope, category: int, by: int):
        """Move a category up or down."""
        categories.move(scope, category, 1 if by > 0 else -1)
        self._read(scope)

    @action()
    def delete(self, scope: Scope):
        """Delete the chosen category."""
        categories.delete(scope, self.chosen)
        self._read(scope)
        return msg("The category is deleted.")
