"""What does the page that imports the directory show and do?"""

import reflex as rx

from app.services import directory_import, directory_plan
from app.services.csv_plans import RefusedRow
from app.services.directory_plan import Preview
from app.services.scope import PlatformScope
from app.state.door import action
from app.state.work import NO_JOB, PlatformWorkState

NO_PREVIEW = Preview(
    rows=0, create=0, update=0, unchanged=0, refused=[], file="", refused_total=0, new_zones="", examples=[]
)


class ImportState(PlatformWorkState, rx.State):
    """The file is on the server; the page holds what importing it would do."""

    preview: Preview = NO_PREVIEW
    refused: list[RefusedRow] = []
    examples: list[str] = []

    @action(reads=True)
    def load(self, _scope: PlatformScope):
        """Begin with no file; the bar of an import stays."""
        self._show_preview(NO_PREVIEW)

    @action(reads=True)
    def uploaded(self, scope: PlatformScope, file: str):
        """Read the file that the browser has just sent."""
        self.job = NO_JOB
        self._show_preview(directory_plan.preview(scope, file))

    @action()
    def confirm(self, scope: PlatformScope):
        """Import it, as a job."""
        self.job = directory_import.confirm(scope, self.preview["file"])
        self._show_preview(NO_PREVIEW)

    def _show_preview(self, preview: Preview) -> None:
        self.preview, self.refused, self.examples = preview, preview["refused"], preview["examples"]
