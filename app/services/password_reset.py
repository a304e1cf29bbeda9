"""How does one who forgot a password get a new one? By a link: single use, thirty minutes, only its hash kept."""

import time
from datetime import timedelta
from typing import Final

from sqlmodel import col, delete, select

from app.models.establishment import Journal, Person, PersonState
from app.models.platform import Establishment, EstablishmentState, PlatformAdmin, Purpose, ResetLink
from app.models.types import folded, now, storable
from app.services import letters, mails, passwords, throttling
from app.services.endings import password_changed
from app.services.errors import Invalid
from app.services.links import LinkDead, given, holder, living
from app.services.permissions import Open
from app.services.scope import PlatformActor, PlatformScope, Unit, Visit, requires
from app.services.sign_in_names import LONGEST_LOGIN, named, person_named

VALID: Final = timedelta(minutes=30)
SAME_TIME: Final = 0.1  # seconds that asking takes, whether a mail is written or not (T22)


@requires(Open.STRANGER)
def ask(visit: Visit, establishment: str, login: str) -> None:
    """Mail a link to the account of that name, where there is one with an address; says nothing either way.

    An empty `establishment` means a platform administrator. Refuses only with `TooMany`.
    """
    began, mark = time.monotonic(), visit.installation.cipher.mark
    asked = mark("reset", storable(establishment).strip().upper(), folded(login[:LONGEST_LOGIN]))
    throttling.charge(visit.installation, asked, mark("address", visit.address))
    with visit.installation.databases.platform_session(writes=True) as db:
        unit = Unit(visit.installation, db)
        if not establishment.strip():
            _ask_platform(unit, login)
        elif (home := named(db, establishment)) and home.state is EstablishmentState.ACTIVE:
            _ask_person(unit, home, login)
        unit.checkpoint()
    time.sleep(max(0.0, SAME_TIME - (time.monotonic() - began)))


@requires(Open.STRANGER)
def choose(visit: Visit, token: str, password: str) -> int | None:
    """Set the password of whom the link was for; gives their establishment's number, none for the platform's.

    Refuses with `LinkDead`, or with `Invalid` when the policy has something against it: the link then lives on.
    """
    return _chosen(visit, token, password, Purpose.RESET)


@requires(Open.STRANGER)
def activate(visit: Visit, token: str, password: str) -> int | None:
    """The same with a link that activates an account: its first password lets the person in (P3)."""
    return _chosen(visit, token, password, Purpose.ACTIVATE)


def _chosen(visit: Visit, token: str, password: str, purpose: Purpose) -> int | None:
    installation = visit.installation
    with installation.databases.platform_session(writes=False) as db:
        link = living(db, token, purpose)
        home = db.get(Establishment, link.establishment) if link.establishment else None
        admin = db.get(PlatformAdmin, link.admin_id) if link.admin_id else None
    if admin:
        _check(password, "", admin.email)
    else:
        person = holder(installation, home, link.person_id)
        _check(password, person.username, person.email)
    hashed = passwords.hashed(password, installation.settings.bcrypt_cost)
    _use_up(visit, link, hashed)
    if home:
        _set(visit, home, link, hashed)
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
        if db.get(ResetLink, link.hash) is None:
            raise LinkDead
        password_changed(db, link.admin_id, link.establishment, link.person_id)
        if link.admin_id:
            admin = db.get_one(PlatformAdmin, link.admin_id)
            admin.password_hash = hashed
            actor = PlatformActor(admin.id, admin.email, admin.language)
            PlatformScope(visit.installation, db, actor).record("admins.password_chosen", admin.id, admin.email)
        db.commit()


def _set(visit: Visit, home: Establishment, link: ResetLink, hashed: str) -> None:
    with visit.installation.databases.session(home, writes=True) as db:
        person = db.get_one(Person, link.person_id)
        person.give_password(hashed)
        line = Journal(
            actor_id=person.id,
            actor=person.username,
            action="people.password_chosen",
            subject=str(person.id),
            label=person.username,
        )
        db.add_all((person, line))
        db.commit()


def _ask_platform(unit: Unit, email: str) -> None:
    is_theirs = col(PlatformAdmin.email) == storable(email).strip().lower()
    if admin := unit.db.exec(select(PlatformAdmin).where(is_theirs)).first():
        link = ResetLink(hash="", admin_id=admin.id, expires_at=now() + VALID)
        _send(unit, link, admin.email, "", admin.language)


def _ask_person(unit: Unit, home: Establishment, login: str) -> None:
    person = person_named(unit.installation, home, login)
    if person and person.email and person.state is not PersonState.BLOCKED:
        link = ResetLink(hash="", establishment=home.number, person_id=person.id, expires_at=now() + VALID)
        _send(unit, link, person.email, person.full_name, person.language)


def _send(unit: Unit, link: ResetLink, email: str, name: str, language: str) -> None:
    address = f"{unit.installation.settings.address}/reset/{given(unit.db, link)}"
    letter = letters.reset_link(name, address, int(VALID.total_seconds() // 60))
    mails.write(unit, letter, email, name, language, link.establishment)
