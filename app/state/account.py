"""What does the page of one's own account show and do?"""

import reflex as rx

from app.locales import msg
from app.services import account, own_sessions
from app.services.account import AccountCard, AccountForm
from app.services.open_sessions import OpenSession
from app.services.scope import NO_PERSON, Scope
from app.state.door import action
from app.state.forms import FormState

NOTHING = AccountCard(
    username="",
    first_name="",
    last_name="",
    email="",
    waiting="",
    has_locker=False,
    notification="",
    usual="each",
    must_change=False,
    roles=[],
    version=0,
)


class AccountState(FormState, rx.State):
    """Three forms, each filled anew when its own key changes; what is typed in the others stays.

    `is_nobody` says that a role is looked at, which has no account.
    """

    card: AccountCard = NOTHING
    roles: list[str] = []
    sessions: list[OpenSession] = []
    is_loaded: bool = False
    is_nobody: bool = False
    email_key: int = 0
    password_key: int = 0

    def _read(self, scope: Scope) -> None:
        self.card, self.sessions = account.card(scope), own_sessions.rows(scope)
        self.roles, self.is_loaded = self.card["roles"], True
        self._absolve()

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the account of whoever is signed in."""
        self.is_nobody = scope.actor.id == NO_PERSON
        if not self.is_nobody:
            self._read(scope)

    @action()
    def modify(self, scope: Scope, form: AccountForm):
        """Save the names, and when to be written to."""
        account.modify(scope, form)
        self._read(scope)
        self._renew()
        return msg("Saved.")

    @action()
    def change_email(self, scope: Scope, form: dict[str, str]):
        """Ask for another e-mail address."""
        account.change_email(scope, form.get("email", ""), form.get("email_present", ""))
        self._read(scope)
        self.email_key += 1
        return msg("A link is on its way to %(address)s. Use it to confirm the address.", address=self.card["waiting"])

    @action()
    def keep_email(self, scope: Scope):
        """Ask for no other address after all."""
        account.keep_email(scope)
        self._read(scope)
        return msg("Your e-mail address stays as it is.")

    @action()
    def change_password(self, scope: Scope, form: dict[str, str]):
        """Choose another password; what the frame may show is read again."""
        account.change_password(scope, form.get("present", ""), form.get("new", ""))
        self.password_key += 1
        return [msg("Your password is changed; you are signed out everywhere else."), AccountState.load]

    @action()
    def close_session(self, scope: Scope, session: str):
        """End another session."""
        own_sessions.close(scope, session)
        self.sessions = own_sessions.rows(scope)
        return msg("This session is closed.")
