"""How does a page do something to many rows? Preview, confirm, follow."""

from app.services import bulk, establishment_bulk  # noqa: F401  declares the actions
from app.services.bulk import Excluded, Preview, Selection
from app.services.listing import Query
from app.services.scope import PlatformScope
from app.state.door import action
from app.state.forms import FormState
from app.state.work import WorkState

NO_PREVIEW = Preview(job=0, action="", included=0, examples="", excluded=[])


class BulkState(FormState, WorkState, mixin=True):
    """The preview is in the database; the page holds what it says."""

    preview: Preview = NO_PREVIEW
    excluded: list[Excluded] = []

    @action()
    def preview_bulk(self, scope: PlatformScope, name: str, ids: list[int], every: bool):
        """Say what the action would do to the ticked rows, or to all that match the address."""
        query = Query.read(dict(self.router.url.query_parameters))
        self.preview = bulk.preview(scope, name, Selection(ids=ids, all=every), query)
        self.excluded, self.errors = self.preview["excluded"], {}

    @action()
    def confirm_bulk(self, scope: PlatformScope, form: dict[str, str]):
        """Run what was previewed, as a job."""
        self.job = bulk.confirm(scope, self.preview["job"], form)
        self._leave_preview()

    @action(reads=True)
    def dismiss_bulk(self, _scope: PlatformScope):
        """Nothing is done."""
        self._leave_preview()

    def _leave_preview(self) -> None:
        self.preview, self.excluded, self.errors = NO_PREVIEW, [], {}
