"""When does an establishment want seeing to when nobody is there? The platform notes it; the clock opens no others."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import col, func, select, update

from app.models.platform import Establishment, EstablishmentState
from app.models.types import Utc, now
from app.services.scope import Place
from app.services.sessions import place_of
from app.storage import migrations
from app.storage.installation import Installation

log = logging.getLogger(__name__)
AT_ONCE: Final = 50  # establishments that one turn of the clock sees to
AGAIN: Final = timedelta(minutes=10)  # after which those are due again whose process died, or that could not be opened
AT_LEAST: Final = timedelta(days=1)  # one that ever woke the clock is seen to so often
Duty = Callable[[Installation, Place], datetime | None]
D = TypeVar("D", bound=Duty)
# Each does what is due in an establishment, may be repeated, and says when to come again.
DUTIES: Final[list[Duty]] = []
# Asked with each file that comes in: built once.
_AT: Final = sa.bindparam("at", type_=Utc)
_IS_LATER: Final = (col(Establishment.number) == sa.bindparam("which")) & (
    col(Establishment.due).is_(None) | (col(Establishment.due) > _AT)
)
_LATER: Final = sa.select(col(Establishment.number)).where(_IS_LATER)
_SOONER: Final = update(Establishment).where(_IS_LATER).values(due=_AT)


def duty(each: D) -> D:
    """Make it a part of what the clock does."""
    DUTIES.append(each)
    return each


def wake(installation: Installation, number: int, at: datetime) -> None:
    """See to that establishment by then; where it is seen to sooner, this costs one read.

    Told before the work itself is committed: after a crash it is looked for.
    """
    said = {"which": number, "at": at}
    with installation.databases.platform_session(writes=False) as db:
        if db.connection().execute(_LATER, said).first() is None:
            return
    with installation.databases.platform_session(writes=True) as db:
        db.connection().execute(_SOONER, said)
        db.commit()


def run(installation: Installation) -> None:
    """See to those that are due; run each minute."""
    for home in _taken(installation):
        if installation.queue.is_stopping:
            return
        try:
            at = see_to(installation, place_of(home))
        except OperationalError as fault:
            log.warning("establishment %s could not be seen to: %s", home.number, fault.orig)
            continue
        except Exception:  # one that is out of reach must not keep the others waiting
            log.exception("establishment %s could not be seen to", home.number)
            continue
        with installation.databases.platform_session(writes=True) as db:
            this = col(Establishment.number) == home.number, col(Establishment.due_taken_until) == home.due_taken_until
            db.connection().execute(_SOONER, {"which": home.number, "at": at})
            db.exec(update(Establishment).where(*this).values(due_taken_until=None))
            db.commit()


def see_to(installation: Installation, place: Place) -> datetime:
    """Do every duty in one establishment; says when it is due again."""
    nexts = [each(installation, place) for each in DUTIES]
    return min([now() + AT_LEAST, *(at for at in nexts if at)])


def _taken(installation: Installation) -> list[Establishment]:
    """Those that are due, which no other process takes meanwhile; what they are woken for from now on is for later."""
    ready = (
        func.coalesce(col(Establishment.due_taken_until), col(Establishment.due)) <= now(),
        col(Establishment.state) == EstablishmentState.ACTIVE,
        col(Establishment.schema_revision) == migrations.head("establishment"),
    )
    with installation.databases.platform_session(writes=False) as db:
        if db.exec(select(Establishment.number).where(*ready).limit(1)).first() is None:
            return []
    with installation.databases.platform_session(writes=True) as db:
        due = select(Establishment).where(*ready).order_by(col(Establishment.due)).limit(AT_ONCE)
        homes = list(db.exec(due))
        for home in homes:
            home.due, home.due_taken_until = None, now() + AGAIN
        db.commit()
        return homes
