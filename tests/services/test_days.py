"""Does a school's day begin and end at midnight in France?"""

from datetime import UTC, date, datetime

import pytest

from app.services.days import today


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 27, 22, 59, tzinfo=UTC), date(2026, 11, 27)),
        (datetime(2026, 11, 27, 23, 0, tzinfo=UTC), date(2026, 11, 28)),
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), date(2027, 3, 29)),  # clocks went on that night
        (datetime(2027, 10, 31, 22, 30, tzinfo=UTC), date(2027, 10, 31)),  # and back on that one
    ],
)
def test_midnight_is_in_france(moment: datetime, day: date) -> None:
    assert today(moment) == day
