"""What is announced, to which spaces, when, and who has read it? For those who write announcements.

What the people of a space read is `announcement_reading`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypedDict

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, exists, func, or_, select

from app.locales import msg
from app.models.establishment import (
    Announcement,
    AnnouncementReading,
    AnnouncementSpace,
    Person,
    PersonState,
    SpaceCode,
)
from app.models.types import folded, now
from app.services.announcement_form import TEXT, checked, facts_of, in_order, told, write
from app.services.days import today
from app.services.entrants import may_enter
from app.services.errors import Conflict, NotFound
from app.services.listing import Order, Page, Query, like, paged
from app.services.lookup import LARGEST, found
from app.services.markdown import rendered
from app.services.people import label
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.storage import words

MOST: Final = 100  # that are deleted together
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
READERS: Final = Order(
    {
        "name": (col(Person.name_key), col(Person.id)),
        "read": (col(AnnouncementReading.read_at), col(Person.name_key), col(Person.id)),
    },
    "-read",
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


class ReaderRow(TypedDict):
    """Somebody who has read it."""

    id: int
    name: str
    read_at: str


class Losses(TypedDict):
    """What goes with some announcements; `current` is how many of them are before people today."""

    ids: list[int]
    titles: list[str]
    current: int
    readers: int


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
    spaces, readers = _spaces(scope.db, ids), _readers(scope.db, ids)
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
    row["readers"] = _readers(scope.db, [announcement_id]).get(announcement_id, 0)
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
def readers(scope: Scope, announcement_id: int, query: Query) -> Page[ReaderRow]:
    """One page of those who have read it, the last ones first."""
    found(scope.db, Announcement, announcement_id)
    who: Any = select(Person.id, label(), AnnouncementReading.read_at).join(AnnouncementReading)
    who = who.where(col(AnnouncementReading.announcement_id) == announcement_id)
    if query.q:
        who = who.where(words.asked(Person.search, folded(query.q)))
    return paged(scope.db, who, READERS, query, _reader)


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def preview(_scope: Scope, text: str) -> str:
    """A text as it would be read, as far as one may write."""
    return rendered(text[:TEXT].replace("\r\n", "\n"), 3)


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def create(scope: Scope, form: Mapping[str, str]) -> int:
    """Add one; gives its identity. Refuses with `Invalid`."""
    facts = checked(form)
    announcement = Announcement(title="", text="", begins_on=facts.begins_on, changed_by=scope.actor.name)
    write(scope.db, announcement, facts)
    scope.record("announcements.created", announcement.id, facts.title, after=told(facts))
    return announcement.id or 0


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def modify(scope: Scope, announcement_id: int, form: Mapping[str, str]) -> None:
    """Change it; who has read it, has. Refuses a stale form with `Conflict`, else with `Invalid`."""
    there = found(scope.db, Announcement, announcement_id)
    if form.get("version") != str(there.version):
        raise Conflict(
            msg("%(who)s changed this announcement meanwhile. What you typed is still here.", who=there.changed_by)
        )
    was = facts_of(scope.db, there)
    facts = checked(form, was)
    if facts == was:
        return
    write(scope.db, there, facts)
    there.version, there.changed_by, there.changed_at = there.version + 1, scope.actor.name, now()
    before, after = told(was), told(facts)
    changed = [name for name in after if getattr(was, name) != getattr(facts, name)]
    before, after = ({name: part[name] for name in changed} for part in (before, after))
    scope.record("announcements.modified", there.id, there.title, before=before, after=after)


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def losses(scope: Scope, ids: Sequence[int]) -> Losses:
    """What deleting these would take away. Refuses with `NotFound` where one of them is not there."""
    gone, day = _all_of(scope.db, ids), today()
    return Losses(
        ids=[each.id or 0 for each in gone],
        titles=[each.title for each in gone],
        current=sum(_timing(each, day) is Timing.NOW for each in gone),
        readers=sum(_readers(scope.db, ids).values()),
    )


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def delete_announcements(scope: Scope, ids: Sequence[int]) -> int:
    """Delete these, all or none, with who has read them; gives how many. Refuses with `NotFound`."""
    gone = _all_of(scope.db, ids)
    read = _readers(scope.db, ids)
    for each in gone:
        before = {"readers": read.get(each.id or 0, 0), **told(facts_of(scope.db, each))}
        scope.record("announcements.deleted", each.id, each.title, before=before)
    scope.db.exec(delete(Announcement).where(IDENTITY.in_([each.id for each in gone])))
    return len(gone)


def _all_of(db: Session, ids: Sequence[int]) -> list[Announcement]:
    wanted = {identity for identity in ids[:MOST] if 0 < identity <= LARGEST}
    there = list(db.exec(select(Announcement).where(IDENTITY.in_(wanted)).order_by(*ORDER.by("-begins"))))
    if not there or len(there) != len({*ids}):
        raise NotFound
    return there


def _spaces(db: Session, ids: Sequence[int]) -> dict[int, list[SpaceCode]]:
    spaces: dict[int, list[SpaceCode]] = {}
    for each in db.exec(select(AnnouncementSpace).where(col(AnnouncementSpace.announcement_id).in_(ids))):
        spaces.setdefault(each.announcement_id, []).append(each.space)
    return spaces


def _readers(db: Session, ids: Sequence[int]) -> dict[int, int]:
    of = col(AnnouncementReading.announcement_id)
    return dict(db.exec(select(of, func.count()).where(of.in_(ids)).group_by(of)).all())


def _people(db: Session, spaces: Sequence[SpaceCode]) -> int:
    lets_in = [may_enter(space) for space in spaces if space is not SpaceCode.VISITORS]
    if not lets_in:
        return 0
    there = select(func.count()).select_from(Person).where(col(Person.state) == PersonState.ACTIVE, or_(*lets_in))
    return db.exec(there).one()


def _timing(each: Announcement, day: date) -> Timing:
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
        timing=_timing(each, day),
        readers=0,
    )


def _reader(row: Any) -> ReaderRow:  # noqa: ANN401  the columns of `readers`
    identity, name, at = row
    return ReaderRow(id=identity, name=name, read_at=at.isoformat())
