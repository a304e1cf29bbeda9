"""Who of those that some lines name is there already, and what do they hold (F1)?"""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from app.models.establishment import Attachment, Membership, Person
from app.services.errors import Refused
from app.services.memberships import Term
from app.services.people_fields import of_another
from app.services.people_file import PersonLine

WORDS: Final = ("last_name", "first_name", "email", "language")  # what a line may change


class Known(NamedTuple):
    """Somebody who is there."""

    id: int
    username: str
    username_key: str
    last_name: str
    first_name: str
    email: str | None
    language: str


class There:
    """Read for some lines at once, in a few queries."""

    def __init__(self, rows: Sequence[PersonLine], db: Session) -> None:
        self._db = db
        usernames, emails = ({getattr(row, name) for row in rows} - {""} for name in ("username_key", "email"))
        names = {row.name_key for row in rows if not (row.username or row.email)}
        people = [*self._people(Person.username_key, usernames), *self._people(Person.email, emails)]
        self.namesakes = {name for (name,) in self._found([Person.name_key], Person.name_key, names)}
        self.ids = {person.id for person in people}
        self._by_username = {person.username_key: person for person in people}
        self._by_email = {person.email: person for person in people}
        self._held, self._services = dict[int, dict[int, Term]](), dict[int, set[int]]()
        shown = [Membership.person_id, Membership.role_id, Membership.is_primary]
        shown += [Membership.begins_on, Membership.ends_on]
        for person, role, *term in self._found(shown, Membership.person_id, self.ids):
            self._held.setdefault(person, {})[role] = Term(*term)
        named = self.ids if any(row.services for row in rows) else set[int]()
        for person, service in self._found([Attachment.person_id, Attachment.service_id], Attachment.person_id, named):
            self._services.setdefault(person, set()).add(service)

    def person(self, row: PersonLine) -> Known | None:
        """By the username where the line has one, else by the e-mail. Refuses an e-mail that is somebody else's."""
        by_email = self._by_email.get(row.email) if row.email else None
        found = self._by_username.get(row.username_key) if row.username else by_email
        if by_email and (found is None or by_email.id != found.id):
            raise Refused(of_another(f"{by_email.first_name} {by_email.last_name}".strip() or by_email.username))
        return found

    def held(self, person: int) -> dict[int, Term]:
        """The roles that somebody holds, whatever the day."""
        return self._held.get(person, {})

    def services(self, person: int) -> set[int]:
        """Those to which somebody is attached."""
        return self._services.get(person, set())

    def _people(self, column: Any, among: Collection[Any]) -> list[Known]:  # noqa: ANN401  a column
        shown = [Person.id, Person.username, Person.username_key, *(getattr(Person, name) for name in WORDS)]
        return [Known(*found) for found in self._found(shown, column, among)]

    def _found(self, shown: list[Any], column: Any, among: Collection[Any]) -> Sequence[Any]:  # noqa: ANN401  columns
        if not among:
            return []
        wanted = sa.select(*shown).where(col(column).in_(among))
        return self._db.connection().execute(wanted).all()
