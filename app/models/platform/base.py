"""Which tables are the platform's? Those that derive from this one."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from app.models.types import NAMES


class PlatformTable(SQLModel):
    """A table of the platform's own database, never of an establishment's."""

    metadata = MetaData(naming_convention=NAMES)
