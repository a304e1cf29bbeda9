"""May this stranger come in? Sign-in of people and of platform administrators; known and unknown read alike."""

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session, col, or_, select

from app.locales import Message, msg, msgn
from app.models.establishment import Person, PersonState
from app.models.platform import SETTLED, Establishment, EstablishmentState, PlatformAdmin
from app.models.types import folded, now
from app.services import passwords, sessions, throttling
from app.services.errors import Refused
from app.services.listing import like
from app.services.permissions import Open
from app.services.scope import Visit, requires

FOUND = 10
LONGEST_LOGIN = 254


class WrongCredentials(Refused):
    """Says how many tries are left before a wait, never what was wrong."""

    def __init__(self, left: int) -> None:
        """Count the tries left."""
        super().__init__(wrong(left))
        self.left = left


class EstablishmentBlocked(Refused):
    """The establishment lets nobody in; the reason is for its people to read (E7)."""

    def __init__(self, number: int) -> None:
        """Know which, so that the page can say why."""
        super().__init__(msg("This establishment is blocked."))
        self.number = number


class AccountBlocked(Refused):
    """Said only to somebody who knows the password."""

    def __init__(self) -> None:
        """Say whom to ask."""
        super().__init__(msg("This account is blocked. Ask an administrator of your establishment."))


class Choice(TypedDict):
    """An establishment that may be signed in to."""

    number: int
    name: str
    uai: str
    locality: str
    blocked: str


@dataclass(frozen=True, slots=True)
class Entered:
    """The token goes in the cookie and is stored nowhere."""

    token: str


def wrong(left: int) -> Message:
    """The one sentence for every wrong sign-in."""
    if left == 0:
        return msg("Wrong username or password. Please wait a minute before the next try.")
    return msgn(
        "Wrong username or password. You have %(n)d try left before a wait of one minute.",
        "Wrong username or password. You have %(n)d tries left before a wait of one minute.",
        left,
    )


@requires(Open.STRANGER)
def search(visit: Visit, said: str) -> list[Choice]:
    """Up to ten establishments whose name, UAI or town has these words; the shortest names first."""
    if not folded(said):
        return []
    statement = select(Establishment).where(col(Establishment.state).in_(SETTLED), like(Establishment.search, said[:100]))
    with visit.installation.databases.platform_session(writes=False) as db:
        return [_choice(e) for e in db.exec(statement.order_by(col(Establishment.name_key)).limit(FOUND))]


@requires(Open.STRANGER)
def chosen(visit: Visit, said: str) -> Choice | None:
    """The establishment that `?e=` names, by UAI or number."""
    with visit.installation.databases.platform_session(writes=False) as db:
        found = _establishment(db, said)
        return _choice(found) if found else None


@requires(Open.STRANGER)
def enter(visit: Visit, establishment: str, login: str, password: str) -> Entered:
    """Sign a person in. Refuses with `TooMany`, `EstablishmentBlocked`, `WrongCredentials` or `AccountBlocked`."""
    installation, login = visit.installation, login.strip()[:LONGEST_LOGIN]
    with installation.databases.platform_session(writes=False) as db:
        home = _establishment(db, establishment)
    if home and home.state is EstablishmentState.BLOCKED:
        raise EstablishmentBlocked(home.number)
    account = installation.cipher.mark("account", str(home.number if home else establishment), folded(login))
    left = throttling.charge(installation, account, _address(visit))
    person = _person(visit, home, login) if home else None
    _judge(visit, left, password, person.password_hash if person else None)
    if home is None or person is None:
        raise WrongCredentials(left)  # cannot be: nothing matches no hash
    if person.state is not PersonState.ACTIVE:
        raise AccountBlocked
    with installation.databases.session(home, writes=True) as db:
        fresh = db.get_one(Person, person.id)
        fresh.last_access = now()
        fresh.password_hash = _strengthened(visit, password, fresh.password_hash or "")
        db.commit()
    with installation.databases.platform_session(writes=True) as db:
        throttling.forgive(db, account)
        token = sessions.begin(db, visit, establishment=home.number, person_id=person.id)
        db.commit()
    return Entered(token)


@requires(Open.STRANGER)
def enter_platform(visit: Visit, email: str, password: str) -> Entered:
    """Sign a platform administrator in. Refuses with `TooMany` or `WrongCredentials`."""
    installation, email = visit.installation, email.strip().lower()[:LONGEST_LOGIN]
    account = installation.cipher.mark("platform", email)
    left = throttling.charge(installation, account, _address(visit))
    with installation.databases.platform_session(writes=False) as db:
        admin = db.exec(select(PlatformAdmin).where(col(PlatformAdmin.email) == email)).first()
    _judge(visit, left, password, admin.password_hash if admin else None)
    with installation.databases.platform_session(writes=True) as db:
        if admin is None or (fresh := db.get(PlatformAdmin, admin.id)) is None:
            raise WrongCredentials(left)
        fresh.last_access = now()
        fresh.password_hash = _strengthened(visit, password, fresh.password_hash)
        throttling.forgive(db, account)
        token = sessions.begin(db, visit, admin_id=fresh.id)
        db.commit()
    return Entered(token)


def _judge(visit: Visit, left: int, password: str, stored: str | None) -> None:
    if not passwords.is_right(password, stored, visit.installation.settings.bcrypt_cost):
        throttling.blame(visit.installation, _address(visit))
        raise WrongCredentials(left)


def _strengthened(visit: Visit, password: str, stored: str) -> str:
    """A hash at today's cost, when the stored one is lighter."""
    cost = visit.installation.settings.bcrypt_cost
    return passwords.hashed(password, cost) if passwords.cost_of(stored) < cost else stored


def _person(visit: Visit, home: Establishment, login: str) -> Person | None:
    with visit.installation.databases.session(home, writes=False) as db:
        by_either = or_(col(Person.username_key) == folded(login), col(Person.email) == login.lower())
        return db.exec(select(Person).where(by_either).order_by(col(Person.username_key) != folded(login))).first()


def _establishment(db: Session, said: str) -> Establishment | None:
    clean = said.strip().upper()
    by_number = clean.isascii() and clean.isdecimal() and len(clean) < 10  # noqa: PLR2004  an integer column
    key = col(Establishment.number) == int(clean) if by_number else col(Establishment.uai) == clean[:8]
    return db.exec(select(Establishment).where(key, col(Establishment.state).in_(SETTLED))).first()


def _address(visit: Visit) -> str:
    return visit.installation.cipher.mark("address", visit.address)


def _choice(e: Establishment) -> Choice:
    return Choice(number=e.number, name=e.name, uai=e.uai or "", locality=e.locality, blocked=e.blocked_reason)
