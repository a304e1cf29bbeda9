"""What do the two journals show?"""

from functools import partial

import reflex as rx

from app.services import journal
from app.services.journal import JournalRow
from app.services.scope import PlatformScope, Scope
from app.state.door import action
from app.state.lists import ListState


class PlatformJournalState(ListState, rx.State):
    """One page of the platform's journal."""

    rows: list[JournalRow] = []

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Show the page that the address names."""
        self._show(partial(journal.platform_page, scope))


class JournalState(ListState, rx.State):
    """One page of the establishment's journal."""

    rows: list[JournalRow] = []

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names."""
        self._show(partial(journal.page, scope))
