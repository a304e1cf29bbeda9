"""Who are the people of a demonstration school? Its six known accounts, then a crowd as a real school has."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, insert, select, text, update
from sqlmodel import Session

from app.models.establishment import Membership, Person, PersonState, Role
from app.models.types import folded
from app.services.demo_names import FIRST_NAMES, LAST_NAMES
from app.services.demo_schools import School, slug

CHUNK: Final = 5000
ACCOUNTS: Final = {
    "admin": "WEBMASTER",
    "prof": "TEACHER",
    "cpe": "SCHOOL_LIFE",
    "parent": "GUARDIAN",
    "eleve": "STUDENT",
    "aesh": "SUPPORT_STAFF",
}
# In a thousand people: what they are first of all, and in how many of a hundred of them they are something else too.
PRIMARY: Final = {
    "STUDENT": 545,
    "GUARDIAN": 340,
    "TEACHER": 65,
    "STAFF": 18,
    "SUPPORT_STAFF": 10,
    "SCHOOL_LIFE": 9,
    "ALUMNUS": 6,
    "COUNSELLOR": 3,
    "PRINCIPAL": 2,
    "INSPECTOR": 2,
}
SECONDARY: Final = {
    "TEACHER": (("EDITOR", 8), ("VALIDATOR", 3), ("INTRANET_AGENT", 2)),
    "STAFF": (("DIRECTORY_CONTRIBUTOR", 10), ("CASE_AGENT", 10)),
    "PRINCIPAL": (("VALIDATOR", 50),),
    "SCHOOL_LIFE": (("EDITOR", 15),),
}
STATES: Final = {PersonState.ACTIVE: 88, PersonState.PENDING: 9, PersonState.BLOCKED: 3}
YEAR: Final = 365 * 24 * 3600

Row = dict[str, Any]
_FIRST: Final = [(name, folded(name), slug(name)) for name in FIRST_NAMES]
_LAST: Final = [(shown := name.replace("-", " "), folded(shown), slug(name)) for name in LAST_NAMES]


class Crowd:
    """People one after the other, the same for the same chance and day; the first ones are the known accounts."""

    def __init__(
        self, chance: random.Random, school: School, roles: dict[str, int], hashed: str, today: datetime
    ) -> None:
        """`hashed`: the one password of all; `today`: what ages are counted back from."""
        self._chance, self._domain, self._roles = chance, school.domain, roles
        self._hashed, self._today = hashed, today
        self._taken = Counter[str]()

    def accounts(self) -> Iterator[tuple[Row, list[Row]]]:
        """The six known ones: active, and seen lately."""
        for number, (username, role) in enumerate(ACCOUNTS.items(), start=1):
            (first, first_key, _), (last, last_key, _) = self._named()
            created = self._ago(YEAR // 2, YEAR)
            seen = self._ago(3600, 5 * 24 * 3600)
            person = self._row(
                number, username, (first, last), (last_key, first_key), PersonState.ACTIVE, created, seen
            )
            yield person, [self._held(number, role, is_primary=True)]

    def others(self, count: int) -> Iterator[tuple[Row, list[Row]]]:
        """Everybody else, `count` of them."""
        kinds = self._chance.choices([*PRIMARY], [*PRIMARY.values()], k=count)
        states = self._chance.choices([*STATES], [*STATES.values()], k=count)
        for number, (kind, state) in enumerate(zip(kinds, states, strict=True), start=len(ACCOUNTS) + 1):
            (first, first_key, first_slug), (last, last_key, last_slug) = self._named()
            username = self._free(f"{first_slug}.{last_slug}")
            created = self._ago(0, 3 * YEAR)
            person = self._row(
                number, username, (first, last), (last_key, first_key), state, created, self._seen(state, created)
            )
            others = (code for code, of_hundred in SECONDARY.get(kind, ()) if self._chance.random() * 100 < of_hundred)
            memberships = [self._held(number, kind, is_primary=True)]
            memberships += (self._held(number, code, is_primary=False) for code in others)
            yield person, memberships

    def _named(self) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        return self._chance.choice(_FIRST), self._chance.choice(_LAST)

    def _free(self, username: str) -> str:
        self._taken[username] += 1
        again = self._taken[username]
        return username if again == 1 else f"{username}{again}"

    def _ago(self, least: int, most: int) -> datetime:
        return self._today - timedelta(seconds=least + int(self._chance.random() * (most - least)))

    def _seen(self, state: PersonState, created: datetime) -> datetime | None:
        """Three in four came within the month; some never did."""
        lot = self._chance.random()
        if state is PersonState.PENDING or lot < 0.05:  # noqa: PLR2004  these two shares are nowhere else
            return None
        since = (self._today - created).total_seconds()
        return self._ago(0, int(min(since, 30 * 24 * 3600) if lot < 0.8 else since))  # noqa: PLR2004  likewise

    def _row(
        self,
        number: int,
        username: str,
        names: tuple[str, str],
        keys: tuple[str, str],
        state: PersonState,
        created: datetime,
        seen: datetime | None,
    ) -> Row:
        """As `Person.describe` would have it, in a twentieth of the time."""
        email = f"{username}@{self._domain}"
        return {
            "id": number,
            "username": username,
            "username_key": username,
            "email": email,
            "first_name": names[0],
            "last_name": names[1],
            "password_hash": None if state is PersonState.PENDING else self._hashed,
            "state": state,
            "language": "fr",
            "created_at": created,
            "last_access": seen,
            "version": 1,
            "search": f"{keys[0]} {keys[1]} {username} {email}",
        }

    def _held(self, person: int, role: str, *, is_primary: bool) -> Row:
        return {"person_id": person, "role_id": self._roles[role], "is_primary": is_primary}


def settle(db: Session, seed: str, school: School, people: int, hashed: str, today: datetime) -> int:
    """Fill a new establishment's database; gives how many people are in it: `people`, or the six when that is more."""
    connection = db.connection()
    roles: dict[str, int] = {code: number for code, number in connection.execute(select(Role.code, Role.id))}
    crowd = Crowd(random.Random(seed), school, roles, hashed, today)
    accounts = list(crowd.accounts())
    admin, _ = accounts.pop(0)  # made with the database
    connection.execute(update(Person).values(admin))
    _add(connection, accounts)
    others = crowd.others(max(people - len(ACCOUNTS), 0))
    while chunk := list(islice(others, CHUNK)):
        _add(connection, chunk)
    total = max(people, len(ACCOUNTS))
    if connection.dialect.name == "postgresql":  # ids were given: its sequence must know
        connection.execute(text("SELECT setval(pg_get_serial_sequence('person', 'id'), :last)"), {"last": total})
    return total


def _add(connection: Connection, people: list[tuple[Row, list[Row]]]) -> None:
    connection.execute(insert(Person), [person for person, _ in people])
    connection.execute(insert(Membership), [held for _, memberships in people for held in memberships])
