"""What do the pages of web spaces show and do? All of them, or one; publishing is the same in both."""

from abc import abstractmethod

import reflex as rx

from app.locales import msg
from app.services import space_schedule, spaces
from app.services.errors import NotFound
from app.services.permissions import Permission
from app.services.scope import Scope
from app.services.space_schedule import Schedule
from app.services.spaces import BaseCard, RoleTick, SpaceRow, Tally
from app.state.door import action
from app.state.forms import FormState

NO_BASE = BaseCard(is_published=True, since="", by="")
NO_SPACE = SpaceRow(**NO_BASE, code="", people=0, without=0, opens_at="", closes_at="")
NO_TALLY = Tally(entering=0, account=0, password=0)
BASE = "base"


class PublishingState(rx.State, mixin=True):
    """`asking` is what is about to be stopped: a space by its code, or the base."""

    base: BaseCard = NO_BASE
    asking: str = ""

    @abstractmethod
    def _read(self, scope: Scope) -> None:
        """Show what is now."""

    @action(reads=True)
    def ask(self, _scope: Scope, what: str):
        """Ask before something is stopped."""
        self.asking = what

    @action(reads=True)
    def dismiss(self, _scope: Scope):
        """Stop nothing."""
        self.asking = ""

    @action()
    def publish(self, scope: Scope, what: str):
        """Publish a space, or the base."""
        self._switch(scope, what, is_on=True)
        return msg("The base is published.") if what == BASE else msg("The space is published.")

    @action()
    def stop(self, scope: Scope):
        """Stop what was asked about; whoever is inside is led out."""
        what = self.asking
        self._switch(scope, what, is_on=False)
        self.asking = ""
        return msg("The base is stopped.") if what == BASE else msg("The space is stopped.")

    def _switch(self, scope: Scope, what: str, *, is_on: bool) -> None:
        if what == BASE:
            spaces.publish_base(scope, is_on)
        else:
            spaces.publish(scope, what, is_on)
        self._read(scope)


class SpacesState(PublishingState, rx.State):
    """The base and all spaces."""

    rows: list[SpaceRow] = []
    is_loaded: bool = False

    def _read(self, scope: Scope) -> None:
        self.base, self.rows, self.is_loaded = spaces.base(scope), spaces.rows(scope), True

    @action(reads=True)
    def load(self, scope: Scope):
        """Show them."""
        self.asking = ""
        self._read(scope)

    @action(reads=True)
    def glance(self, scope: Scope):
        """Show them on the home page, to whoever publishes them."""
        self.asking = ""
        if scope.may(Permission.SPACES_MANAGE):
            self._read(scope)


class SpaceState(PublishingState, FormState, rx.State):
    """One space: who may enter, and when it opens and closes by itself."""

    card: SpaceRow = NO_SPACE
    roles: list[RoleTick] = []
    tally: Tally = NO_TALLY
    planned: Schedule = Schedule(opens_at="", closes_at="")
    is_missing: bool = False

    def _read(self, scope: Scope) -> None:
        code = str(self.card["code"])
        self.base, self.card, self.tally = spaces.base(scope), spaces.card(scope, code), spaces.tally(scope, code)
        self.roles = spaces.roles(scope, code) if spaces.is_by_role(code) else []
        self.planned = space_schedule.schedule(scope, code)

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the space that the address names, or that there is none."""
        self.card, self.asking, self.is_missing = NO_SPACE, "", False
        try:
            self.card = spaces.card(scope, self.router.url.path.rstrip("/").rpartition("/")[2])
            self._read(scope)
        except NotFound:
            self.is_missing = True
        self._renew()

    @action()
    def let_in(self, scope: Scope, form: dict[str, str]):
        """Let the holders of the ticked roles in."""
        ticked = [int(name.removeprefix("role-")) for name in form if name.removeprefix("role-").isdecimal()]
        spaces.let_in(scope, self.card["code"], ticked)
        self._read(scope)
        self._renew()
        return msg("It is saved who may enter.")

    @action()
    def plan(self, scope: Scope, form: dict[str, str]):
        """Plan the next opening and closing."""
        space_schedule.plan(scope, self.card["code"], space_schedule.typed(form))
        self._read(scope)
        self._renew()
        return msg("The schedule is saved.")
