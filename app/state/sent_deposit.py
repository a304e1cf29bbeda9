"""What does the page of one deposit show and do? Its facts, and who has and has not opened it."""

from functools import partial

import reflex as rx

from app.locales import msg, msgn
from app.services import deposits, recipients, sent
from app.services.bulk import Choice
from app.services.deposits import Changes
from app.services.errors import NotFound
from app.services.locker_document import VersionRow
from app.services.recipients import RecipientRow
from app.services.scope import Scope
from app.services.sent import SentCard
from app.state.addresses import identity
from app.state.door import action
from app.state.forms import FormState
from app.state.lists import ListState

NO_DEPOSIT = SentCard(
    id=0, name="", memo="", category="", category_id=0, size=0, version=0, recipients=0, opened=0, sent_at="",
    updated_at="", depositor="", is_withdrawn=False, is_mine=False, is_trashed=False, versions=[],
)  # fmt: skip


class SentDepositState(FormState, ListState, rx.State):
    """`rows` are the recipients of the deposit that the address names; `waiting` how many a reminder would reach.

    `asking` is the dialog that is open.
    """

    card: SentCard = NO_DEPOSIT
    versions: list[VersionRow] = []
    rows: list[RecipientRow] = []
    categories: list[Choice] = []
    waiting: int = 0
    asking: str = ""
    is_missing: bool = False

    @action(reads=True)
    def load(self, scope: Scope):
        """Show it, or that it is not there."""
        self.card, self.asking = NO_DEPOSIT, ""
        try:
            self._read(scope, identity(self))
        except NotFound:
            self.is_missing = True

    @action(reads=True)
    def read_again(self, scope: Scope):
        """Show who has opened it by now; a dialog stays open."""
        self._read(scope, self.card["id"])

    @action(reads=True)
    def ask(self, _scope: Scope, what: str):
        """Open a dialog."""
        self.asking = what
        self._absolve()

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Close it; nothing is done."""
        self.asking = ""

    @action()
    def remind(self, scope: Scope):
        """Ask those who have not opened it to do so."""
        reminded = recipients.remind(scope, self.card["id"])
        self._read(scope, self.card["id"])
        return msgn("%(n)d person is reminded.", "%(n)d people are reminded.", reminded)

    @action()
    def modify(self, scope: Scope, form: dict[str, str]):
        """File it elsewhere, or say something else with it."""
        category = form.get("category", "")
        changes = Changes(category=int(category) if category.isdecimal() else 0, memo=form.get("memo", ""))
        deposits.modify(scope, self.card["id"], changes)
        self._read(scope, self.card["id"])
        self.asking = ""
        return msg("The document is modified.")

    @action()
    def trash(self, scope: Scope):
        """Take it away from everyone."""
        deposits.trash(scope, self.card["id"])
        self.asking = ""
        return [
            rx.redirect("/locker/sent"),
            msg("The document is deleted for everyone; it can be restored from the trash."),
        ]

    @action()
    def restore(self, scope: Scope):
        """Put it back before its recipients."""
        deposits.restore(scope, self.card["id"])
        self._read(scope, self.card["id"])
        return msg("“%(name)s” is restored.", name=self.card["name"])

    def _read(self, scope: Scope, deposit: int) -> None:
        self.card, self.is_missing = sent.card(scope, deposit), False
        self._show(partial(recipients.page, scope, deposit))
        self.versions, self.categories = self.card["versions"], sent.choices(scope)
        self.waiting = recipients.to_remind(scope, deposit) if self.card["is_mine"] else 0
