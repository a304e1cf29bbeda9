"""What does the list of deposits show and do?"""

from functools import partial
from typing import ClassVar

import reflex as rx

from app.services import locker_bulk, preferences, sent
from app.services.bulk import Choice
from app.services.scope import Scope
from app.services.sent import SentRow
from app.state.bulk import LockerListState
from app.state.door import action
from app.state.liking import LikingState

LIST = "sent"


class SentState(LikingState, LockerListState, rx.State):
    """One page of what one has deposited."""

    rows: list[SentRow] = []
    categories: list[Choice] = []
    _list: ClassVar[str] = LIST

    @action(reads=True, pushed=True)
    def read_again(self, scope: Scope):
        """Show the same page, with who has opened what by now; a dialog stays open."""
        self._read(scope)

    def _read(self, scope: Scope, to: str | None = None) -> None:
        if to is None:
            self._liked, self.categories = preferences.liking(scope, LIST)["size"], sent.choices(scope)
            self.offered = locker_bulk.offered(scope, locker_bulk.SENT)
        self._show(partial(sent.page, scope), self._liked, to=to)
