"""How does an administrator begin to see the portal as somebody else does? The dialog of two pages."""

import reflex as rx

from app.services import view_as
from app.services.scope import Scope
from app.state.door import action
from app.state.forms import FormState


class ViewAsState(FormState, rx.State):
    """`asking` names whom the open dialog is about; once there is another number `begun`, the page loads the first one.

    Coming back is a form of its own (`http/view.py`).
    """

    asking: str = ""
    begun: int = 0

    def _begin(self) -> None:
        self.asking, self.errors, self.begun = "", {}, self.begun + 1

    @action(reads=True)
    def ask(self, _scope: Scope, whom: str):
        """Open the dialog."""
        self.asking, self.errors = whom, {}

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Close it; nothing is done."""
        self.asking, self.errors = "", {}

    @action()
    def begin_as_person(self, scope: Scope, form: dict[str, str]):
        """See the portal as a person."""
        whom = form.get("whom", "")
        view_as.begin_as_person(scope, int(whom) if whom.isdecimal() else 0, form.get("reason", ""))
        self._begin()

    @action()
    def begin_as_role(self, scope: Scope, form: dict[str, str]):
        """See it as somebody who holds a role."""
        view_as.begin_as_role(scope, form.get("whom", ""), form.get("reason", ""))
        self._begin()
