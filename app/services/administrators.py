"""Who administers an establishment, and how do they get back in? The platform's side of it (E5)."""

from typing import Final, TypedDict

from sqlmodel import Session, col, select, update

from app.locales import msg

from app.models.establishment import Journal, Membership, Person, PersonState, Role
from app.models.platform import Ending, Job
from app.models.types import now
from app.services import jobs, letters, mails
from app.services.errors import NotFound, Refused
from app.services.establishment_creation import Credentials, sign_in_address
from app.services.establishment_deletion import settled
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.sessions import end_all_of
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
    if not home.contact_email:
        raise Refused(msg("This establishment has no contact address. Add one first: the credentials are sent there."))
    with scope.installation.databases.session(home, writes=False) as db:
        person = _found(db, person_id)
    if person.state is PersonState.BLOCKED:
        raise Refused(msg("This account is blocked; its own establishment must unblock it first."))
    credentials = Credentials.generated(person.username)
    sealed = scope.installation.cipher.encrypted(credentials.password)
    jobs.submit(
        scope, KIND, 1,
        {"number": number, "person": person_id, "username": person.username, "hashed": credentials.hashed, "sealed": sealed},
    )
    return home.contact_email


def _step(scope: PlatformScope, job: Job) -> Progress:
    """Set the password, then write the mail and end the sessions in the transaction that ends the job."""
    wanted, number = job.payload, job.payload["number"]
    home = settled(scope, number)
    scope.db.rollback()  # hold no lock on the platform while the other database is written
    with scope.installation.databases.session(home, writes=True) as db:
        person = _found(db, wanted["person"])
        person.give_password(wanted["hashed"])
        db.add_all((person, _line(scope, person)))
        db.commit()
    name = f"{home.contact_first_name} {home.contact_last_name}".strip()
    address, password = sign_in_address(scope.installation, home), scope.installation.cipher.decrypted(wanted["sealed"])
    letter = letters.new_credentials(name, home.name, address, person.username, password)
    mails.write(scope, letter, home.contact_email, name, scope.installation.settings.language, number)
    end_all_of(scope.db, Ending.PASSWORD, None, number, person.id)
    scope.record("administrators.reset", number, f"{home.name}: {person.username}")
    scope.db.exec(update(Job).where(col(Job.id) == job.id).values(payload={}))
    return Progress(done=1, is_finished=True)


def _line(scope: PlatformScope, person: Person) -> Journal:
    return Journal(
        at=now(), actor=scope.actor.name, action="people.password_reset", subject=str(person.id), label=person.username,
    )


def _administrators():  # noqa: ANN202  the type of a select is longer than the select
    held = select(Membership.person_id).join(Role).where(col(Role.code) == "WEBMASTER")
    return select(Person).where(col(Person.id).in_(held)).order_by(col(Person.username_key))


def _found(db: Session, person_id: int) -> Person:
    person = db.exec(_administrators().where(col(Person.id) == person_id)).first()
    if person is None:
        raise NotFound
    return person


def _row(person: Person) -> AdministratorRow:
    return AdministratorRow(
        id=person.id or 0, username=person.username, name=person.full_name, email=person.email or "",
        state=person.state, last_access=person.last_access.isoformat() if person.last_access else "",
    )


declare(Work(KIND, msg("New password of an administrator"), PlatformPermission.ADMINISTRATORS_RESET, _step))
