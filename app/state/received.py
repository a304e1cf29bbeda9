"""What does the list of received documents show and do?"""

from functools import partial
from typing import ClassVar

import reflex as rx

from app.services import locker_bulk, lockers, preferences, received
from app.services.bulk import Choice
from app.services.received import ReceivedRow
from app.services.scope import Scope
from app.state.bulk import LockerListState
from app.state.door import action
from app.state.liking import LikingState

LIST = "received"


class ReceivedState(LikingState, LockerListState, rx.State):
    """One page of one's own locker; whoever has none is told so. What came by itself is looked for once a tab."""

    rows: list[ReceivedRow] = []
    categories: list[Choice] = []
    senders: list[Choice] = []
    has_none: bool = False
    is_caught_up: bool = False
    _list: ClassVar[str] = LIST

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names; no dialog outlives a change of it."""
        self._leave_preview()
        self._read(scope)
        return None if self.is_caught_up or self.has_none or scope.actor.viewer else type(self).catch_up

    @action(reads=True, pushed=True)
    def read_again(self, scope: Scope):
        """Show the same page, with what came or changed; a dialog stays open."""
        self._read(scope)

    @action()
    def catch_up(self, scope: Scope):
        """Show what was meant for whoever would come, as this person did."""
        self.is_caught_up = True
        if received.catch_up(scope):
            self._read(scope)

    def _read(self, scope: Scope, to: str | None = None) -> None:
        if to is None:
            self._prepare(scope)
        if not self.has_none:
            self._show(partial(received.page, scope), self._liked, to=to)

    def _prepare(self, scope: Scope) -> None:
        """What another page of the same list does not ask again."""
        self.has_none, self._liked = not lockers.has_locker(scope), preferences.liking(scope, LIST)["size"]
        if not self.has_none:
            choices = received.choices(scope, self._query())
            self.categories, self.senders = choices["categories"], choices["senders"]
            self.offered = locker_bulk.offered(scope, locker_bulk.RECEIVED)
