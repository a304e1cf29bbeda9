"""What does the list of people show and do?"""

from functools import partial
from typing import ClassVar

import reflex as rx

from app.services import people, people_bulk, people_choices, preferences
from app.services.bulk import Choice
from app.services.people import PersonRow
from app.services.scope import Scope
from app.state.bulk import BulkListState
from app.state.door import action
from app.state.liking import LikingState

LIST = "people"


class PeopleState(LikingState, BulkListState, rx.State):
    """One page of people; `shown` are the columns, `offered` the actions that one may use."""

    rows: list[PersonRow] = []
    roles: list[Choice] = []
    services: list[Choice] = []
    sources: list[Choice] = []
    permissions: list[Choice] = []
    shown: list[str] = []
    offered: list[str] = []
    _list: ClassVar[str] = LIST

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names, what can be asked for, and the columns that one likes."""
        liking, choices = preferences.liking(scope, LIST), people_choices.choices(scope)
        self.shown, self._liked, self.offered = liking["columns"], liking["size"], people_bulk.offered(scope)
        self.roles, self.services = choices["roles"], choices["services"]
        self.sources, self.permissions = choices["sources"], choices["permissions"]
        self._leave_preview()
        self._read(scope)

    @action()
    def show_column(self, scope: Scope, name: str, is_shown: bool):
        """Show a column, or no longer, from now on."""
        wanted = {*self.shown, name} if is_shown else {*self.shown} - {name}
        preferences.show_columns(scope, LIST, wanted)
        self.shown = preferences.liking(scope, LIST)["columns"]

    def _read(self, scope: Scope, to: str | None = None) -> None:
        self._show(partial(people.page, scope), self._liked, to=to)
