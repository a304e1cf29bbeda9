"""How often may one try to sign in? Counted per account and per address, exactly, however parallel (T21)."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, delete, update

from app.locales import msgn
from app.models.platform import Throttle
from app.models.types import now
from app.services.errors import Refused
from app.storage.installation import Installation

FREE_TRIES: Final = 5
TRIES_A_DAY: Final = 25
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(minutes=15)
ADDRESS_TRIES: Final = 30
ADDRESS_WINDOW: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)


class TooMany(Refused):
    """Wait; `seconds` says how long."""

    def __init__(self, seconds: int) -> None:
        """Say the wait in minutes, rounded up."""
        minutes = -(-seconds // 60)
        self.seconds = seconds
        super().__init__(
            msgn("Too many tries. Please wait %(n)d minute.", "Too many tries. Please wait %(n)d minutes.", minutes)
        )


def charge(installation: Installation, account: str, address: str) -> int:
    """Count a try before it is judged, so that parallel tries cannot slip by; gives the free tries left.

    A right password gives it back with `forgive`. Refuses with `TooMany`.
    """
    moment = now()
    with installation.databases.platform_session(writes=True) as db:
        by_address, by_account = _row(db, address, moment), _row(db, account, moment)
        _charge_address(by_address, moment)
        _charge_account(by_account, moment)
        db.commit()
        return max(0, FREE_TRIES - by_account.failures)


def forgive(db: Session, account: str, address: str) -> None:
    """The password was right: the account starts afresh; its address, which a school may share, is charged no more."""
    db.exec(delete(Throttle).where(col(Throttle.key) == account))
    charged = col(Throttle.key) == address, col(Throttle.failures) > 0
    db.exec(update(Throttle).where(*charged).values(failures=col(Throttle.failures) - 1))


def sweep(installation: Installation) -> None:
    """Forget keys that nobody tried for a day."""
    with installation.databases.platform_session(writes=True) as db:
        old = now() - DAY
        db.exec(delete(Throttle).where(col(Throttle.window_at) < old, col(Throttle.day_at) < old))
        db.commit()


def _charge_address(row: Throttle, moment: datetime) -> None:
    if moment - row.window_at >= ADDRESS_WINDOW:
        row.failures, row.window_at = 0, moment
    if row.failures >= ADDRESS_TRIES:
        raise TooMany(_seconds(row.window_at + ADDRESS_WINDOW - moment))
    row.failures += 1


def _charge_account(row: Throttle, moment: datetime) -> None:
    if moment - row.day_at >= DAY:
        row.failures, row.day_failures, row.day_at, row.until = 0, 0, moment, None
    if row.until and moment < row.until:
        raise TooMany(_seconds(row.until - moment))
    if row.day_failures >= TRIES_A_DAY:
        raise TooMany(_seconds(row.day_at + DAY - moment))
    row.failures += 1
    row.day_failures += 1
    row.window_at = moment
    if row.failures >= FREE_TRIES:
        doublings = min(row.failures - FREE_TRIES, 8)
        row.until = moment + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def _row(db: Session, key: str, moment: datetime) -> Throttle:
    row = db.get(Throttle, key) or Throttle(key=key, window_at=moment, day_at=moment)
    db.add(row)
    return row


def _seconds(wait: timedelta) -> int:
    return max(1, int(wait.total_seconds()))
