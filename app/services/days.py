"""Which day is it in a school? France's, whatever the clock of the machine says."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from app.models.types import now

FRANCE: Final = ZoneInfo("Europe/Paris")


class Day(NamedTuple):
    """A day, from its first moment to that of the next; one of 23 or of 25 hours too."""

    date: date
    begins: datetime
    ends: datetime


def today(moment: datetime | None = None) -> date:
    """The day that it is in France, at that moment or now."""
    return (moment or now()).astimezone(FRANCE).date()


def latest(count: int, moment: datetime | None = None) -> list[Day]:
    """So many days up to that of the moment, or of now; the oldest first."""
    last = today(moment)
    return [_day(last - timedelta(days=gone)) for gone in reversed(range(count))]


def _day(of: date) -> Day:
    return Day(of, _midnight(of), _midnight(of + timedelta(days=1)))


def _midnight(of: date) -> datetime:
    return datetime.combine(of, time(), FRANCE).astimezone(UTC)
