"""What is announced today to the people of a space, and what of it has somebody not read yet?"""

from typing import Any, Final, TypedDict

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, select

from app.models.establishment import Announcement, AnnouncementReading, SpaceCode
from app.models.types import now
from app.services.announcements import Timing, is_for, is_of
from app.services.days import today
from app.services.errors import NotFound
from app.services.lookup import found
from app.services.markdown import rendered
from app.services.permissions import Open
from app.services.scope import Scope, requires

FEW: Final = 10  # that are shown before one asks for more
MOST: Final = 200
NEWEST: Final = col(Announcement.begins_on).desc(), col(Announcement.id).desc()


class AnnouncementShown(TypedDict):
    """One as it is read; `html` goes below a heading of the third level. `begins_on` is a day as in `2026-11-27`."""

    id: int
    title: str
    html: str
    begins_on: str
    is_read: bool


class Shown(TypedDict):
    """The newest of those of today; of all `total`, `unread` are still to be read."""

    rows: list[AnnouncementShown]
    total: int
    unread: int


NOTHING: Final = Shown(rows=[], total=0, unread=0)


@requires(Open.SIGNED_IN)
def shown(scope: Scope, space: str, most: int = FEW) -> Shown:
    """Those of one of the actor's spaces. Refuses with `NotFound` any other space, entered by others or not at all."""
    mine = _is_read_by(scope.actor.id)
    today_here = is_of(Timing.NOW, today()), is_for([_entered(scope, space)])
    announced = select(Announcement, AnnouncementReading.read_at).outerjoin(AnnouncementReading, mine)
    rows: Any = scope.db.exec(announced.where(*today_here).order_by(*NEWEST).limit(min(most, MOST)))
    counted = select(func.count(), func.count(col(AnnouncementReading.read_at))).select_from(Announcement)
    total, read = scope.db.exec(counted.outerjoin(AnnouncementReading, mine).where(*today_here)).one()
    return Shown(rows=[shown_of(each, is_read=at is not None) for each, at in rows], total=total, unread=total - read)


@requires(Open.SIGNED_IN)
def read(scope: Scope, announcement_id: int) -> None:
    """Note that the actor has read it, once. Refuses with `NotFound` what is not before them today."""
    there = found(scope.db, Announcement, announcement_id)
    before_them = is_of(Timing.NOW, today()), is_for(scope.actor.spaces), col(Announcement.id) == there.id
    if scope.db.exec(select(Announcement.id).where(*before_them)).first() is None:
        raise NotFound
    if scope.db.get(AnnouncementReading, (announcement_id, scope.actor.id)) is None:
        scope.db.add(AnnouncementReading(announcement_id=announcement_id, person_id=scope.actor.id, read_at=now()))


def of_today(db: Session, space: SpaceCode) -> list[AnnouncementShown]:
    """Those of a space, newest first, for whoever was let in there already."""
    announced = select(Announcement).where(is_of(Timing.NOW, today()), is_for([space]))
    return [shown_of(each) for each in db.exec(announced.order_by(*NEWEST).limit(MOST))]


def shown_of(each: Announcement, *, is_read: bool = False) -> AnnouncementShown:
    """An announcement as it is read."""
    return AnnouncementShown(
        id=each.id or 0,
        title=each.title,
        html=rendered(each.text, 4),
        begins_on=each.begins_on.isoformat(),
        is_read=is_read,
    )


def _entered(scope: Scope, space: str) -> SpaceCode:
    code = next((code for code in scope.actor.spaces if code == space), None)
    if code is None:
        raise NotFound
    return code


def _is_read_by(person: int) -> ColumnElement[bool]:
    of_it = col(AnnouncementReading.announcement_id) == col(Announcement.id)
    return and_(of_it, col(AnnouncementReading.person_id) == person)
