"""Who are the people of a demonstration school? Its six known accounts, then a crowd as a real school has."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, insert, text
from sqlmodel import Session, col, select

from app.models.establishment import Membership, Person, PersonState, Role
from app.models.types import folded
from app.services.demo_families import Families, link
from app.services.demo_lives import STAFF, bring_to_life
from app.services.demo_names import FIRST_NAMES, LAST_NAMES
from app.services.demo_schools import Recipe, School, chance, slug

CHUNK: Final = 5000
ACCOUNTS: Final = {
    "admin": "WEBMASTER",
    "prof": "TEACHER",
    "cpe": "SCHOOL_LIFE",
    "parent": "GUARDIAN",
    "eleve": "STUDENT",
    "aesh": "SUPPORT_STAFF",
}
# Of a thousand people, what they are first of all; of a hundred of those, how many are something else too.
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
    "TEACHER": {"EDITOR": 8, "VALIDATOR": 3, "INTRANET_AGENT": 2},
    "STAFF": {"DIRECTORY_CONTRIBUTOR": 10, "CASE_AGENT": 10},
    "SCHOOL_LIFE": {"EDITOR": 15},
    "PRINCIPAL": {"VALIDATOR": 50},
}
# Which feed of the ministry's brings whom.
SOURCES: Final = {"STUDENT": "SIECLE", "GUARDIAN": "SIECLE", "TEACHER": "STS"}
STATES: Final = {PersonState.ACTIVE: 88, PersonState.PENDING: 9, PersonState.BLOCKED: 3}
NEVER_SEEN, SEEN_LATELY = 0.05, 0.75  # shares of those who may sign in
MUST_CHANGE, DATED = 0.04, 0.4  # shares of who must choose a new password, and of secondary roles that have dates
HOUR: Final = 3600
MONTH, YEAR = 30 * 24 * HOUR, 365 * 24 * HOUR

Row = dict[str, Any]


class _Name(NamedTuple):
    shown: str
    key: str
    slug: str


_FIRST: Final = [_Name(name, folded(name), slug(name)) for name in FIRST_NAMES]
_LAST: Final = [_Name(name.replace("-", " "), folded(name.replace("-", " ")), slug(name)) for name in LAST_NAMES]


class _Crowd:
    """A person after the other, with the roles they hold; numbered as they come."""

    def __init__(self, school: School, recipe: Recipe, roles: dict[str, int]) -> None:
        self._lots, self._more = (chance(of, recipe.seed, school.uai) for of in ("people", "more"))
        self.staff = list[tuple[int, str]]()
        self._domain, self._recipe, self._roles = school.domain, recipe, roles
        self._taken = Counter[str]()
        self.families = Families(school, recipe)

    def accounts(self) -> Iterator[tuple[Row, list[Row]]]:
        """The six known ones: active, and seen lately."""
        for number, (username, role) in enumerate(ACCOUNTS.items(), start=1):
            person = self._named(number, username) | self._lived(PersonState.ACTIVE, YEAR // 2, YEAR)
            person["last_access"] = self._ago(HOUR, 100 * HOUR)
            yield self._sourced(person, role), [self._held(number, role, is_primary=True)]

    def others(self, count: int) -> Iterator[tuple[Row, list[Row]]]:
        """Everybody else, `count` of them."""
        kinds = self._lots.choices([*PRIMARY], [*PRIMARY.values()], k=count)
        states = self._lots.choices([*STATES], [*STATES.values()], k=count)
        for number, (kind, state) in enumerate(zip(kinds, states, strict=True), start=len(ACCOUNTS) + 1):
            person = self._sourced(self._named(number) | self._lived(state, 0, 3 * YEAR), kind)
            person["must_change"] = state is PersonState.ACTIVE and self._more.random() < MUST_CHANGE
            also = [code for code, share in SECONDARY.get(kind, {}).items() if self._lots.random() * 100 < share]
            held = [self._held(number, kind, is_primary=True)]
            yield person, held + [self._held(number, code, is_primary=False) for code in also]

    def _sourced(self, person: Row, role: str) -> Row:
        """Noted among the staff or in a family where they are; with the feed that they come from."""
        if role in STAFF:
            self.staff.append((person["id"], role))
        if role == "STUDENT":
            self.families.student(person["id"])
        household = self.families.guardian(person["id"]) if role == "GUARDIAN" else ""
        lives = {"household": household, "household_key": folded(household)}
        return person | lives | {"data_source": SOURCES.get(role), "must_change": False}

    def _named(self, number: int, username: str = "") -> Row:
        """As `Person.describe` would have it, in a twentieth of the time."""
        first, last = self._lots.choice(_FIRST), self._lots.choice(_LAST)
        username = username or self._free(f"{first.slug}.{last.slug}")
        email = f"{username}@{self._domain}"
        return {
            "id": number,
            "username": username,
            "username_key": username,
            "email": email,
            "first_name": first.shown,
            "last_name": last.shown,
            "language": "fr",
            "version": 1,
            "name_key": f"{last.key} {first.key}",
            "search": f"{last.key} {first.key} {username} {email}",
        }

    def _lived(self, state: PersonState, least: int, most: int) -> Row:
        """In that state, and made between so many seconds ago and so many."""
        created = self._ago(least, most)
        age, lot = int((self._recipe.today - created).total_seconds()), self._lots.random()
        recent = min(age, MONTH) if lot < NEVER_SEEN + SEEN_LATELY else age
        is_seen = state is not PersonState.PENDING and lot >= NEVER_SEEN
        return {
            "state": state,
            "password_hash": None if state is PersonState.PENDING else self._recipe.hashed,
            "created_at": created,
            "changed_at": created,
            "last_access": self._ago(0, recent) if is_seen else None,
        }

    def _free(self, username: str) -> str:
        self._taken[username] += 1
        return username if self._taken[username] == 1 else f"{username}{self._taken[username]}"

    def _ago(self, least: int, most: int) -> datetime:
        return self._recipe.today - timedelta(seconds=least + int(self._lots.random() * (most - least)))

    def _held(self, person: int, role: str, *, is_primary: bool) -> Row:
        begins, ends = (None, None) if is_primary or self._more.random() >= DATED else self._term()
        return {
            "person_id": person,
            "role_id": self._roles[role],
            "is_primary": is_primary,
            "begins_on": begins,
            "ends_on": ends,
            "data_source": SOURCES.get(role) if is_primary else None,
        }

    def _term(self) -> tuple[date, date]:
        """Some months around today, over or yet to come for a few."""
        begins = self._recipe.today.date() + timedelta(days=self._more.randint(-300, 60))
        return begins, begins + timedelta(days=self._more.randint(60, 300))


def populate(db: Session, school: School, recipe: Recipe) -> int:
    """Fill a new establishment's database; gives how many people are in it, the six known accounts at least."""
    crowd = _Crowd(school, recipe, {code: role or 0 for code, role in db.exec(select(Role.code, Role.id))})
    db.connection().execute(delete(Person))  # the first administrator comes back with the known accounts
    accounts = list(crowd.accounts())
    _add(db, accounts)
    others = crowd.others(max(recipe.people - len(ACCOUNTS), 0))
    while chunk := list(islice(others, CHUNK)):
        _add(db, chunk)
    link(db, crowd.families)
    bring_to_life(db, school, recipe, [account for account, _ in accounts], crowd.staff)
    total = max(recipe.people, len(ACCOUNTS))
    if db.get_bind().dialect.name == "postgresql":  # ids were given: its sequence must know
        moved = text("SELECT setval(pg_get_serial_sequence('person', 'id'), :last)")
        db.connection().execute(moved, {"last": total})
    return total


def _add(db: Session, people: list[tuple[Row, list[Row]]]) -> None:
    # What is given back makes it one statement for a thousand: SQLite writes its indexes of words once for each.
    db.connection().execute(insert(Person).returning(col(Person.id)), [person for person, _ in people])
    db.connection().execute(insert(Membership), [held for _, memberships in people for held in memberships])
