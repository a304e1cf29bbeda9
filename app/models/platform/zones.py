"""What is a zone? A geographic area that establishments are filed under (E10)."""

from sqlmodel import Field

from app.models.platform.base import PlatformTable


class Zone(PlatformTable, table=True):
    """Ordered by hand; deleted only when no establishment is in it."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    name_key: str = Field(max_length=200, unique=True)
    position: int = Field(default=0, index=True)
