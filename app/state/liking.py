"""How many rows of a list does somebody like to see? Kept for them, where the address does not say."""

from typing import ClassVar

import reflex as rx

from app.services import preferences
from app.services.scope import Scope
from app.state.door import action


class LikingState(rx.State, mixin=True):
    """A subclass says of which `_list`, and shows `_liked` rows."""

    _list: ClassVar[str] = ""
    _liked: int = 0

    @action()
    def keep_size(self, scope: Scope, size: str):
        """Show so many rows from now on, where the address does not say."""
        preferences.show_rows(scope, self._list, int(size) if size.isdecimal() else 0)
        self._liked = preferences.liking(scope, self._list)["size"]
