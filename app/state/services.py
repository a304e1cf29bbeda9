"""What does the page of services show and do? All services, and the people of the one that the address names."""

from functools import partial

import reflex as rx

from app.locales import msg
from app.services import services
from app.services.listing import Query
from app.services.scope import Scope
from app.services.services import AttachedRow, Candidate, ServiceRow
from app.state.door import action
from app.state.forms import FormState
from app.state.lists import ListState


class ServicesState(FormState, ListState, rx.State):
    """`rows` are the people of the service `open_id`; `found` those who could be attached to it.

    `chosen` is the service that a dialog is about; `moves` counts who was attached or detached.
    """

    services: list[ServiceRow] = []
    is_loaded: bool = False
    rows: list[AttachedRow] = []
    open_id: int = 0
    open_name: str = ""
    found: list[Candidate] = []
    wanted: str = ""
    moves: int = 0
    asking: str = ""
    chosen: int = 0
    chosen_name: str = ""
    chosen_people: int = 0

    def _read(self, scope: Scope) -> None:
        """The services, and the people of the open one where it is there."""
        self.services, self.is_loaded = services.rows(scope), True
        asked = Query.read(self.router.url.query_parameters).number("service")
        opened = next((row for row in self.services if row["id"] == asked), None)
        self.open_id, self.open_name = (opened["id"], opened["name"]) if opened else (0, "")
        if opened:
            self._show(partial(services.people, scope, self.open_id))

    def _close(self, scope: Scope) -> None:
        self._read(scope)
        self.asking, self.errors = "", {}

    @action(reads=True)
    def load(self, scope: Scope):
        """Show them."""
        self._close(scope)
        self.found, self.wanted = [], ""
        self._absolve()

    @action(reads=True)
    def ask(self, _scope: Scope, what: str, service: int, name: str, people: int):
        """Open a dialog about a service."""
        self.asking, self.chosen, self.chosen_name, self.errors = what, service, name, {}
        self.chosen_people = people

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Close it; nothing is done."""
        self.asking, self.errors = "", {}

    @action()
    def create(self, scope: Scope, form: dict[str, str]):
        """Add a service."""
        services.create(scope, form.get("name", ""))
        self._close(scope)
        self._renew()
        return msg("The service is added.")

    @action()
    def rename(self, scope: Scope, form: dict[str, str]):
        """Rename the chosen service."""
        services.rename(scope, self.chosen, form.get("renamed", ""))
        self._close(scope)
        return msg("The service is renamed.")

    @action()
    def delete(self, scope: Scope):
        """Delete the chosen service."""
        services.delete(scope, self.chosen)
        self._close(scope)
        return msg("The service is deleted.")

    @action(reads=True)
    def look_for(self, scope: Scope, words: str):
        """Look for people to attach to the open service."""
        self.wanted, self.found = words, services.candidates(scope, self.open_id, words)

    @action()
    def attach(self, scope: Scope, person: int, name: str):
        """Attach somebody to the open service."""
        services.attach(scope, self.open_id, person)
        self._read(scope)
        self.moves += 1
        self.found = services.candidates(scope, self.open_id, self.wanted)
        return msg("%(name)s is attached.", name=name)

    @action()
    def detach(self, scope: Scope, person: int, name: str):
        """Detach somebody from the open service."""
        services.detach(scope, self.open_id, person)
        self._read(scope)
        self.moves += 1
        self.found = services.candidates(scope, self.open_id, self.wanted)
        return msg("%(name)s is detached.", name=name)
