"""Which establishment, and whose account, does a stranger mean by what they type?"""

from typing import TypedDict

from sqlmodel import Session, col, or_, select

from app.models.establishment import Person
from app.models.platform import SETTLED, Establishment
from app.models.types import folded, storable
from app.services.permissions import Open
from app.services.scope import Visit, requires
from app.storage import words
from app.storage.installation import Installation

FOUND = 10
LONGEST_LOGIN = 254


class Choice(TypedDict):
    """An establishment that may be signed in to."""

    number: int
    name: str
    uai: str
    locality: str
    blocked: str


@requires(Open.STRANGER)
def search(visit: Visit, said: str) -> list[Choice]:
    """Up to ten establishments whose name, UAI or town has these words; the shortest names first."""
    if not folded(said):
        return []
    statement = select(Establishment).where(
        col(Establishment.state).in_(SETTLED), words.asked(Establishment.search, folded(said[:100]))
    )
    with visit.installation.databases.platform_session(writes=False) as db:
        return [_choice(e) for e in db.exec(statement.order_by(col(Establishment.name_key)).limit(FOUND))]


@requires(Open.STRANGER)
def chosen(visit: Visit, said: str) -> Choice | None:
    """The establishment that `?e=` names, by UAI or number."""
    with visit.installation.databases.platform_session(writes=False) as db:
        found = named(db, said)
        return _choice(found) if found else None


def named(db: Session, said: str) -> Establishment | None:
    """The establishment of that UAI or number."""
    clean = storable(said).strip().upper()
    by_number = clean.isascii() and clean.isdecimal() and len(clean) < 10  # noqa: PLR2004  an integer column
    key = col(Establishment.number) == int(clean) if by_number else col(Establishment.uai) == clean[:9]
    return db.exec(select(Establishment).where(key, col(Establishment.state).in_(SETTLED))).first()


def person_named(installation: Installation, home: Establishment, login: str) -> Person | None:
    """The person of that username or e-mail address."""
    name, email = folded(cleaned(login)), cleaned(login).lower()
    by_either = or_(col(Person.username_key) == name, col(Person.email) == email)
    with installation.databases.session(home, writes=False) as db:
        return db.exec(select(Person).where(by_either).order_by(col(Person.username_key) != name)).first()


def cleaned(login: str) -> str:
    """A username or an e-mail address as typed, without what no account has."""
    return storable(login).strip()[:LONGEST_LOGIN]


def _choice(e: Establishment) -> Choice:
    return Choice(number=e.number, name=e.name, uai=e.uai or "", locality=e.locality, blocked=e.blocked_reason)
