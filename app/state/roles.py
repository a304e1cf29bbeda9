"""What do the pages of roles show and do: the list, one role, a new one?"""

from functools import partial
from urllib.parse import unquote

import reflex as rx

from app.locales import msg, msgn
from app.services import role_deletion, roles
from app.services.errors import NotFound
from app.services.role_deletion import Impact
from app.services.role_form import RoleForm
from app.services.roles import RoleCard, RoleRow
from app.services.scope import Scope
from app.state.door import action
from app.state.forms import FormState
from app.state.lists import ListState

LIST = "/roles"
NO_IMPACT = Impact(
    names=[],
    holders=0,
    primary=0,
    permissions=[],
    unreachable=[],
    accounts=[],
    spaces=[],
    closed=[],
    deposits=0,
)
NO_ROLE = RoleCard(
    id=0,
    name="",
    code="",
    kind="",
    holders=0,
    primary=0,
    is_builtin=False,
    quota=-1,
    may_delete=False,
    description="",
    quota_mb="",
    version=0,
    permissions=[],
    manages=[],
    may_alter=False,
    may_view=False,
)


class Deleting(FormState, mixin=True):
    """Deletion, its impact first: `chosen` are the roles that the open dialog is about."""

    impact: Impact = NO_IMPACT
    chosen: list[int] = []
    asking: str = ""

    def _close(self) -> None:
        self.asking, self.chosen, self.impact, self.errors = "", [], NO_IMPACT, {}

    @action(reads=True)
    def ask_delete(self, scope: Scope, ids: list[int]):
        """Say what deleting these would do."""
        self.impact, self.chosen, self.asking, self.errors = role_deletion.impact(scope, ids), ids, "delete", {}

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Close the dialog; nothing is done."""
        self._close()


class RolesState(Deleting, ListState, rx.State):
    """One page of the roles; `deleted` counts the deletions, so that nothing stays ticked after one."""

    rows: list[RoleRow] = []
    deleted: int = 0

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names."""
        self._show(partial(roles.page, scope))
        self._close()

    @action()
    def delete(self, scope: Scope):
        """Delete those that the dialog is about."""
        n = role_deletion.delete_roles(scope, self.chosen)
        self._close()
        self._show(partial(roles.page, scope))
        self.deleted += 1
        return msgn("%(n)d role is deleted.", "%(n)d roles are deleted.", n)


class Advised(FormState, mixin=True):
    """A form of a role; `advised` is the code by category that would suit better (R5)."""

    advised: str = ""

    @action(reads=True)
    def advise(self, scope: Scope, code: str):
        """Look whether another code would group the role with others."""
        self.advised = roles.advice(scope, code)


class NewRoleState(Advised, rx.State):
    """The form of a role to come: the one after those that were `made`; none before the page has asked."""

    made: int = 0

    @action(reads=True)
    def load(self, scope: Scope):
        """Begin with an empty form."""
        self.advised, self.made = roles.advice(scope, ""), self.made or 1
        self._absolve()

    @action()
    def create(self, scope: Scope, form: RoleForm):
        """Add it; then its page."""
        code = roles.create(scope, form)
        self.errors, self.made = {}, self.made + 1
        return [msg("The role is added. It brings no right yet."), rx.redirect(f"{LIST}/{code}")]


class RoleState(Deleting, Advised, rx.State):
    """One role."""

    card: RoleCard = NO_ROLE
    is_missing: bool = False

    def _fill(self, scope: Scope, code: str) -> None:
        self.card = roles.card(scope, code)

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the role that the address names, or that there is none."""
        self.card, self.advised, self.is_missing = NO_ROLE, "", False
        self._absolve()
        self._close()
        try:
            self._fill(scope, unquote(self.router.url.path.rstrip("/").rsplit("/", 1)[-1]))
        except NotFound:
            self.is_missing = True

    @action()
    def modify(self, scope: Scope, form: RoleForm):
        """Save the form; the address follows the code."""
        before, code = self.card["code"], roles.modify(scope, self.card["code"], form)
        self._fill(scope, code)
        self._renew()
        return [msg("Saved."), rx.redirect(f"{LIST}/{code}", replace=True) if code != before else None]

    @action()
    def delete(self, scope: Scope):
        """Delete it; then the list."""
        role_deletion.delete_roles(scope, self.chosen)
        self._close()
        return [msgn("%(n)d role is deleted.", "%(n)d roles are deleted.", 1), rx.redirect(LIST)]
