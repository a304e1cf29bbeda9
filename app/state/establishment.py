"""What does the page of one establishment show and do? Adding, editing, blocking, deleting, resetting."""

import reflex as rx

from app.locales import msg
from app.services import administrators, establishment_creation, establishment_deletion, establishments, zones
from app.services.administrators import AdministratorRow
from app.services.errors import NotFound
from app.services.establishment_creation import Created
from app.services.establishment_deletion import Losses
from app.services.establishment_form import EstablishmentForm
from app.services.establishments import EstablishmentCard
from app.services.scope import PlatformScope
from app.services.zones import ZoneChoice
from app.state.addresses import identity
from app.state.door import action
from app.state.forms import FormState

LIST = "/platform/establishments"
NOTHING = EstablishmentCard(
    id=0,
    number=0,
    name="",
    uai="",
    locality="",
    zone="",
    contact="",
    people=0,
    state="",
    zone_id="",
    contact_last_name="",
    contact_first_name="",
    contact_email="",
    blocked_reason="",
    blocked_at="",
    created_at="",
    version=0,
)
NOT_CREATED = Created(number=0, name="", recipient="", username="", password="")
NO_LOSSES = Losses(people=0, bytes=0, mails=0)


class NewEstablishmentState(FormState, rx.State):
    """The form of an establishment to come; `created` holds credentials that are shown once.

    It is the one after those that were `made`; none before the page has asked.
    """

    zones: list[ZoneChoice] = []
    sends: bool = True
    created: Created = NOT_CREATED
    made: int = 0

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Begin with an empty form."""
        self.zones, self.created, self.sends = zones.choices(scope), NOT_CREATED, True
        self.made = self.made or 1
        self._absolve()

    @action(reads=True)
    def choose_sending(self, _scope: PlatformScope, sends: bool):
        """Show or hide the warning about a password that nobody will be able to tell."""
        self.sends = sends

    @action()
    def create(self, scope: PlatformScope, form: EstablishmentForm):
        """Add it; then its page, or the credentials when they are not mailed."""
        created = establishment_creation.create(scope, form)
        self.errors, self.made = {}, self.made + 1
        if created["password"]:
            self.created = created
            return msg("%(name)s is registered.", name=created["name"])
        sent = msg(
            "%(name)s is registered; the credentials are on their way to %(recipient)s.",
            name=created["name"],
            recipient=created["recipient"],
        )
        return [sent, rx.redirect(f"{LIST}/{created['number']}")]


class EstablishmentState(FormState, rx.State):
    """One establishment; `asking` names the dialog that is open.

    `version` is what it must still be to be saved, `filled` what the form shows.
    """

    card: EstablishmentCard = NOTHING
    zones: list[ZoneChoice] = []
    administrators: list[AdministratorRow] = []
    version: int = 0
    filled: int = 0
    losses: Losses = NO_LOSSES
    asking: str = ""
    chosen: int = 0
    chosen_name: str = ""
    is_missing: bool = False

    def _read(self, scope: PlatformScope) -> None:
        self.card = establishments.card(scope, identity(self))
        self.administrators = administrators.rows(scope, self.card["number"])

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Show the establishment that the address names, or that there is none."""
        self.card, self.administrators, self.asking, self.zones = NOTHING, [], "", zones.choices(scope)
        self._absolve()
        try:
            self._fill(scope)
        except NotFound:
            self.is_missing = True
        else:
            self.is_missing = False

    @action()
    def modify(self, scope: PlatformScope, form: EstablishmentForm):
        """Save the form."""
        establishments.modify(scope, self.card["number"], form)
        self._fill(scope)
        self._renew()
        return msg("Saved.")

    @action(reads=True)
    def ask(self, scope: PlatformScope, what: str):
        """Open a dialog."""
        if what == "delete":
            self.losses = establishment_deletion.losses(scope, self.card["number"])
        self.asking, self.errors = what, {}

    @action(reads=True)
    def ask_reset(self, _scope: PlatformScope, person: int, name: str):
        """Open the dialog about an administrator's password."""
        self.asking, self.chosen, self.chosen_name = "reset", person, name

    @action(reads=True)
    def dismiss(self, _scope: PlatformScope):
        """Close the dialog; nothing is done."""
        self.asking, self.errors = "", {}

    @action()
    def block(self, scope: PlatformScope, form: dict[str, str]):
        """Block it, with the reason typed."""
        establishments.block(scope, self.card["number"], form.get("reason", ""))
        return self._done(scope, msg("%(name)s is blocked.", name=self.card["name"]))

    @action()
    def unblock(self, scope: PlatformScope):
        """Unblock it."""
        establishments.unblock(scope, self.card["number"])
        return self._done(scope, msg("%(name)s is unblocked.", name=self.card["name"]))

    @action()
    def delete(self, scope: PlatformScope, form: dict[str, str]):
        """Delete it for good, its number typed again."""
        establishment_deletion.delete_one(scope, self.card["number"], form.get("typed", ""))
        self.asking = ""
        return [msg("%(name)s is deleted.", name=self.card["name"]), rx.redirect(LIST)]

    @action()
    def reset_password(self, scope: PlatformScope):
        """Give the chosen administrator a new password, mailed to the contact."""
        recipient = administrators.reset_password(scope, self.card["number"], self.chosen)
        self.asking = ""
        return msg("New credentials are on their way to %(recipient)s.", recipient=recipient)

    def _fill(self, scope: PlatformScope) -> None:
        """Let the form show what is there."""
        self._read(scope)
        self.version = self.filled = self.card["version"]

    def _done(self, scope: PlatformScope, said: object) -> object:
        """What is typed in the form stays; it is no staler than before when nobody else changed anything."""
        self._read(scope)
        self.version += self.card["version"] == self.version + 1
        self.asking, self.errors = "", {}
        return said
