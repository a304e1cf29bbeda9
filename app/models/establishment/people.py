"""Who is a person? An account of one establishment (P1–P4)."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from app.models.establishment.base import EstablishmentTable
from app.models.types import Utc, folded, now, word


class PersonState(StrEnum):
    """A PENDING person has no password yet."""

    PENDING = "pending"
    ACTIVE = "active"
    BLOCKED = "blocked"


class Person(EstablishmentTable, table=True):
    """`username_key` makes a username unique whatever its case and accents; an e-mail is unique in lower case."""

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(max_length=100)
    username_key: str = Field(max_length=200, unique=True)
    email: str | None = Field(default=None, max_length=254, unique=True)
    last_name: str = Field(default="", max_length=100)
    first_name: str = Field(default="", max_length=100)
    password_hash: str | None = Field(default=None, max_length=100)
    state: PersonState = Field(default=PersonState.PENDING, sa_type=word(PersonState))
    language: str = Field(default="fr", max_length=2)
    created_at: datetime = Field(default_factory=now, sa_type=Utc, index=True)
    last_access: datetime | None = Field(default=None, sa_type=Utc, index=True)
    data_source: str | None = Field(default=None, max_length=256)
    version: int = 1
    search: str = Field(default="", max_length=1000)

    def describe(self) -> None:
        """Rewrite the keys that uniqueness, searching and sorting read; call it after any change of the words."""
        self.username_key = folded(self.username)[:200]
        self.email = self.email.strip().lower() if self.email else None
        self.search = folded(self.last_name, self.first_name, self.username, self.email)[:1000]

    def give_password(self, hashed: str) -> None:
        """Let the person in with it from now on; who was blocked stays blocked."""
        self.password_hash = hashed
        if self.state is PersonState.PENDING:
            self.state = PersonState.ACTIVE

    @property
    def full_name(self) -> str:
        """As one writes it on an envelope; the username where there is no name."""
        return f"{self.first_name} {self.last_name}".strip() or self.username


def first_administrator() -> Person:
    """The account that every establishment begins with; nobody enters with it before it is given a password."""
    person = Person(username="admin", username_key="")
    person.describe()
    return person
