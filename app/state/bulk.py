"""How does a page do something to many rows? Preview, confirm, follow."""

from abc import abstractmethod
from typing import Any, ClassVar

from app.services import establishment_bulk, locker_bulk, people_bulk
from app.services.bulk import Choice, Excluded, Preview, Selection
from app.services.listing import Query
from app.services.scope import PlatformScope, Scope
from app.state.door import action
from app.state.forms import FormState
from app.state.lists import ListState
from app.state.work import PlatformWorkState, WorkState

NO_PREVIEW = Preview(
    job=0, action="", choice="", choices=[], included=0, examples="", excluded=[], advice=[], is_final=False
)


class Previewed(FormState, mixin=True):
    """The preview is in the database; the page holds what it says.

    `step` is "choice" or "confirmation", of what has several ways.
    """

    preview: Preview = NO_PREVIEW
    step: str = "choice"
    excluded: list[Excluded] = []
    choices: list[Choice] = []
    advice: list[str] = []

    def _show_preview(self, preview: Preview) -> None:
        self.preview, self.step, self.errors = preview, "choice", {}
        self.excluded, self.choices, self.advice = preview["excluded"], preview["choices"], preview["advice"]

    def _leave_preview(self) -> None:
        if self.preview != NO_PREVIEW or self.errors:  # what is written is sent
            self._show_preview(NO_PREVIEW)

    def _query(self) -> Query:
        """What the address of the list says."""
        return Query.read(dict(self.router.url.query_parameters))


class PlatformBulkState(Previewed, PlatformWorkState, mixin=True):
    """What is done to establishments."""

    @action()
    def preview_bulk(self, scope: PlatformScope, name: str, ids: list[int], every: bool):
        """Say what the action would do to the ticked rows, or to all that match the address."""
        selection = Selection(ids=ids, all=every)
        self._show_preview(establishment_bulk.preview(scope, name, selection, self._query()))

    @action()
    def confirm_bulk(self, scope: PlatformScope, form: dict[str, str]):
        """Run what was previewed, as a job."""
        self.job = establishment_bulk.confirm(scope, self.preview["job"], form)
        self._leave_preview()

    @action(reads=True)
    def dismiss_bulk(self, _scope: PlatformScope):
        """Nothing is done."""
        self._leave_preview()


class BulkState(Previewed, WorkState, mixin=True):
    """What is done to people, or to what `_bulk` previews and confirms."""

    _bulk: ClassVar[Any] = people_bulk

    @action()
    def preview_bulk(self, scope: Scope, name: str, ids: list[int], every: bool, choice: str = ""):
        """Say what the action, as chosen, would do to the ticked rows, or to all that match the address."""
        selection = Selection(ids=ids, all=every)
        self._show_preview(self._bulk.preview(scope, name, selection, self._query(), choice))

    @action()
    def confirm_bulk(self, scope: Scope, form: dict[str, str]):
        """Run what was previewed, as a job."""
        self.job = self._bulk.confirm(scope, self.preview["job"], form)
        self._leave_preview()

    @action(reads=True)
    def dismiss_bulk(self, _scope: Scope):
        """Nothing is done."""
        self._leave_preview()

    @action(reads=True)
    def proceed(self, _scope: Scope):
        """Ask for the confirmation of the way that is chosen."""
        self.step = "confirmation"

    @action(reads=True)
    def step_back(self, _scope: Scope):
        """To the choice, as it was made."""
        self.step = "choice"
        self._absolve()


class BulkListState(ListState, BulkState, mixin=True):
    """A list, and what is done to many of its rows."""

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names; no dialog outlives a change of it."""
        self._leave_preview()
        self._read(scope)

    @action(reads=True)
    def turn(self, scope: Scope, to: str):
        """Show another page of the same list; no dialog outlives a change of it."""
        self._leave_preview()
        self._read(scope, to)

    @action(reads=True)
    def read_again(self, scope: Scope):
        """Show the same page, with what a work has changed; a dialog stays open."""
        self._read(scope)

    @abstractmethod
    def _read(self, scope: Scope, to: str | None = None) -> None:
        """Show the page that the address names, or the one turned `to`."""

    def _when_over(self) -> Any:
        return type(self).read_again


class LockerListState(BulkListState, mixin=True):
    """A list of documents in lockers, and what may be done to them."""

    offered: list[str] = []
    _bulk: ClassVar[Any] = locker_bulk
