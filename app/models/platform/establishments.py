"""What is an establishment? A school with a number, a contact, and a database of its own (E1–E8)."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index

from app.models.platform.base import PlatformTable
from app.models.types import Utc, folded, now, word


class EstablishmentState(StrEnum):
    """CREATING and DELETING are the half-way states of the two sagas: nobody sees such a row."""

    CREATING = "creating"
    ACTIVE = "active"
    BLOCKED = "blocked"
    DELETING = "deleting"


SETTLED = (EstablishmentState.ACTIVE, EstablishmentState.BLOCKED)
HALF_WAY = (EstablishmentState.CREATING, EstablishmentState.DELETING)
KEY, SEARCH = 400, 1200  # folding makes 18 letters of some characters


class Establishment(PlatformTable, table=True):
    """`number` is its identity everywhere; `stamp` tells a database from an earlier one of the same number.

    `schema_revision` is what its database was brought to; one that is not this program's is not served.
    """

    # Lists follow an order, and pass over rows by what the index says of their state.
    __table_args__ = (
        Index("ix_establishment_state_name_key", "state", "name_key"),
        Index("ix_establishment_name_key", "name_key", "number", "state"),
        Index("ix_establishment_locality_key", "locality_key", "number", "state"),
        Index("ix_establishment_contact_key", "contact_key", "number", "state"),
        Index("ix_establishment_people", "people", "number", "state"),
    )

    number: int = Field(primary_key=True)
    uai: str | None = Field(default=None, max_length=8, unique=True)
    name: str = Field(max_length=200)
    locality: str = Field(max_length=200)
    zone_id: int = Field(foreign_key="zone.id", index=True)
    contact_last_name: str = Field(default="", max_length=100)
    contact_first_name: str = Field(default="", max_length=100)
    contact_email: str = Field(default="", max_length=254)
    state: EstablishmentState = Field(default=EstablishmentState.CREATING, sa_type=word(EstablishmentState))
    blocked_reason: str = Field(default="", max_length=500)
    blocked_at: datetime | None = Field(default=None, sa_type=Utc)
    created_at: datetime = Field(default_factory=now, sa_type=Utc)
    people: int = 0
    stamp: str = Field(max_length=16)
    secret: str = Field(default="", max_length=400)
    schema_revision: str = Field(default="", max_length=32)
    owner: str | None = Field(default=None, max_length=40)
    version: int = 1
    changed_by: str = Field(default="", max_length=254)
    changed_at: datetime = Field(default_factory=now, sa_type=Utc)
    work_since: datetime | None = Field(default=None, sa_type=Utc)  # when its people last asked for long work
    due: datetime | None = Field(default=None, sa_type=Utc, index=True)  # when the clock has to see to it
    due_taken_until: datetime | None = Field(default=None, sa_type=Utc, index=True)  # while a process does
    search: str = Field(default="", max_length=SEARCH)
    name_key: str = Field(default="", max_length=KEY)
    locality_key: str = Field(default="", max_length=KEY)
    contact_key: str = Field(default="", max_length=KEY)

    def describe(self) -> None:
        """Rewrite the keys that searching and sorting read; call it after any change of the words."""
        self.name_key, self.locality_key = folded(self.name)[:KEY], folded(self.locality)[:KEY]
        self.contact_key = folded(self.contact_last_name, self.contact_first_name)[:KEY]
        self.search = folded(self.name, self.uai, self.locality, self.contact_key, self.contact_email)[:SEARCH]

    def block(self, reason: str) -> None:
        """Close the door, and keep why."""
        self.state, self.blocked_reason, self.blocked_at = EstablishmentState.BLOCKED, reason, now()

    def unblock(self) -> None:
        """Open it again."""
        self.state, self.blocked_reason, self.blocked_at = EstablishmentState.ACTIVE, "", None
