"""May this stranger come in? Sign-in of people and of platform administrators; known and unknown read alike."""

from dataclasses import dataclass
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Final

from sqlmodel import col, delete, select

from app.locales import Message, msg, msgn
from app.models.establishment import Person, PersonState, SignIn
from app.models.platform import Establishment, EstablishmentState, PlatformAdmin
from app.models.types import folded, now, storable
from app.services import passwords, sessions, throttling
from app.services.entry import KeptOut
from app.services.errors import Refused
from app.services.members import let_in, member
from app.services.permissions import Open
from app.services.scope import Visit, requires
from app.services.sign_in_names import cleaned, named, person_named

KEPT: Final = timedelta(days=365)  # what is known of a sign-in


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


@dataclass(frozen=True, slots=True)
class Entered:
    """The token goes in the cookie and is stored nowhere."""

    token: str


def wrong(left: int) -> Message:
    """The one sentence for every wrong sign-in."""
    if left == 0:
        return msg("Wrong username or password. Please wait at least a minute before the next try.")
    return msgn(
        "Wrong username or password. You have %(n)d try left before a wait of one minute.",
        "Wrong username or password. You have %(n)d tries left before a wait of one minute.",
        left,
    )


@requires(Open.STRANGER)
def enter(visit: Visit, establishment: str, login: str, password: str) -> Entered:
    """Sign a person in.

    Refuses with `TooMany`, `EstablishmentBlocked`, `WrongCredentials`, `AccountBlocked` or `KeptOut`.
    """
    installation = visit.installation
    with installation.databases.platform_session(writes=False) as db:
        home = named(db, establishment)
    if home and home.state is EstablishmentState.BLOCKED:
        raise EstablishmentBlocked(home.number)
    if home:
        sessions.require_current(home)
    person = person_named(installation, home, login) if home else None
    account = _account(visit, str(home.number if home else establishment), login, person)
    with _seat(visit):
        left = throttling.charge(installation, account, _address(visit))
        _judge(visit, left, password, person.password_hash if person else None)
        if home is None or person is None:
            raise WrongCredentials(left)  # cannot be: nothing matches no hash
        if person.state is not PersonState.ACTIVE:
            raise AccountBlocked
        _let_in(visit, home, person, account)
        _admit(visit, left, password, home, person)
        with installation.databases.platform_session(writes=True) as db:
            fresh = db.get(Establishment, home.number)
            if fresh is None or fresh.state is not EstablishmentState.ACTIVE:
                raise EstablishmentBlocked(home.number)  # at this very moment
            throttling.forgive(db, account, _address(visit))
            token = sessions.begin(db, visit, establishment=home.number, person_id=person.id)
            db.commit()
    return Entered(token)


@requires(Open.STRANGER)
def enter_platform(visit: Visit, email: str, password: str) -> Entered:
    """Sign a platform administrator in. Refuses with `TooMany` or `WrongCredentials`."""
    installation, email = visit.installation, cleaned(email).lower()
    account = installation.cipher.mark("platform", email)
    with installation.databases.platform_session(writes=False) as db:
        admin = db.exec(select(PlatformAdmin).where(col(PlatformAdmin.email) == email)).first()
    with _seat(visit):
        left = throttling.charge(installation, account, _address(visit))
        _judge(visit, left, password, admin.password_hash if admin else None)
        stronger = _strengthened(visit, password, admin.password_hash if admin else "")
        with installation.databases.platform_session(writes=True) as db:
            fresh = db.get(PlatformAdmin, admin.id) if admin else None
            if fresh is None or admin is None or fresh.password_hash != admin.password_hash:
                raise WrongCredentials(left)  # changed at this very moment
            fresh.last_access, fresh.password_hash = now(), stronger
            throttling.forgive(db, account, _address(visit))
            token = sessions.begin(db, visit, admin_id=fresh.id)
            db.commit()
    return Entered(token)


def _let_in(visit: Visit, home: Establishment, person: Person, account: str) -> None:
    """Said only to somebody who knows the password, and who is charged for no wrong one."""
    place = sessions.place_of(home)
    with visit.installation.databases.session(place, writes=False) as db:
        who = member(db, place, person.id)
        if who is None:
            raise AccountBlocked  # at this very moment
        try:
            let_in(db, who)
        except KeptOut:
            with visit.installation.databases.platform_session(writes=True) as platform:
                throttling.forgive(platform, account, _address(visit))
                platform.commit()
            raise


def _admit(visit: Visit, left: int, password: str, home: Establishment, person: Person) -> None:
    """Note the visit, and hash the password anew where it deserves it: before the lock is taken."""
    stronger = _strengthened(visit, password, person.password_hash or "")
    with visit.installation.databases.session(home, writes=True) as db:
        fresh = db.get(Person, person.id)
        if fresh is None or fresh.password_hash != person.password_hash:
            raise WrongCredentials(left)  # changed at this very moment
        fresh.last_access, fresh.password_hash = now(), stronger
        agent, address = visit.agent[: sessions.AGENT_KEPT], visit.address[: sessions.ADDRESS_KEPT]
        db.add(SignIn(person_id=fresh.id or 0, address=address, agent=agent))
        db.exec(delete(SignIn).where(col(SignIn.at) < now() - KEPT))
        db.commit()


def _judge(visit: Visit, left: int, password: str, stored: str | None) -> None:
    if not passwords.is_right(password, stored, visit.installation.settings.bcrypt_cost):
        raise WrongCredentials(left)


def _strengthened(visit: Visit, password: str, stored: str) -> str:
    """A hash at today's cost, when the stored one is lighter."""
    cost = visit.installation.settings.bcrypt_cost
    return passwords.hashed(password, cost) if passwords.cost_of(stored) < cost else stored


def _account(visit: Visit, establishment: str, login: str, person: Person | None) -> str:
    """What tries are counted against: a person, by whichever of their names, or a name that is nobody's."""
    mark = visit.installation.cipher.mark
    if person:
        return mark("person", establishment, str(person.id))
    return mark("nobody", storable(establishment).strip().upper(), folded(cleaned(login)))


_SEATS: Final = tuple(BoundedSemaphore(8) for _ in range(64))


def _seat(visit: Visit) -> BoundedSemaphore:
    """Of one address few at a time: tries count until they prove right, and a whole school may come at eight."""
    return _SEATS[hash(visit.address) % len(_SEATS)]


def _address(visit: Visit) -> str:
    return visit.installation.cipher.mark("address", visit.address)
