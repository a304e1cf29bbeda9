"""How does the account of one person end (P6)? As those of many do, on a page of its own."""

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
    """`person` is whom the address names. `is_refused` says that no way is open, `is_missing` that nobody is there."""

    person: int = 0
    is_missing: bool = False
    is_refused: bool = False

    def _when_over(self) -> Any:
        """The bar says what became of it; the account may be gone."""

    @action()
    def load(self, scope: Scope):
        """Begin with the first way that is open, for whomever the address names."""
        self.person = identity(self, -2)
        self.job, self.is_missing = NO_JOB, True
        only = Selection(ids=[self.person], all=False)
        self._show_preview(people_bulk.preview(scope, CANCEL.name, only, Query()))
        self.is_refused = not self.preview["included"]
        self.is_missing = self.is_refused and not self.excluded

    @action(reads=True)
    def forget_job(self, _scope: Scope):
        """There is nothing more to see here."""
        return rx.redirect("/people")
