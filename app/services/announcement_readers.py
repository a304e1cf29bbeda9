"""Who has read an announcement? For those who write them."""

from collections.abc import Sequence
from typing import Any, Final, TypedDict

from sqlmodel import Session, col, func, select

from app.models.establishment import Announcement, AnnouncementReading, Person
from app.models.types import folded
from app.services.listing import Order, Page, Query, paged
from app.services.lookup import found
from app.services.people import label
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.storage import words

ORDER: Final = Order(
    {
        "name": (col(Person.name_key), col(Person.id)),
        "read": (col(AnnouncementReading.read_at), col(Person.name_key), col(Person.id)),
    },
    "-read",
)


class ReaderRow(TypedDict):
    """Somebody who has read it."""

    id: int
    name: str
    read_at: str


@requires(Permission.ANNOUNCEMENTS_MANAGE)
def page(scope: Scope, announcement_id: int, query: Query) -> Page[ReaderRow]:
    """One page of those who have read it, the last ones first."""
    found(scope.db, Announcement, announcement_id)
    who: Any = select(Person.id, label(), AnnouncementReading.read_at).join(AnnouncementReading)
    who = who.where(col(AnnouncementReading.announcement_id) == announcement_id)
    if query.q:
        who = who.where(words.asked(Person.search, folded(query.q)))
    return paged(scope.db, who, ORDER, query, _reader)


def tally(db: Session, ids: Sequence[int]) -> dict[int, int]:
    """How many have read each of these."""
    of = col(AnnouncementReading.announcement_id)
    return dict(db.exec(select(of, func.count()).where(of.in_(ids)).group_by(of)).all())


def _reader(row: Any) -> ReaderRow:  # noqa: ANN401  the columns of `page`
    identity, name, at = row
    return ReaderRow(id=identity, name=name, read_at=at.isoformat())
