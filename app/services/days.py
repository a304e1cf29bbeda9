"""Which day is it in a school? France's, whatever the clock of the machine says."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.models.types import now

FRANCE: Final = ZoneInfo("Europe/Paris")


def today(moment: datetime | None = None) -> date:
    """The day that it is in France, at that moment or now."""
    return (moment or now()).astimezone(FRANCE).date()
