"""What does the permission matrix show and do? Ticks stay in the browser until they are reviewed and saved."""

from collections.abc import Sequence

import reflex as rx

from app.locales import msgn
from app.services import permission_history, permission_matrix
from app.services.errors import Conflict
from app.services.permission_history import Past
from app.services.permission_matrix import Change, Column, Difference, Group
from app.services.scope import Scope
from app.state.door import action
from app.state.forms import FormState


class PermissionsState(FormState, rx.State):
    """The matrix as it was read; `pending` are the changes that the open dialog asks about."""

    version: str = ""
    columns: list[Column] = []
    groups: list[Group] = []
    pending: list[Change] = []
    differences: list[Difference] = []
    past: list[Past] = []
    asking: str = ""
    saved: int = 0

    def _read(self, scope: Scope) -> None:
        matrix = permission_matrix.matrix(scope)
        self.version, self.columns, self.groups = matrix["version"], matrix["columns"], matrix["groups"]

    def _close(self) -> None:
        self.asking, self.pending, self.differences, self.past, self.errors = "", [], [], [], {}

    def _review(self, scope: Scope, changes: Sequence[Change]) -> None:
        self.differences = permission_matrix.preview(scope, changes)
        self.pending, self.asking, self.errors = list(changes), "save", {}

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the matrix as it is."""
        self._read(scope)
        self._close()

    @action(reads=True)
    def review(self, scope: Scope, changes: list[Change]):
        """Say what saving these would change, before it is done."""
        self._review(scope, changes)

    @action()
    def save(self, scope: Scope):
        """Save what was reviewed; what somebody else changed meanwhile is shown, and nothing ticked is lost."""
        try:
            n = permission_matrix.save(scope, self.version, self.pending)
        except Conflict as conflict:
            return self._show_conflict(scope, conflict)
        self._read(scope)
        self._close()
        return msgn("%(n)d right is changed.", "%(n)d rights are changed.", n)

    def _show_conflict(self, scope: Scope, conflict: Conflict) -> None:
        """What is there now, under what was ticked; the dialog says why nothing was saved."""
        self._read(scope)
        self.differences = permission_matrix.preview(scope, self.pending)
        self.errors = {"form": conflict.message.text(scope.actor.language)}

    @action(reads=True)
    def show_history(self, scope: Scope):
        """Show the last changes."""
        self.past, self.asking, self.errors = permission_history.history(scope), "history", {}

    @action(reads=True)
    def revert(self, scope: Scope, line: int):
        """Ask whether to take an earlier change back; it is a change as any other."""
        self._read(scope)
        self._review(scope, permission_history.reversal(scope, line))

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Close the dialog; nothing is done."""
        self._close()
