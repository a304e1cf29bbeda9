"""What does an administrator tell the people of web spaces, and who has read it?"""

from datetime import date, datetime

from sqlmodel import Field, Index

from app.models.establishment.base import EstablishmentTable
from app.models.establishment.spaces import SpaceCode
from app.models.types import Utc, now, word


class Announcement(EstablishmentTable, table=True):
    """Words before the people of some spaces from one day to another, both included; `text` is Markdown."""

    __table_args__ = (Index("ix_announcement_begins_on", "begins_on", "id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=120)
    text: str = Field(max_length=10_000)
    begins_on: date
    ends_on: date | None = None
    created_at: datetime = Field(default_factory=now, sa_type=Utc)
    version: int = 1
    changed_by: str = Field(default="", max_length=254)
    changed_at: datetime = Field(default_factory=now, sa_type=Utc)
    search: str = Field(default="", max_length=400)


class AnnouncementSpace(EstablishmentTable, table=True):
    """A space whose people are told."""

    announcement_id: int = Field(primary_key=True, foreign_key="announcement.id", ondelete="CASCADE")
    space: SpaceCode = Field(primary_key=True, sa_type=word(SpaceCode))


class AnnouncementReading(EstablishmentTable, table=True):
    """Somebody read it."""

    announcement_id: int = Field(primary_key=True, foreign_key="announcement.id", ondelete="CASCADE")
    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE", index=True)
    read_at: datetime = Field(default_factory=now, sa_type=Utc)
