"""What does the list of deposits show and do?"""

from functools import partial
from typing import Any

import reflex as rx

from app.services import locker_bulk, preferences, sent
from app.services.bulk import Choice
from app.services.scope import Scope
from app.services.sent import SentRow
from app.state.bulk import LockerBulkState
from app.state.door import action
from app.state.lists import ListState

LIST = "sent"


class SentState(ListState, LockerBulkState, rx.State):
    """One page of what one has deposited."""

    rows: list[SentRow] = []
    categories: list[Choice] = []
    offered: list[str] = []

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names; no dialog outlives a change of it."""
        self._leave_preview()
        self._read(scope)

    @action(reads=True)
    def read_again(self, scope: Scope):
        """Show the same page, with what a work has changed; a dialog stays open."""
        self._read(scope)

    @action()
    def keep_size(self, scope: Scope, size: str):
        """Show so many rows from now on, where the address does not say."""
        preferences.show_rows(scope, LIST, int(size) if size.isdecimal() else 0)

    def _read(self, scope: Scope) -> None:
        self._show(partial(sent.page, scope), preferences.liking(scope, LIST)["size"])
        self.categories = sent.choices(scope)
        self.offered = locker_bulk.offered(scope, locker_bulk.SENT)

    def _when_over(self) -> Any:
        return type(self).read_again
