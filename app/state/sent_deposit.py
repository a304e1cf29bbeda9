"""What does the page of one deposit show and do? Its facts, and who has and has not opened it."""

from functools import partial

import reflex as rx

from app.locales import msg, msgn
from app.services import bulk, deposit_form, deposits, locker_storage, recipients, sent, uploads
from app.services.audiences import Choice, Reached
from app.services.errors import NotFound
from app.services.locker_document import VersionRow
from app.services.recipients import RecipientRow
from app.services.scope import Scope
from app.services.sent import SentCard
from app.state.addresses import identity
from app.state.door import action
from app.state.forms import FormState
from app.state.lists import ListState
from app.state.picker import PickerState

NO_DEPOSIT = SentCard(
    id=0, name="", memo="", category="", category_id=0, size=0, version=0, recipients=0, opened=0, sent_at="",
    updated_at="", depositor="", is_withdrawn=False, is_mine=False, is_trashed=False, versions=[],
)  # fmt: skip


class SentDepositState(FormState, PickerState, ListState, rx.State):
    """`rows` are the recipients of the deposit that the address names; `waiting` how many a reminder would reach.

    `asking` is the dialog that is open, `largest` how many bytes a file may have.
    """

    card: SentCard = NO_DEPOSIT
    versions: list[VersionRow] = []
    rows: list[RecipientRow] = []
    categories: list[bulk.Choice] = []
    waiting: int = 0
    largest: int = 0
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
        return type(self).catch_up if self.card["is_mine"] and not self.card["is_trashed"] else None

    @action()
    def catch_up(self, scope: Scope):
        """Show those who came since, and for whom it was meant, too."""
        if recipients.catch_up(scope, self.card["id"]):
            self._read(scope, self.card["id"])

    @action(reads=True, pushed=True)
    def read_again(self, scope: Scope):
        """Show who has opened it by now; a dialog stays open."""
        self._read(scope, self.card["id"])

    @action(reads=True)
    def ask(self, scope: Scope, what: str):
        """Open a dialog, whose form begins anew."""
        self.asking, self.people, self.lost = what, 0, []
        self._renew()
        self.picking, self.largest = f"{what} {self.form_key}", locker_storage.room(scope)["largest"]

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
        self.categories = sent.choices(scope)  # one that went meanwhile is refused, and offered no more
        deposits.modify(scope, self.card["id"], deposit_form.changes(form))
        self._close(scope)
        return msg("The document is modified.")

    @action()
    def add(self, scope: Scope, form: dict[str, str]):
        """Put it before more people."""
        added = deposits.add_recipients(scope, self.card["id"], deposit_form.choices(form.get("recipients", "")))
        self._close(scope)
        return msgn("%(n)d person is added.", "%(n)d people are added.", added)

    @action()
    def replace(self, scope: Scope, form: dict[str, str]):
        """Put a better file in its place."""
        deposits.update(scope, self.card["id"], deposit_form.files(form.get("files", "")))
        self._close(scope)
        return msg("The file is replaced.")

    @action()
    def take_out(self, scope: Scope, file: str):
        """Forget a file that was sent."""
        uploads.remove(scope, file)

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

    def _reach(self, scope: Scope, choices: list[Choice]) -> Reached:
        return deposits.newly_reached(scope, self.card["id"], choices)

    def _close(self, scope: Scope) -> None:
        self._read(scope, self.card["id"])
        self.asking = ""

    def _read(self, scope: Scope, deposit: int) -> None:
        self.card, self.is_missing = sent.card(scope, deposit), False
        self._show(partial(recipients.page, scope, deposit))
        self.versions, self.categories = self.card["versions"], sent.choices(scope)
        self.waiting = recipients.to_remind(scope, deposit) if self.card["is_mine"] else 0
