"""Which tables are an establishment's? Those that derive from this one."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from app.models.types import NAMES


class EstablishmentTable(SQLModel):
    """A table of every establishment's own database, never of the platform's."""

    metadata = MetaData(naming_convention=NAMES)
