"""What is announced, to which spaces, when, and who has read it? For those who write announcements.

What the people of a space read is `announcement_reading`; what is done to announcements, `announcement_actions`.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final, TypedDict

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, func, or_, select

from app.models.establishment import (
    Announcement,
    AnnouncementSpace,
    Person,
    PersonState,
    SpaceCode,
)
from app.services.announcement_form import TEXT, facts_of, in_order
from app.services.announcement_readers import tally
from app.services.days import today
from app.services.entrants import may_enter
from app.services.listing import Order, Page, Query, like, paged
from app.services.lookup import found
from app.services.markdown import rendered
from app.services.permissions import Permission
from app.services.scope import Scope, requires

IDENTITY: Final = col(Announcement.id)
LAST_DAY: Final = date.max  # of those without an end
ORDER: Final = Order(
    {
        "title": (col(Announcement.search), IDENTITY),  # which begins with the title
        "begins": (col(Announcement.begins_on), IDENTITY),
        "ends": (func.coalesce(col(Announcement.ends_on), LAST_DAY), col(Announcement.begins_on), IDENTITY),
    },
    "-begins",
)


class Timing(StrEnum):
    """Whether an announcement is before people today, not yet, or no longer."""

    NOW = "now"
    COMING = "coming"
    OVER = "over"


class AnnouncementRow(TypedDict):
    """An announcement in the list; `spaces` are codes, days are as in `2026-11-27`, `readers` how many have read it."""

    id: int
    title: str
    spaces: list[str]
    begins_on: str
    ends_on: str
    timing: str
    readers: int


class AnnouncementCard(AnnouncementRow):
    """One of them as its page shows it; `html` is its text as it is read, below a heading of the second level.

    `people` is how many have an account today that lets them into one of its spaces.
    """

    text: str
    html: str
    people: int
    version: int
    changed_by: str
    changed_at: str


def is_of(timing: Timing, day: date) -> ColumnElement[bool]:
    """The announcement is of that sort on that day."""
    begins, ends = col(Announcement.begins_on), col(Announcement.ends_on)
    return {
        Timing.NOW: (begins <= day) & or_(ends.is_(None), ends >= day),
        Timing.COMING: begins > day,
        Timing.OVER: (begins <= day) & (ends < day),
    }[timing]


def is_for(spaces: Sequence[SpaceCode]) -> ColumnElement[bool]:
    """The announcement is for the people of one of these."""
    theirs = col(AnnouncementSpace.announcement_id) == IDENTITY, col(AnnouncementSpace.space).in_(spaces)
    return exists().where(*theirs).correlate(Announcement)


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def page(scope: Scope, query: Query) -> Page[AnnouncementRow]:
    """One page of all; words are looked for in titles and in the beginnings of texts."""
    statement, day = select(Announcement), today()
    if query.q:
        statement = statement.where(like(Announcement.search, query.q))
    if space := query.choice("space", SpaceCode):
        statement = statement.where(is_for([space]))
    if timing := query.choice("status", Timing):
        statement = statement.where(is_of(timing, day))
    shown = paged(scope.db, statement, ORDER, query, lambda each: _row(each, day))
    ids = [row["id"] for row in shown["rows"]]
    spaces, readers = _spaces(scope.db, ids), tally(scope.db, ids)
    for row in shown["rows"]:
        row["spaces"], row["readers"] = list(in_order(spaces.get(row["id"], []))), readers.get(row["id"], 0)
    return shown


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def card(scope: Scope, announcement_id: int) -> AnnouncementCard:
    """One of them."""
    there = found(scope.db, Announcement, announcement_id)
    row = _row(there, today())
    spaces = facts_of(scope.db, there).spaces
    row["spaces"] = list(spaces)
    row["readers"] = tally(scope.db, [announcement_id]).get(announcement_id, 0)
    return AnnouncementCard(
        **row,
        text=there.text,
        html=rendered(there.text, 3),
        people=_people(scope.db, spaces),
        version=there.version,
        changed_by=there.changed_by,
        changed_at=there.changed_at.isoformat(),
    )


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def preview(_scope: Scope, text: str) -> str:
    """A text as it would be read, as far as one may write."""
    return rendered(text[:TEXT].replace("\r\n", "\n"), 3)


def _spaces(db: Session, ids: Sequence[int]) -> dict[int, list[SpaceCode]]:
    spaces: dict[int, list[SpaceCode]] = {}
    for each in db.exec(select(AnnouncementSpace).where(col(AnnouncementSpace.announcement_id).in_(ids))):
        spaces.setdefault(each.announcement_id, []).append(each.space)
    return spaces


def _people(db: Session, spaces: Sequence[SpaceCode]) -> int:
    lets_in = [may_enter(space) for space in spaces if space is not SpaceCode.VISITORS]
    if not lets_in:
        return 0
    there = select(func.count()).select_from(Person).where(col(Person.state) == PersonState.ACTIVE, or_(*lets_in))
    return db.exec(there).one()


def timing_of(each: Announcement, day: date) -> Timing:
    if each.begins_on > day:
        return Timing.COMING
    return Timing.OVER if each.ends_on and each.ends_on < day else Timing.NOW


def _row(each: Announcement, day: date) -> AnnouncementRow:
    return AnnouncementRow(
        id=each.id or 0,
        title=each.title,
        spaces=[],
        begins_on=each.begins_on.isoformat(),
        ends_on=each.ends_on.isoformat() if each.ends_on else "",
        timing=timing_of(each, day),
        readers=0,
    )
