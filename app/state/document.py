"""What does the page of one document show?"""

import reflex as rx

from app.services import locker_document
from app.services.errors import NotFound
from app.services.locker_document import DocumentCard, VersionRow
from app.services.scope import Scope
from app.state.addresses import identity
from app.state.door import action

NO_DOCUMENT = DocumentCard(
    id=0, name="", memo="", sender="", category="", size=0, version=0, updated_at="", received_at="", status="",
    preview="", is_own=False, versions=[],
)  # fmt: skip


class DocumentState(rx.State):
    """The document that the address names."""

    card: DocumentCard = NO_DOCUMENT
    versions: list[VersionRow] = []
    is_missing: bool = False

    @action(reads=True)
    def load(self, scope: Scope):
        """Show it, or that it is not there."""
        self.card, self.is_missing = NO_DOCUMENT, False
        try:
            self.card = locker_document.card(scope, identity(self))
        except NotFound:
            self.is_missing = True
        self.versions = self.card["versions"]
