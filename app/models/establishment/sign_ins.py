"""When did a person come in (P10), and from where?"""

from datetime import datetime

from sqlmodel import Field, Index

from app.models.establishment.base import EstablishmentTable
from app.models.types import Utc, now


class SignIn(EstablishmentTable, table=True):
    """A sign-in that succeeded; kept for a year."""

    __table_args__ = (Index("ix_signin_person", "person_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    at: datetime = Field(default_factory=now, sa_type=Utc, index=True)
    address: str = Field(default="", max_length=60)
    agent: str = Field(default="", max_length=200)
