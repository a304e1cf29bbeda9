"""How does one who forgot a password get a new one? By a link: single use, thirty minutes, only its hash kept."""

import secrets
from datetime import timedelta
from typing import Final

from sqlmodel import Session, col, delete, or_, select

from app.locales import msg
from app.models.establishment import Journal, Person, PersonState
from app.models.platform import Ending, Establishment, EstablishmentState, PlatformAdmin, ResetLink
from app.models.types import folded, now
from app.services import letters, mails, passwords, throttling
from app.services.errors import Invalid, Refused
from app.services.permissions import Open
from app.services.scope import Unit, Visit, requires
from app.services.sessions import end_all_of, hash_of
from app.services.sign_in import LONGEST_LOGIN

VALID: Final = timedelta(minutes=30)


class LinkDead(Refused):
    """Used, too old, or never given: the same answer for all three."""

    def __init__(self) -> None:
        """Say how to get another."""
        super().__init__(msg("This link no longer works. Please ask for a new one."))


@requires(Open.STRANGER)
def ask(visit: Visit, establishment: str, login: str) -> None:
    """Mail a link to the account of that name, where there is one with an address; says nothing either way.

    An empty `establishment` means a platform administrator. Refuses only with `TooMany`.
    """
    installation, login = visit.installation, login.strip()[:LONGEST_LOGIN]
    asked = installation.cipher.mark("reset", establishment.strip().upper(), folded(login))
    throttling.charge(installation, asked, installation.cipher.mark("address", visit.address))
    with installation.databases.platform_session(writes=True) as db:
        unit = Unit(installation, db)
        if not establishment.strip():
            _ask_platform(unit, visit, login.lower())
        elif home := _establishment(db, establishment):
            _ask_person(unit, visit, home, login)
        unit.checkpoint()


@requires(Open.STRANGER)
def choose(visit: Visit, token: str, password: str) -> int | None:
    """Set the password of whom the link was for; gives their establishment's number, none for the platform's.

    Refuses with `LinkDead`, or with `Invalid` when the policy has something against it: the link then lives on.
    """
    installation = visit.installation
    with installation.databases.platform_session(writes=False) as db:
        link = db.get(ResetLink, hash_of(token))
        if link is None or link.expires_at < now():
            raise LinkDead
        home = db.get(Establishment, link.establishment) if link.establishment else None
        admin = db.get(PlatformAdmin, link.admin_id) if link.admin_id else None
    if admin:
        _check(password, "", admin.email)
    elif home and home.state is EstablishmentState.ACTIVE:
        with installation.databases.session(home, writes=False) as db:
            person = db.get(Person, link.person_id)
        if person is None or person.state is PersonState.BLOCKED:
            raise LinkDead
        _check(password, person.username, person.email)
    else:
        raise LinkDead
    hashed = passwords.hashed(password, installation.settings.bcrypt_cost)
    _use_up(visit, link, hashed)
    if home:
        _set(visit, home, link.person_id, hashed)
    return link.establishment


def sweep(visit: Visit) -> None:
    """Forget links that are too old."""
    with visit.installation.databases.platform_session(writes=True) as db:
        db.exec(delete(ResetLink).where(col(ResetLink.expires_at) < now()))
        db.commit()


def _check(password: str, username: str, email: str | None) -> None:
    if fault := passwords.fault(password, username, email):
        raise Invalid({"password": fault})


def _use_up(visit: Visit, link: ResetLink, hashed: str) -> None:
    """All links and sessions of that account end; of two uses at once, one alone finds the link."""
    with visit.installation.databases.platform_session(writes=True) as db:
        if not db.exec(delete(ResetLink).where(col(ResetLink.hash) == link.hash)).rowcount:
            raise LinkDead
        whose = (
            (col(ResetLink.admin_id) == link.admin_id,)
            if link.admin_id
            else (col(ResetLink.establishment) == link.establishment, col(ResetLink.person_id) == link.person_id)
        )
        db.exec(delete(ResetLink).where(*whose))
        end_all_of(db, Ending.PASSWORD, link.admin_id, link.establishment, link.person_id)
        if link.admin_id:
            db.get_one(PlatformAdmin, link.admin_id).password_hash = hashed
        db.commit()


def _set(visit: Visit, home: Establishment, person_id: int | None, hashed: str) -> None:
    with visit.installation.databases.session(home, writes=True) as db:
        person = db.get_one(Person, person_id)
        person.give_password(hashed)
        line = Journal(
            actor_id=person.id, actor=person.username, action="people.password_chosen", subject=str(person.id),
            label=person.username,
        )
        db.add_all((person, line))
        db.commit()


def _ask_platform(unit: Unit, visit: Visit, email: str) -> None:
    admin = unit.db.exec(select(PlatformAdmin).where(col(PlatformAdmin.email) == email)).first()
    if admin:
        _send(unit, visit, ResetLink(hash="", admin_id=admin.id, expires_at=now()), admin.email, "")


def _ask_person(unit: Unit, visit: Visit, home: Establishment, login: str) -> None:
    with visit.installation.databases.session(home, writes=False) as db:
        by_either = or_(col(Person.username_key) == folded(login), col(Person.email) == login.lower())
        person = db.exec(select(Person).where(by_either)).first()
    if person and person.email and person.state is not PersonState.BLOCKED:
        link = ResetLink(hash="", establishment=home.number, person_id=person.id, expires_at=now())
        _send(unit, visit, link, person.email, person.full_name)


def _send(unit: Unit, visit: Visit, link: ResetLink, email: str, name: str) -> None:
    token = secrets.token_urlsafe(32)
    link.hash, link.expires_at = hash_of(token), now() + VALID
    unit.db.add(link)
    address = f"{visit.installation.settings.address}/reset/{token}"
    letter = letters.reset_link(name, address, int(VALID.total_seconds() // 60))
    mails.write(unit, letter, email, name, visit.language, link.establishment)


def _establishment(db: Session, said: str) -> Establishment | None:
    clean = said.strip().upper()
    key = col(Establishment.number) == int(clean) if clean.isdecimal() else col(Establishment.uai) == clean
    return db.exec(select(Establishment).where(key, col(Establishment.state) == EstablishmentState.ACTIVE)).first()
