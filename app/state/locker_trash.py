"""What does the trash of the lockers show and do?"""

from functools import partial
from typing import Any

import reflex as rx

from app.locales import msg
from app.services import deposits, locker_bulk, locker_trash
from app.services.locker_trash import TrashRow
from app.services.scope import Scope
from app.state.bulk import LockerBulkState
from app.state.door import action
from app.state.lists import ListState


class LockerTrashState(ListState, LockerBulkState, rx.State):
    """One page of what one has deleted."""

    rows: list[TrashRow] = []
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
    def restore(self, scope: Scope, deposit: int, name: str):
        """Put one back before its recipients."""
        deposits.restore(scope, deposit)
        self._read(scope)
        return msg("“%(name)s” is restored.", name=name)

    def _read(self, scope: Scope) -> None:
        self._show(partial(locker_trash.page, scope))
        self.offered = locker_bulk.offered(scope, locker_bulk.TRASH)

    def _when_over(self) -> Any:
        return type(self).read_again
