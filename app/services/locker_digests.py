"""Who gets one mail a day about their documents? Those who like it so, at seven in the morning in France."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, or_, select

from app.models.establishment import Delivery, Deposit, LockerSettings, Notification, Person, Version
from app.models.types import now
from app.services import clock, notifications
from app.services.days import FRANCE
from app.services.locker_letters import LISTED, LOCKER, digest
from app.services.locker_mails import CHUNK, JOINED, ToWrite, is_untold, mark, may_be_written_to, told, write
from app.services.scope import Place
from app.storage.installation import Installation

AT: Final = time(7)  # never an hour that clocks skip or repeat
LATE: Final = timedelta(days=3)  # what nobody was told of for longer is no news any more


@clock.duty
def see_to(installation: Installation, place: Place, moment: datetime | None = None) -> datetime | None:
    """Write today's, once it is seven; says when the next one is, where somebody waits for it."""
    moment = moment or now()
    today = moment.astimezone(FRANCE).date()
    if moment >= due(today) and not _is_over(installation, place, today):
        last = 0
        while last is not None:
            if installation.queue.is_stopping:
                return moment
            last = _wrote_some(installation, place, today, last)
        _end(installation, place, today)
    coming = due(today) if moment < due(today) else due(today + timedelta(days=1))
    return coming if _is_awaited(installation, place, moment) else None


def due(day: date) -> datetime:
    """When that day's mails are written."""
    return datetime.combine(day, AT, FRANCE).astimezone(UTC)


def _is_over(installation: Installation, place: Place, today: date) -> bool:
    """Also where a clock was set back meanwhile."""
    with installation.databases.session(place, writes=False) as db:
        decided = db.get(LockerSettings, 1)
    return decided is not None and decided.digest_on is not None and decided.digest_on >= today


def _end(installation: Installation, place: Place, today: date) -> None:
    with installation.databases.session(place, writes=True) as db:
        decided = db.get(LockerSettings, 1) or LockerSettings()
        decided.digest_on = today
        db.add(decided)
        db.commit()


def _wanted(db: Session, at: datetime) -> ColumnElement[bool]:
    """What the mails of that moment are about."""
    daily = notifications.wants(Notification.DAILY, notifications.usual(db))
    recent = or_(col(Delivery.delivered_at) > at - LATE, col(Version.created_at) > at - LATE)
    return and_(is_untold(at), recent, may_be_written_to(), daily)


def _is_awaited(installation: Installation, place: Place, moment: datetime) -> bool:
    with installation.databases.session(place, writes=False) as db:
        waiting = select(Delivery.person_id).where(*JOINED, _wanted(db, moment)).limit(1)
        return db.exec(waiting).first() is not None


def _wrote_some(installation: Installation, place: Place, day: date, last: int) -> int | None:
    """Write to the next people; gives the last of them, or None when there were none.

    What a mail is about depends on the day alone, so that after a crash it is known of one that is there.
    """
    at = due(day)
    with installation.databases.session(place, writes=False) as db:
        wanted = _wanted(db, at)
        people = _people(db, wanted, last)
        letters = _letters(db, wanted, people, day, place, f"{installation.settings.address}{LOCKER}")
    if not people:
        return None
    write(installation, place, letters)
    of_them = select(Delivery.deposit_id, Delivery.person_id).where(*JOINED, wanted)
    which = tuple_(col(Delivery.deposit_id), col(Delivery.person_id)).in_(of_them)
    mark(installation, place, which, letters, at)
    return people[-1][0].id


def _people(db: Session, wanted: ColumnElement[bool], last: int) -> list[tuple[Person, int]]:
    """The next ones, with how many deposits they are told of."""
    counted = select(Person, func.count()).where(*JOINED, wanted, col(Person.id) > last).group_by(col(Person.id))
    return list(db.exec(counted.order_by(col(Person.id)).limit(CHUNK)))


def _letters(  # noqa: PLR0913, PLR0917  who, of what, when and where
    db: Session,
    wanted: ColumnElement[bool],
    people: Sequence[tuple[Person, int]],
    day: date,
    place: Place,
    address: str,
) -> list[ToWrite]:
    newest = func.row_number().over(partition_by=col(Delivery.person_id), order_by=col(Delivery.deposit_id).desc())
    these = col(Delivery.person_id).in_([person.id for person, _ in people])
    told_of = select(Delivery.deposit_id, Delivery.person_id, Delivery.seen, newest.label("place"))
    ranked = told_of.where(*JOINED, wanted, these).subquery()
    who: Any = aliased(Person)
    rows: Any = db.exec(
        select(ranked.c.person_id, Deposit, who, ranked.c.seen)
        .join(Deposit, col(Deposit.id) == ranked.c.deposit_id)
        .outerjoin(who, who.id == col(Deposit.depositor_id))
        .where(ranked.c.place <= LISTED)
        .order_by(ranked.c.person_id, ranked.c.place)
    )
    of = dict[int, list[Any]]()
    for person, deposit, depositor, seen in rows:
        of.setdefault(person, []).append(told(deposit, depositor, seen))
    return [
        ToWrite(
            f"digest {day} {person.id}", person, digest(person.full_name, place.name, of[person.id], total, address)
        )
        for person, total in people
        if person.id in of
    ]
