"""Who runs the platform? Its administrators; an establishment's are people of that establishment."""

from datetime import datetime

from sqlmodel import Field

from app.models.platform.base import PlatformTable
from app.models.types import Utc, now


class PlatformAdmin(PlatformTable, table=True):
    """Known by e-mail address, kept in lower case."""

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, unique=True)
    password_hash: str = Field(max_length=100)
    language: str = Field(default="fr", max_length=2)
    created_at: datetime = Field(default_factory=now, sa_type=Utc)
    last_access: datetime | None = Field(default=None, sa_type=Utc)
