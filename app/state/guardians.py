"""What do the list of guardians, and what a person's page says of their family, show and do?"""

from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

import reflex as rx

from app.locales import msg
from app.services import families, guardian_bulk, guardian_links, guardians
from app.services.errors import Invalid, NotFound
from app.services.families import Candidate, FamilyCard, LinkRow, Side
from app.services.guardians import GuardianRow
from app.services.scope import Scope
from app.state.addresses import identity
from app.state.bulk import BulkListState
from app.state.door import action
from app.state.forms import FormState

NO_FAMILY = FamilyCard(
    id=0, name="", is_student=False, is_guardian=False, may_change=False, household="", guardians=[], students=[]
)


class GuardiansState(BulkListState, rx.State):
    """One page of guardians, with their children and a switch each."""

    rows: list[GuardianRow] = []
    _bulk: ClassVar[Any] = guardian_bulk

    @action()
    def switch(self, scope: Scope, person: int, is_on: bool):
        """Let a guardian in, or no longer; the row stays where it is, whatever the filter."""
        guardians.set_access(scope, person, is_on)
        self.rows = [GuardianRow(**{**row, "has_access": is_on}) if row["id"] == person else row for row in self.rows]

    def _read(self, scope: Scope, to: str | None = None) -> None:
        self._show(partial(guardians.page, scope), to=to)


class FamilyState(FormState, rx.State):
    """The guardians of whom the address names, and the students they follow.

    `asking` is the side that somebody is to be added to, or "unlink"; `found` answers the words `asked`.
    """

    card: FamilyCard = NO_FAMILY
    guardians: list[LinkRow] = []
    students: list[LinkRow] = []
    found: list[Candidate] = []
    asked: str = ""
    asking: str = ""
    chosen: int = 0
    chosen_name: str = ""
    chosen_side: Side = "guardians"

    @action(reads=True)
    def load(self, scope: Scope):
        """Show them; nothing, where the address names nobody. No dialog outlives a change of page."""
        self._put(NO_FAMILY)
        self.asking = ""
        with suppress(NotFound):
            self._put(families.card(scope, identity(self)))

    @action(reads=True)
    def ask(self, _scope: Scope, what: str, side: Side, person: int, name: str):
        """Open a dialog: "add" somebody to a side, or "unlink" one of it."""
        self.asking, self.chosen_side, self.chosen, self.chosen_name = what, side, person, name
        self.found, self.asked = [], ""
        self._absolve()

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Close it; nothing is done."""
        self.asking, self.errors = "", {}

    @action(reads=True)
    def look_for(self, scope: Scope, words: str):
        """Look for somebody to add."""
        self.found, self.asked = families.candidates(scope, self.card["id"], self.chosen_side, words), words

    @action()
    def link(self, scope: Scope, form: dict[str, str]):
        """Add the one chosen."""
        said = form.get("person", "")
        chosen = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0  # noqa: PLR2004  a column
        if not said:
            raise Invalid({"person": msg("Look for somebody by name, and choose one.")})
        guardian_links.link(scope, *self._pair(chosen, self.chosen_side), form.get("status", ""))
        self._read(scope)
        return msg("Saved.")

    @action()
    def change_status(self, scope: Scope, side: Side, person: int, status: str):
        """Say otherwise what a guardian is to a student."""
        guardian_links.change_status(scope, *self._pair(person, side), status)
        self._read(scope)
        return msg("Saved. The access is now the usual one for this status.")

    @action()
    def unlink(self, scope: Scope):
        """Remove the link that the dialog is about."""
        guardian_links.unlink(scope, *self._pair(self.chosen, self.chosen_side))
        self._read(scope)
        return msg("The link is removed.")

    @action()
    def settle(self, scope: Scope, form: dict[str, str]):
        """Keep where a guardian lives."""
        guardian_links.settle(scope, self.card["id"], form.get("household", ""))
        self._read(scope)
        return msg("Saved.")

    def _pair(self, other: int, side: Side) -> tuple[int, int]:
        """The student, then the guardian."""
        return (self.card["id"], other) if side == families.GUARDIANS else (other, self.card["id"])

    def _read(self, scope: Scope) -> None:
        self._put(families.card(scope, self.card["id"]))
        self.asking = ""
        self._absolve()

    def _put(self, card: FamilyCard) -> None:
        self.card, self.guardians, self.students = card, card["guardians"], card["students"]
