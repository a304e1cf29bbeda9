"""What is a service (R7)? A part of the school with people of its own, where its validators and editors work."""

from sqlmodel import Field, Index

from app.models.establishment.base import EstablishmentTable
from app.models.types import folded


class Service(EstablishmentTable, table=True):
    """`name_key` makes a name unique whatever its case and accents."""

    __table_args__ = ({"sqlite_autoincrement": True},)  # audiences and journals refer to it

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    name_key: str = Field(max_length=200, unique=True)
    version: int = 1

    def rename(self, name: str) -> None:
        """Give it a name."""
        self.name, self.name_key = name, folded(name)[:200]


class Attachment(EstablishmentTable, table=True):
    """A person belongs to a service."""

    __table_args__ = (Index("ix_attachment_person", "person_id"),)

    service_id: int = Field(primary_key=True, foreign_key="service.id", ondelete="CASCADE")
    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
