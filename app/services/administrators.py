"""Who administers an establishment, and how do they get back in? The platform's side of it (E5)."""

from typing import Final, TypedDict

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.locales import msg
from app.models.establishment import Journal, Membership, Person, PersonState, Role
from app.models.platform import Establishment, Job
from app.models.types import now
from app.services import jobs, letters, mails
from app.services.endings import password_changed
from app.services.errors import NotFound, Refused
from app.services.establishment_creation import Credentials, sign_in_address
from app.services.lookup import GONE, found, settled, still_there
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.work import Progress, Work, declare

KIND: Final = "administrators.reset"


class AdministratorRow(TypedDict):
    """An administrator of an establishment."""

    id: int
    username: str
    name: str
    email: str
    state: str
    last_access: str


@requires(PlatformPermission.ADMINISTRATORS_RESET)
def rows(scope: PlatformScope, number: int) -> list[AdministratorRow]:
    """The administrators of an establishment, the first hundred by username."""
    home = settled(scope, number)
    with scope.installation.databases.session(home, writes=False) as db:
        return [_row(person) for person in db.exec(_administrators().limit(100))]


@requires(PlatformPermission.ADMINISTRATORS_RESET)
def reset_password(scope: PlatformScope, number: int, person_id: int) -> str:
    """Give an administrator a new password; the credentials go to the contact, whose address is given back.

    Two databases change: a job does it, so that a crash between the two is taken up again and never seen.
    """
    home = settled(scope, number)
    _require_contact(home)
    with scope.installation.databases.session(home, writes=False) as db:
        person = _found(db, person_id)
    if person.state is PersonState.BLOCKED:
        raise Refused(msg("This account is blocked; its own establishment must unblock it first."))
    credentials = Credentials.generated(person.username)
    sealed = scope.installation.cipher.encrypted(credentials.password)
    wanted = {"number": number, "person": person_id, "hashed": credentials.hashed, "sealed": sealed}
    jobs.submit(scope, KIND, 1, wanted)
    return home.contact_email


def _step(scope: PlatformScope, job: Job) -> Progress:
    """Set the password, then write the mail and end the sessions in the transaction that ends the job."""
    wanted, number, installation = job.payload, job.payload["number"], scope.installation
    with installation.databases.platform_session(writes=False) as db:
        home = next(iter(still_there(db, job, [number])), None)
    if home is None:
        raise Refused(GONE)
    _require_contact(home)
    with installation.databases.session(home, writes=True) as db:
        person = _found(db, wanted["person"])
        if person.password_hash != wanted["hashed"]:  # else done already, by a process that died
            person.give_password(wanted["hashed"])
            db.add(_line(scope, person))
            db.commit()
    name = f"{home.contact_first_name} {home.contact_last_name}".strip()
    address, password = sign_in_address(installation, home), installation.cipher.decrypted(wanted["sealed"])
    letter = letters.new_credentials(name, home.name, address, person.username, password)
    mails.write(scope, letter, home.contact_email, name, installation.settings.language, number)
    password_changed(scope.db, None, number, person.id)
    scope.record("administrators.reset", number, f"{home.name}: {person.username}")
    return Progress(done=1, is_finished=True)


def _require_contact(home: Establishment) -> None:
    if not home.contact_email:
        raise Refused(msg("This establishment has no contact address. Add one first: the credentials are sent there."))


def _line(scope: PlatformScope, person: Person) -> Journal:
    return Journal(
        at=now(),
        actor=scope.actor.name,
        action="people.password_reset",
        subject=str(person.id),
        label=person.username,
    )


def _administrators() -> SelectOfScalar[Person]:
    held = select(Membership.person_id).join(Role).where(col(Role.code) == "WEBMASTER")
    return select(Person).where(col(Person.id).in_(held)).order_by(col(Person.username_key))


def _found(db: Session, person_id: int) -> Person:
    person = found(db, Person, person_id)
    if db.exec(_administrators().where(col(Person.id) == person.id)).first() is None:
        raise NotFound
    return person


def _row(person: Person) -> AdministratorRow:
    return AdministratorRow(
        id=person.id or 0,
        username=person.username,
        name=person.full_name,
        email=person.email or "",
        state=person.state,
        last_access=person.last_access.isoformat() if person.last_access else "",
    )


declare(Work(KIND, msg("New password of an administrator"), PlatformPermission.ADMINISTRATORS_RESET, _step))
