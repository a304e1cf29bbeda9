"""How does a person get another e-mail address? By a link mailed to it; until that is used, the old one stays."""

from datetime import timedelta
from typing import Final

from sqlmodel import Session, col, delete, select

from app.locales import Message, msg
from app.models.establishment import Journal, Person, PersonState
from app.models.platform import Establishment, Purpose, ResetLink
from app.models.types import folded, now
from app.services import letters, mails
from app.services.errors import Refused
from app.services.links import LinkDead, given, holder, living
from app.services.permissions import Open
from app.services.scope import Scope, Unit, Visit, requires

VALID: Final = timedelta(hours=24)
TAKEN: Final[Message] = msg("This e-mail address is already used in your establishment.")


class AddressTaken(Refused):
    """Somebody else got the address since the link was mailed."""

    def __init__(self) -> None:
        """Say no more than that."""
        super().__init__(TAKEN)


def ask(scope: Scope, person: Person, address: str) -> None:
    """Mail a link to the new address, and a word to the old one; a former link is dead. A step of changing it."""
    installation, place = scope.installation, scope.actor.place
    with installation.databases.platform_session(writes=True) as db:
        unit = Unit(installation, db)
        db.exec(delete(ResetLink).where(*_of(place.number, person.id)))
        sealed = installation.cipher.encrypted(address)
        link = ResetLink(hash="", establishment=place.number, person_id=person.id, purpose=Purpose.EMAIL, email=sealed,
                         expires_at=now() + VALID)  # fmt: skip
        path = f"{installation.settings.address}/confirm/{given(db, link)}"
        letter = letters.new_email(person.full_name, place.name, path, int(VALID.total_seconds() // 3600))
        mails.write(unit, letter, address, person.full_name, person.language, place.number)
        if person.email:
            told = letters.email_changing(person.full_name, place.name)
            mails.write(unit, told, person.email, person.full_name, person.language, place.number)
        unit.checkpoint()


def waiting(scope: Scope) -> str:
    """The address that waits for the actor's confirmation; empty where none does."""
    alive = *_of(scope.actor.place.number, scope.actor.id), col(ResetLink.expires_at) > now()
    with scope.installation.databases.platform_session(writes=False) as db:
        sealed = db.exec(select(ResetLink.email).where(*alive)).first()
    return scope.installation.cipher.decrypted(sealed) if sealed else ""


def withdraw(scope: Scope) -> None:
    """The link that waits is dead. A step of changing one's mind."""
    with scope.installation.databases.platform_session(writes=True) as db:
        db.exec(delete(ResetLink).where(*_of(scope.actor.place.number, scope.actor.id)))
        db.commit()


@requires(Open.STRANGER)
def confirm(visit: Visit, token: str) -> int:
    """The address that the link was mailed to becomes the person's; gives their establishment's number.

    Refuses with `LinkDead`, or with `AddressTaken`. Links that went to the old address are dead from then on.
    """
    installation = visit.installation
    with installation.databases.platform_session(writes=False) as db:
        link = living(db, token, Purpose.EMAIL)
        home = db.get(Establishment, link.establishment)
    holder(installation, home, link.person_id)
    if home is None:
        raise LinkDead  # cannot be: nobody is at home there
    with installation.databases.session(home, writes=True) as db:
        _become(db, link, installation.cipher.decrypted(link.email))
        _use_up(visit, link)
        db.commit()
    return home.number


def is_taken(db: Session, address: str, own: int | None) -> bool:
    """Somebody else of the establishment has it."""
    theirs = col(Person.email) == address, col(Person.id) != own
    return db.exec(select(Person.id).where(*theirs)).first() is not None


def _become(db: Session, link: ResetLink, address: str) -> None:
    person = db.get(Person, link.person_id)
    if person is None or person.state is PersonState.BLOCKED:
        raise LinkDead
    if is_taken(db, address, person.id):
        raise AddressTaken
    before, person.email = person.email or "", address
    person.touch(person.username)
    line = Journal(
        actor_id=person.id,
        actor=person.username,
        action="people.email_confirmed",
        subject=str(person.id),
        label=person.username,
        search=folded(person.username)[:800],
        before={"email": before},
        after={"email": address},
    )
    db.add_all((person, line))
    db.flush()


def _use_up(visit: Visit, link: ResetLink) -> None:
    """All links of that person end; of two uses at once, one alone finds the link."""
    with visit.installation.databases.platform_session(writes=True) as db:
        if db.get(ResetLink, link.hash) is None:
            raise LinkDead
        theirs = col(ResetLink.establishment) == link.establishment, col(ResetLink.person_id) == link.person_id
        db.exec(delete(ResetLink).where(*theirs))
        db.commit()


def _of(number: int, person_id: int | None):  # noqa: ANN202  conditions
    is_email = col(ResetLink.purpose) == Purpose.EMAIL
    return col(ResetLink.establishment) == number, col(ResetLink.person_id) == person_id, is_email
