"""What do lockers lose when nobody is there? What was never deposited, what nobody restores, bytes without an owner."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from app.models.establishment import Deposit, Journal
from app.models.types import folded, now
from app.services import clock, document_upkeep, uploads
from app.services.locker_quotas import decided
from app.services.scope import Place, Unit
from app.storage.installation import Installation

PURGED: Final = 100  # deposits in one transaction
CLOCK: Final = "Casier"  # who did it, says the journal

clock.duty(uploads.sweep)


@clock.duty
def purge_trash(installation: Installation, place: Place) -> datetime | None:
    """Delete for good what has been in the trash for its time (L11); says when the next is due."""
    with installation.databases.session(place, writes=False) as db:
        kept = timedelta(days=decided(db).trash_days)
        oldest = db.exec(select(func.min(Deposit.trashed_at))).one()
    line: int | None = None
    while oldest and oldest + kept <= now():
        with installation.databases.session(place, writes=True) as db:
            unit = Unit(installation, db)
            late = select(Deposit).where(col(Deposit.trashed_at) <= now() - kept).limit(PURGED)
            if going := [row.id or 0 for row in db.exec(late)]:
                document_upkeep.purge(unit, place.number, going)
                line = _tell(db, line, len(going))
            unit.checkpoint()
            oldest = db.exec(select(func.min(Deposit.trashed_at))).one()
    return oldest + kept if oldest else None


def _tell(db: Session, line: int | None, more: int) -> int | None:
    """One line of the journal for the whole, kept right by each transaction; gives which."""
    told = db.get(Journal, line) if line else None
    told = told or Journal(actor=CLOCK, action="locker.trash_emptied", search=folded(CLOCK))
    told.after = {"documents": told.after.get("documents", 0) + more}
    db.add(told)
    db.flush()
    return told.id


clock.duty(document_upkeep.sweep)  # last: what the others took away is no orphan
