"""When do an establishment's lockers want seeing to? The platform notes it; the clock opens no others."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select, update

from app.models.platform import Establishment, EstablishmentState
from app.models.types import now
from app.services.scope import Place
from app.services.sessions import place_of
from app.storage import migrations
from app.storage.installation import Installation

log = logging.getLogger(__name__)
Duty = Callable[[Installation, Place], datetime | None]
DUTIES: Final[list[Duty]] = []  # each does what is due in an establishment, and says when it next will be


def duty(see_to: Duty) -> Duty:
    """Make it a part of what the clock does."""
    DUTIES.append(see_to)
    return see_to


def wake(installation: Installation, number: int, at: datetime) -> None:
    """See to that establishment's lockers at `at` at the latest; told before the work itself is committed."""
    with installation.databases.platform_session(writes=True) as db:
        later = col(Establishment.lockers_due).is_(None) | (col(Establishment.lockers_due) > at)
        db.exec(update(Establishment).where(col(Establishment.number) == number, later).values(lockers_due=at))
        db.commit()


def run(installation: Installation) -> None:
    """See to those that are due; run by the clock. What comes up meanwhile is not forgotten."""
    for home in list(_due(installation)):
        if installation.queue.is_stopping:
            return
        nexts = [_seen_to(installation, place_of(home), see_to) for see_to in DUTIES]
        after = min((one for one in nexts if one), default=None)
        with installation.databases.platform_session(writes=True) as db:
            same = col(Establishment.number) == home.number, col(Establishment.lockers_due) == home.lockers_due
            db.exec(update(Establishment).where(*same).values(lockers_due=after))
            db.commit()


def _due(installation: Installation) -> Iterator[Establishment]:
    with installation.databases.platform_session(writes=False) as db:
        current = col(Establishment.schema_revision) == migrations.head("establishment")
        at_work = col(Establishment.state) == EstablishmentState.ACTIVE, current
        due = col(Establishment.lockers_due) <= now()
        yield from db.exec(select(Establishment).where(due, *at_work).order_by(col(Establishment.lockers_due)))


def _seen_to(installation: Installation, place: Place, see_to: Duty) -> datetime | None:
    """One that fails is tried again at the clock's next turn."""
    try:
        return see_to(installation, place)
    except SQLAlchemyError:
        log.exception("the lockers of establishment %s could not be seen to", place.number)
        return now()
