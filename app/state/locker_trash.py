"""What does the trash of the lockers show and do?"""

from functools import partial

import reflex as rx

from app.locales import msg
from app.services import deposits, locker_bulk, locker_trash
from app.services.locker_trash import TrashRow
from app.services.scope import Scope
from app.state.bulk import LockerListState
from app.state.door import action


class LockerTrashState(LockerListState, rx.State):
    """One page of what one has deleted."""

    rows: list[TrashRow] = []

    @action()
    def restore(self, scope: Scope, deposit: int, name: str):
        """Put one back before its recipients."""
        deposits.restore(scope, deposit)
        self._read(scope)
        return msg("“%(name)s” is restored.", name=name)

    def _read(self, scope: Scope, to: str | None = None) -> None:
        self._show(partial(locker_trash.page, scope), to=to)
        self.offered = locker_bulk.offered(scope, locker_bulk.TRASH)
