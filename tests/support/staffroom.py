"""A school whose people read and deposit documents in browsers."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.models.establishment import Category, Membership, Person, Role
from app.models.platform import Establishment
from app.services import passwords, sessions
from app.services.scope import Place
from tests.support.lockers import deposited
from tests.support.portals import PASSWORD, Portal

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
trailer<</Root 1 0 R>>
"""


@dataclass(frozen=True)
class Staffroom:
    """A school where `admin` and `marie`, a teacher, have lockers."""

    portal: Portal
    place: Place

    def give(self, name: str, content: bytes = PDF, **said: Any) -> int:  # noqa: ANN401  what `deposited` takes
        """From `admin` to `marie`, unless said otherwise."""
        return deposited(
            self.portal.installation, self.place, **{"to": ["marie"], "name": name, "content": content, **said}
        )

    def enrol(self, last_name: str, first_name: str, role: str = "TEACHER", **words: Any) -> int:  # noqa: ANN401  columns
        """Somebody of that role who can sign in, by the first name; gives the identity."""
        hashed = passwords.hashed(PASSWORD, self.portal.settings.bcrypt_cost)
        return self.portal.person(self.place.number, last_name, first_name, role, password_hash=hashed, **words)

    def write(self, do: Any) -> None:  # noqa: ANN401  of a session
        with self.portal.installation.databases.session(self.place, writes=True) as db:
            do(db)
            db.commit()


def staffroom_of(portal: Portal, name: str = "Collège des Casiers") -> Staffroom:
    """A new one."""
    number = portal.inhabited(name)
    with portal.installation.databases.platform_session(writes=False) as db:
        room = Staffroom(portal, sessions.place_of(db.get_one(Establishment, number)))
    room.write(lambda db: _populate(db, portal))
    return room


def _populate(db: Session, portal: Portal) -> None:
    marie = Person(username="marie", username_key="", last_name="Curie", first_name="Marie")
    marie.give_password(passwords.hashed(PASSWORD, portal.settings.bcrypt_cost))
    marie.describe()
    db.add(marie)
    db.add_all([Category(id=1, name="Conseils", name_key="conseils"), Category(id=2, name="Vie", name_key="vie")])
    db.flush()
    teacher = db.exec(select(Role.id).where(col(Role.code) == "TEACHER")).one()
    db.add(Membership(person_id=marie.id or 0, role_id=teacher or 0, is_primary=True))
