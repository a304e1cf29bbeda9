"""What does the page of one person show and do? Its form, what can be done to the account, and what happened to it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import reflex as rx

from app.locales import Message, msg
from app.services import access, people_form, people_security, person
from app.services.access import EffectiveRight
from app.services.errors import NotFound
from app.services.journal import JournalRow
from app.services.open_sessions import OpenSession
from app.services.permissions import Permission
from app.services.person import PersonCard, RoleBox, ServiceBox, SignInRow
from app.services.scope import Scope
from app.state.addresses import identity
from app.state.door import action
from app.state.forms import StaleState
from app.state.guardians import FamilyState
from app.state.lists import ListState

NOBODY = PersonCard(
    id=0,
    name="",
    last_name="",
    first_name="",
    username="",
    email="",
    language="fr",
    state="",
    must_change=False,
    has_password=False,
    is_oneself=False,
    is_reachable=False,
    held="",
    services="",
    is_unscoped=False,
    barrier="",
    may_view=False,
    primary="",
    created_at="",
    last_access="",
    changed_by="",
    changed_at="",
    data_source="",
    version=0,
)
TABS = {
    "sign-ins": Permission.PEOPLE_SECURE,
    "rights": Permission.ACCESS_EXPLAIN,
    "journal": Permission.JOURNAL_READ,
}
DEEDS: dict[str, tuple[Callable[[Scope, int], Any], Message]] = {
    "block": (people_security.block, msg("The account is blocked.")),
    "unblock": (people_security.unblock, msg("The account is unblocked.")),
    "require": (people_security.require_change, msg("A new password is asked for.")),
    "activate": (people_security.send_activation, msg("The activation link is on its way.")),
    "sign-out": (people_security.sign_out, msg("Every session is ended.")),
}


class PersonState(StaleState, rx.State):
    """One person; `tab` is what the address asks for, `asking` the dialog that is open.

    `version` is what it must still be to be saved, `filled` what the form shows.
    """

    card: PersonCard = NOBODY
    roles: list[RoleBox] = []
    services: list[ServiceBox] = []
    rights: list[EffectiveRight] = []
    version: int = 0
    filled: int = 0
    tab: str = ""
    asking: str = ""
    is_missing: bool = False

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the person that the address names, or that there is none."""
        self.card, self.asking, self.is_missing, self.rights = NOBODY, "", False, []
        self._absolve()
        try:
            return self._open(scope)
        except NotFound:
            self.is_missing = True

    @action(reads=True)
    def reread(self, scope: Scope):
        """Let the form show what somebody else saved; what was typed is given up."""
        self._fill(scope)
        self._renew()

    @action()
    def modify(self, scope: Scope, form: dict[str, str]):
        """Save the form."""
        with self._watched():
            people_form.modify(scope, self.card["id"], form)
        self._fill(scope)
        self._renew()
        return [msg("Saved."), FamilyState.load]  # with another role, there is another side

    @action(reads=True)
    def ask(self, _scope: Scope, what: str):
        """Open a dialog."""
        self.asking, self.errors = what if what in DEEDS else "", {}

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Close it; nothing is done."""
        self.asking, self.errors = "", {}

    @action()
    def confirm(self, scope: Scope):
        """Do what the open dialog asks about; what is typed in the form stays."""
        said = self._settle(scope)
        self.card = person.card(scope, self.card["id"])
        self.version += self.card["version"] == self.version + 1
        self.asking, self.errors = "", {}
        return [said, PersonSignInsState.load] if self.tab == "sign-ins" else said

    def _settle(self, scope: Scope) -> Message:
        """Do it; a browser that names no dialog asks for nothing that there is."""
        if self.asking not in DEEDS:
            raise NotFound
        deed, said = DEEDS[self.asking]
        deed(scope, self.card["id"])
        return said

    def _open(self, scope: Scope) -> Any:
        """The tab that the address asks for, where one may see it; the lists fill themselves."""
        asked = self.router.url.query_parameters.get("tab", "")
        self.tab = asked if asked in TABS and scope.may(TABS[asked]) else ""
        self.card = person.card(scope, identity(self))
        if self.tab == "rights":
            self.rights = access.rights_of(scope, self.card["id"])
        self._fill(scope)
        return {
            "": FamilyState.load,
            "sign-ins": PersonSignInsState.load,
            "journal": PersonJournalState.load,
        }.get(self.tab)

    def _fill(self, scope: Scope) -> None:
        """Let the form show what is there."""
        self.card = person.card(scope, identity(self))
        self.roles, self.services = person.roles(scope, self.card["id"]), person.services(scope, self.card["id"])
        self.version = self.filled = self.card["version"]
        self.is_stale = False


class PersonSignInsState(ListState, rx.State):
    """One page of somebody's sign-ins, and where they are signed in now."""

    rows: list[SignInRow] = []
    opened: list[OpenSession] = []
    is_hidden: bool = False

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names; nothing of who is out of reach."""
        self.rows, self.opened, self.total, self.is_hidden = [], [], -1, True
        with suppress(NotFound):
            self.opened = person.sessions(scope, identity(self))
            self._show(lambda query: person.sign_ins(scope, identity(self), query))
            self.is_hidden = False


class PersonJournalState(ListState, rx.State):
    """One page of what was done to somebody."""

    rows: list[JournalRow] = []

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names."""
        self.rows, self.total = [], -1
        self._show(lambda query: person.history(scope, identity(self), query))
