"""What do lockers want done when nobody is there? Each establishment is seen to when it said it would be due."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import col, func, select, update

from app.models.establishment import Deposit
from app.models.platform import Establishment, EstablishmentState
from app.models.types import Utc, now
from app.services import document_upkeep, uploads
from app.services.locker_quotas import decided
from app.services.scope import Place, Scope, Unit
from app.services.sessions import place_of
from app.storage import migrations
from app.storage.installation import Installation

log = logging.getLogger(__name__)
AT_ONCE: Final = 50  # establishments that one look of the clock sees to
AGAIN: Final = timedelta(minutes=10)  # after which one that could not be seen to is due again
AT_LEAST: Final = timedelta(days=1)  # lockers that were ever used are seen to so often
PURGED: Final = 100  # deposits in one transaction

Step = Callable[[Installation, Place], datetime | None]


def purge_trash(installation: Installation, place: Place) -> datetime | None:
    """Delete for good what has been in the trash for its time (L11); says when the next is due."""
    with installation.databases.session(place, writes=False) as db:
        kept = timedelta(days=decided(db).trash_days)
        oldest = db.exec(select(func.min(Deposit.trashed_at))).one()
    while oldest and oldest + kept <= now():
        with installation.databases.session(place, writes=True) as db:
            unit = Unit(installation, db)
            late = select(Deposit).where(col(Deposit.trashed_at) <= now() - kept).limit(PURGED)
            document_upkeep.purge(unit, place.number, [row.id or 0 for row in db.exec(late)])
            unit.checkpoint()
            oldest = db.exec(select(func.min(Deposit.trashed_at))).one()
    return oldest + kept if oldest else None


# Each does what is due in one establishment, may be repeated, and says when it wants to be asked again, if ever.
STEPS: tuple[Step, ...] = (uploads.sweep, purge_trash, document_upkeep.sweep)


def tend(installation: Installation) -> None:
    """See to the establishments whose lockers are due; run by the clock, in one process at a time."""
    for home in _taken(installation):
        try:
            at = see_to(installation, place_of(home))
        except Exception:  # one that is out of reach must not keep the others waiting
            log.exception("the lockers of establishment %s could not be seen to", home.number)
            continue
        _set(installation, home, at)


def see_to(installation: Installation, place: Place) -> datetime:
    """Take every step in one establishment; says when it is due again."""
    asked = [step(installation, place) for step in STEPS]
    return min([now() + AT_LEAST, *(at for at in asked if at)])


def expect(installation: Installation, number: int, at: datetime) -> None:
    """Let an establishment be seen to by then; one that will be sooner is left as it is, which costs one read."""
    said = {"which": number, "at": at}
    with installation.databases.platform_session(writes=False) as db:
        if db.connection().execute(_LATER, said).first() is None:
            return
    with installation.databases.platform_session(writes=True) as db:
        db.connection().execute(_SOONER, said)
        db.commit()


def expect_after(scope: Scope, at: datetime) -> None:
    """The same, once this unit of work is committed. No use case: what leaves something to do calls it."""
    scope.after_commit.append(lambda: expect(scope.installation, scope.actor.place.number, at))


def _taken(installation: Installation) -> list[Establishment]:
    """Those that are due, which no other process takes meanwhile; a crash leaves them due again soon."""
    ready = (
        col(Establishment.lockers_due) <= now(),
        col(Establishment.state) == EstablishmentState.ACTIVE,
        col(Establishment.schema_revision) == migrations.head("establishment"),
    )
    with installation.databases.platform_session(writes=False) as db:
        if db.exec(select(Establishment.number).where(*ready).limit(1)).first() is None:
            return []
    with installation.databases.platform_session(writes=True) as db:
        due = select(Establishment).where(*ready).order_by(col(Establishment.lockers_due)).limit(AT_ONCE)
        homes = list(db.exec(due))
        for home in homes:
            home.lockers_due = now() + AGAIN
        db.commit()
        return homes


def _set(installation: Installation, home: Establishment, at: datetime) -> None:
    """Unless somebody has asked for sooner meanwhile."""
    mine = col(Establishment.number) == home.number, col(Establishment.lockers_due) == home.lockers_due
    with installation.databases.platform_session(writes=True) as db:
        db.exec(update(Establishment).where(*mine).values(lockers_due=at))
        db.commit()


# Asked with each file that comes in: built once.
_AT: Final = sa.bindparam("at", type_=Utc)
_IS_LATER: Final = (col(Establishment.number) == sa.bindparam("which")) & (
    col(Establishment.lockers_due).is_(None) | (col(Establishment.lockers_due) > _AT)
)
_LATER: Final = sa.select(col(Establishment.number)).where(_IS_LATER)
_SOONER: Final = update(Establishment).where(_IS_LATER).values(lockers_due=_AT)
