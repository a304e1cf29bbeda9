"""What does the form of a person to come show and do?"""

import reflex as rx

from app.locales import msg
from app.services import people_form, person
from app.services.person import RoleBox, ServiceBox
from app.services.scope import Scope
from app.state.door import action
from app.state.forms import FormState


class NewPersonState(FormState, rx.State):
    """`entry` is how they will first come in; `primary` the role proposed.

    It is the form after those that were `made`; none before the page has asked.
    """

    roles: list[RoleBox] = []
    services: list[ServiceBox] = []
    primary: str = ""
    entry: str = "password"
    made: int = 0

    @action(reads=True)
    def load(self, scope: Scope):
        """Begin with an empty form."""
        self.roles, self.services, self.entry = person.roles(scope), person.services(scope), "password"
        self.primary, self.made = person.fallback(scope), self.made or 1
        self._absolve()

    @action(reads=True)
    def choose_entry(self, _scope: Scope, entry: str):
        """A password typed here, or a link that is mailed."""
        self.entry = "link" if entry == "link" else "password"

    @action()
    def add(self, scope: Scope, form: dict[str, str]):
        """Add them; then their page."""
        made = people_form.add(scope, form)
        self.errors, self.made = {}, self.made + 1
        name = person.card(scope, made)["name"]
        return [msg("%(name)s is added.", name=name), rx.redirect(f"/people/{made}")]
