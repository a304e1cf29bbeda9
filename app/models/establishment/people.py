"""Who is a person? An account of one establishment (P1–P4)."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index

from app.models.establishment.base import EstablishmentTable
from app.models.types import Utc, folded, now, word


class PersonState(StrEnum):
    """A PENDING person has no password yet."""

    PENDING = "pending"
    ACTIVE = "active"
    BLOCKED = "blocked"


class Notification(StrEnum):
    """When somebody is told by mail of the documents in their locker."""

    NONE = "none"
    EACH = "each"
    DAILY = "daily"


class Person(EstablishmentTable, table=True):
    """`username_key` makes a username unique whatever its case and accents; an e-mail is unique in lower case.

    `must_change` suspends every right until a new password is chosen. Who chose no `notification` has the
    establishment's. Lists are sorted by `name_key`; every index ends in the identity, by itself on SQLite.
    """

    __table_args__ = (
        Index("ix_person_name_key", "name_key", "id"),
        Index("ix_person_state", "state", "name_key", "id"),
        Index("ix_person_state_access", "state", "last_access", "id"),
        Index("ix_person_created_at", "created_at", "id"),
        Index("ix_person_last_access", "last_access", "id"),
        Index("ix_person_data_source", "data_source", "name_key", "id"),
        # The identity of a deleted person is never given to another: sessions, jobs and journals refer to it.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(max_length=100)
    username_key: str = Field(max_length=200, unique=True)
    email: str | None = Field(default=None, max_length=254, unique=True)
    last_name: str = Field(default="", max_length=100)
    first_name: str = Field(default="", max_length=100)
    password_hash: str | None = Field(default=None, max_length=100)
    state: PersonState = Field(default=PersonState.PENDING, sa_type=word(PersonState))
    language: str = Field(default="fr", max_length=2)
    must_change: bool = False
    notification: Notification | None = Field(default=None, sa_type=word(Notification))
    created_at: datetime = Field(default_factory=now, sa_type=Utc)
    last_access: datetime | None = Field(default=None, sa_type=Utc)
    data_source: str | None = Field(default=None, max_length=256)
    household: str = Field(default="", max_length=200)  # an address, or a name, that those who live together share
    household_key: str = Field(default="", max_length=400)  # the same however it is written
    version: int = 1
    changed_by: str = Field(default="", max_length=254)
    changed_at: datetime = Field(default_factory=now, sa_type=Utc)
    name_key: str = Field(default="", max_length=400)
    search: str = Field(default="", max_length=1000)

    def describe(self) -> None:
        """Rewrite the keys that uniqueness, searching and sorting read; call it after any change of the words."""
        self.email = self.email.strip().lower() if self.email else None
        for name, key in keys(self.last_name, self.first_name, self.username, self.email).items():
            setattr(self, name, key)
        self.household_key = folded(self.household)[:400]

    def give_password(self, hashed: str) -> None:
        """Let the person in with it from now on; who was blocked stays blocked."""
        self.password_hash, self.must_change = hashed, False
        if self.state is PersonState.PENDING:
            self.state = PersonState.ACTIVE

    def touch(self, who: str) -> None:
        """It changed: the keys follow, and forms opened before are stale."""
        self.describe()
        self.version, self.changed_by, self.changed_at = self.version + 1, who, now()

    @property
    def full_name(self) -> str:
        """As one writes it on an envelope; the username where there is no name."""
        return f"{self.first_name} {self.last_name}".strip() or self.username


def keys(last_name: str, first_name: str, username: str, email: str | None) -> dict[str, str]:
    """The columns that uniqueness, searching and sorting read; also for those who are many, and no objects."""
    key = folded(username)[:200]
    return {
        "username_key": key,
        "name_key": (folded(last_name, first_name) or key)[:400],
        "search": folded(last_name, first_name, username, email)[:1000],
    }


def first_administrator() -> Person:
    """The account that every establishment begins with; nobody enters with it before it is given a password."""
    person = Person(username="admin", username_key="")
    person.describe()
    return person
