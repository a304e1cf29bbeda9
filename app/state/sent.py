"""What does the list of deposits show and do?"""

from functools import partial

import reflex as rx

from app.services import locker_bulk, preferences, sent
from app.services.bulk import Choice
from app.services.scope import Scope
from app.services.sent import SentRow
from app.state.bulk import LockerListState
from app.state.door import action

LIST = "sent"


class SentState(LockerListState, rx.State):
    """One page of what one has deposited."""

    rows: list[SentRow] = []
    categories: list[Choice] = []

    @action()
    def keep_size(self, scope: Scope, size: str):
        """Show so many rows from now on, where the address does not say."""
        preferences.show_rows(scope, LIST, int(size) if size.isdecimal() else 0)

    def _read(self, scope: Scope, to: str | None = None) -> None:
        self._show(partial(sent.page, scope), preferences.liking(scope, LIST)["size"], to=to)
        self.categories = sent.choices(scope)
        self.offered = locker_bulk.offered(scope, locker_bulk.SENT)
