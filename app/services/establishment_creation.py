"""How does an establishment come to be? A saga: reserve, make its database, open; undone when a step fails (E2, E3)."""

from dataclasses import dataclass
from functools import partial
from typing import TypedDict

from sqlmodel import Session, col, delete, select

from app.models.establishment import Person
from app.models.platform import Establishment, EstablishmentState
from app.models.types import now
from app.services import letters, mails, passwords
from app.services.establishment_form import Checked, EstablishmentForm, checked, chosen_number
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.sessions import place_of
from app.storage import migrations, provisioning
from app.storage.databases import Address
from app.storage.installation import Installation


class Created(TypedDict):
    """What the page shows; the credentials are empty when they went by mail."""

    number: int
    name: str
    recipient: str
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """Known at this moment only."""

    username: str
    password: str
    hashed: str

    @classmethod
    def generated(cls, username: str = "admin") -> "Credentials":
        """A fresh password, hashed at the lighter cost that chance allows; the first sign-in hashes it anew."""
        password = passwords.generated()
        return cls(username, password, passwords.hashed(password, passwords.GENERATED_COST))


@requires(PlatformPermission.ESTABLISHMENTS_CREATE)
def create(scope: PlatformScope, form: EstablishmentForm) -> Created:
    """Add an establishment with its database, roles and first administrator, whose credentials the contact is mailed.

    Without `send` they are given back instead, once. Refuses with `Invalid`; leaves nothing when a step fails.
    """
    installation = scope.installation
    opened = reserve(scope, checked(scope.db, form), chosen_number(scope.db, form))
    scope.checkpoint()  # the number and the UAI are ours from here; a crash is undone at the next start
    scope.on_failure.append(partial(undo, installation, place_of(opened)))
    provisioning.create(installation.databases, installation.cipher, opened)
    credentials, is_sent = Credentials.generated(), bool(form.get("send"))
    enable_first_administrator(installation, opened, credentials)
    settle(scope.db, opened)
    scope.record("establishments.created", opened.number, opened.name, after={"uai": opened.uai})
    if is_sent:
        _welcome(scope, opened, credentials)
    shown = Credentials("", "", "") if is_sent else credentials
    return Created(
        number=opened.number,
        name=opened.name,
        recipient=opened.contact_email,
        username=shown.username,
        password=shown.password,
    )


def reserve(scope: PlatformScope, right: Checked, number: int) -> Establishment:
    """Take a number and a UAI; the row is nobody's to see until its database is there."""
    installation = scope.installation
    row = Establishment(
        number=number,
        stamp=provisioning.new_stamp(),
        owner=installation.process.id,
        secret=provisioning.new_secret(installation.cipher) if installation.settings.is_postgresql else "",
        schema_revision=migrations.head("establishment"),
        changed_by=scope.actor.name,
        **right,
    )
    row.describe()
    scope.db.add(row)
    scope.db.flush()
    return row


def enable_first_administrator(installation: Installation, home: Establishment, credentials: Credentials) -> None:
    """The contact is not the administrator, but lends the account a name."""
    with installation.databases.session(home, writes=True) as db:
        person = db.exec(select(Person).where(col(Person.username) == credentials.username)).one()
        person.last_name, person.first_name = home.contact_last_name, home.contact_first_name
        person.describe()
        person.give_password(credentials.hashed)
        db.add(person)
        db.commit()


def undo(installation: Installation, home: Address) -> None:
    """Take away whatever a failed creation left; can be repeated. What was opened in spite of the failure stays."""
    ours = col(Establishment.number) == home.number, col(Establishment.stamp) == home.stamp
    half_made = *ours, col(Establishment.state) == EstablishmentState.CREATING
    with installation.databases.platform_session(writes=False) as db:
        if db.exec(select(Establishment).where(*half_made)).first() is None:
            return
    provisioning.drop(installation.databases, home)
    with installation.databases.platform_session(writes=True) as db:
        db.exec(delete(Establishment).where(*half_made))
        db.commit()


def settle(db: Session, row: Establishment) -> None:
    """The database is there: the establishment exists."""
    row.state, row.owner, row.people, row.created_at = EstablishmentState.ACTIVE, None, 1, now()
    db.add(row)


def _welcome(scope: PlatformScope, row: Establishment, credentials: Credentials) -> None:
    name = f"{row.contact_first_name} {row.contact_last_name}".strip()
    address = sign_in_address(scope.installation, row)
    letter = letters.welcome(name, row.name, address, credentials.username, credentials.password)
    mails.write(scope, letter, row.contact_email, name, scope.installation.settings.language, row.number)


def sign_in_address(installation: Installation, row: Establishment) -> str:
    """Where the people of an establishment sign in, from `CASIER_PUBLIC_URL` only."""
    return f"{installation.settings.address}/sign-in?e={row.uai or row.number}"
