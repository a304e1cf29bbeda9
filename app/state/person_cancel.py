"""How does the account of one person end (P6)? A choice, then a confirmation; the same work as for many."""

from typing import Any

import reflex as rx

from app.services import people_bulk
from app.services.bulk import Selection
from app.services.listing import Query
from app.services.people_cancelling import CANCEL
from app.services.scope import Scope
from app.state.addresses import identity
from app.state.bulk import BulkState
from app.state.door import action
from app.state.work import NO_JOB


class PersonCancelState(BulkState, rx.State):
    """`step` is "choice" or "confirmation"; `person` is whom the address names.

    `is_refused` says that no way is open, `is_missing` that nobody is there.
    """

    person: int = 0
    step: str = "choice"
    is_missing: bool = False
    is_refused: bool = False

    def _foresee(self, scope: Scope, choice: str) -> None:
        only = Selection(ids=[self.person], all=False)
        self._show_preview(people_bulk.preview(scope, CANCEL.name, only, Query(), choice))
        self.is_missing = not self.preview["included"] and not self.excluded

    def _foresee_any(self, scope: Scope) -> None:
        """The first way that is open; the usual one where none is, with the reason."""
        self._foresee(scope, "")
        for way in [choice["value"] for choice in self.choices]:
            if self.preview["included"] or self.is_missing:
                break
            self._foresee(scope, way)
        self.is_refused = not self.preview["included"]

    def _when_over(self) -> Any:
        """The bar says what became of it; the account may be gone."""

    @action()
    def load(self, scope: Scope):
        """Begin with the first way that is open, for whomever the address names."""
        self.person = identity(self, -2)
        self.step, self.job, self.is_missing = "choice", NO_JOB, True
        self._foresee_any(scope)

    @action()
    def choose(self, scope: Scope, choice: str):
        """Say what that way would cost."""
        self._foresee(scope, choice)

    @action(reads=True)
    def forget_job(self, _scope: Scope):
        """There is nothing more to see here."""
        return rx.redirect("/people")

    @action(reads=True)
    def proceed(self, _scope: Scope):
        """Ask for the confirmation."""
        self.step = "confirmation"

    @action(reads=True)
    def step_back(self, _scope: Scope):
        """To the choice, as it was made."""
        self.step = "choice"
        self._absolve()
