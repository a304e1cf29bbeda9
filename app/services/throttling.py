"""How often may one try to sign in? Counted per account and per address, exactly, however parallel (T21)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from app.locales import msg, msgn
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
        by_address = _row(db, address, moment)
        if moment - by_address.window_at < ADDRESS_WINDOW and by_address.failures >= ADDRESS_TRIES:
            raise TooMany(_seconds(by_address.window_at + ADDRESS_WINDOW - moment))
        by_account = _row(db, account, moment)
        _charge_account(by_account, moment)
        db.commit()
        return max(0, FREE_TRIES - by_account.failures)


def blame(installation: Installation, address: str) -> None:
    """A try from this address failed: addresses are charged for failures alone, as a whole school may share one."""
    moment = now()
    with installation.databases.platform_session(writes=True) as db:
        row = _row(db, address, moment)
        if moment - row.window_at >= ADDRESS_WINDOW:
            row.failures, row.window_at = 0, moment
        row.failures += 1
        db.commit()


def forgive(db: Session, account: str) -> None:
    """The password was right: the account starts afresh."""
    db.exec(delete(Throttle).where(col(Throttle.key) == account))


def sweep(installation: Installation) -> None:
    """Forget keys that nobody tried for a day."""
    with installation.databases.platform_session(writes=True) as db:
        old = now() - DAY
        db.exec(delete(Throttle).where(col(Throttle.window_at) < old, col(Throttle.day_at) < old))
        db.commit()


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
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    fresh = {"key": key, "failures": 0, "day_failures": 0, "window_at": moment, "day_at": moment}
    insert: Insert = dialect.insert(Throttle).values(fresh).on_conflict_do_nothing()
    db.exec(insert)
    return db.exec(select(Throttle).where(col(Throttle.key) == key).with_for_update()).one()


def _seconds(wait: timedelta) -> int:
    return max(1, int(wait.total_seconds()))
