"""What does the page that imports people show and do?"""

import reflex as rx

from app.services import people_import, people_import_plan, people_ways
from app.services.csv_plans import RefusedRow
from app.services.people_import_plan import Column, Preview, Read, Updated
from app.services.scope import Scope
from app.state.door import action
from app.state.work import NO_JOB, WorkState

NO_PREVIEW = Preview(
    file="", columns=[], ignored="", rows=0, added=0, updated=0, unchanged=0, there=0, unknown=0, namesake=0,
    refused_total=0, refused=[], first=[], updates=[],
)  # fmt: skip


class PeopleImportState(WorkState, rx.State):
    """The file is on the server; the page holds what importing it the `way` chosen would do."""

    ways: list[str] = []
    way: str = ""
    preview: Preview = NO_PREVIEW
    columns: list[Column] = []
    refused: list[RefusedRow] = []
    first: list[Read] = []
    updates: list[Updated] = []

    @action(reads=True)
    def load(self, scope: Scope):
        """Begin with no file, and what one may do; the bar of an import stays."""
        people_ways.importer(scope.actor)
        self.ways = people_ways.ways(scope)
        self.way = self.way if self.way in self.ways else next(iter(self.ways), "")
        self._show_preview(NO_PREVIEW)

    @action(reads=True)
    def choose(self, scope: Scope, way: str):
        """Import another way; a file that is there is looked at anew."""
        self.way = way if way in self.ways else self.way
        if self.preview["file"]:
            self._show_preview(people_import_plan.preview(scope, self.preview["file"], self.way))

    @action(reads=True)
    def uploaded(self, scope: Scope, file: str):
        """Read the file that the browser has just sent."""
        self.job = NO_JOB
        self._show_preview(NO_PREVIEW)
        self._show_preview(people_import_plan.preview(scope, file, self.way))

    @action()
    def confirm(self, scope: Scope):
        """Import it, as a job."""
        self.job = people_import.confirm(scope, self.preview["file"], self.way)
        self._show_preview(NO_PREVIEW)

    def _show_preview(self, preview: Preview) -> None:
        self.preview, self.columns, self.refused = preview, preview["columns"], preview["refused"]
        self.first, self.updates = preview["first"], preview["updates"]
