"""What was counted in an establishment, and when (E8)?"""

from datetime import datetime

from sqlmodel import Field

from app.models.platform.base import PlatformTable
from app.models.types import Utc, now


class Statistic(PlatformTable, table=True):
    """The last count of one establishment; computing again replaces it."""

    number: int = Field(primary_key=True, foreign_key="establishment.number", ondelete="CASCADE")
    people: int = 0
    active: int = 0
    pending: int = 0
    blocked: int = 0
    administrators: int = 0
    signed_in_30_days: int = 0
    bytes_stored: int = 0
    computed_at: datetime = Field(default_factory=now, sa_type=Utc)
