"""What can be done to many documents in one's own locker (L5)? Marked as read or not, taken out; and taken back."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, cast, null, update
from sqlmodel import col, select

from app.locales import Message, msg
from app.models.establishment import Delivery, Deposit
from app.models.types import now
from app.services import arrivals
from app.services.bulk import BulkAction, declare_action
from app.services.bulk_preview import Rows
from app.services.bulk_sets import Span, by_sets, identities, run
from app.services.locker_bulk import OF_RECEIVED
from app.services.locker_rows import first_reason
from app.services.permissions import Open
from app.services.scope import Scope

GONE: Final[dict[str, Message]] = {"gone": msg("no longer there")}
# The version that there is now; what is said of a delivery alone, so that no join is needed.
VERSION: Final = (
    select(Deposit.version).where(col(Deposit.id) == col(Delivery.deposit_id)).correlate(Delivery).scalar_subquery()
)


def _without_read(_scope: Scope, _choice: str) -> ColumnElement[Any]:
    return first_reason((col(Delivery.seen) >= VERSION, "read"))


def _without_unread(_scope: Scope, _choice: str) -> ColumnElement[Any]:
    return first_reason((col(Delivery.seen) == 0, "unread"))


def _without_none(_scope: Scope, _choice: str) -> ColumnElement[Any]:
    return null()


def _mark_read(scope: Scope, span: Span) -> None:
    """The depositor sees as before who opened it: to mark is not to open."""
    span.note(scope, seen=col(Delivery.seen))
    _change(scope, span, seen=VERSION)


def _mark_unread(scope: Scope, span: Span) -> None:
    span.note(scope, seen=col(Delivery.seen))
    _change(scope, span, seen=0)


def _seen_before(scope: Scope, span: Span) -> list[int]:
    _change(scope, span, seen=cast(span.noted("seen"), Integer))
    return _back(scope, span)


def _remove(scope: Scope, span: Span) -> None:
    _change(scope, span, removed_at=now())


def _put_back(scope: Scope, span: Span) -> list[int]:
    _change(scope, span, removed_at=None)
    return _back(scope, span)


def _change(scope: Scope, span: Span, **values: Any) -> None:  # noqa: ANN401  of columns
    arrivals.recount(scope)
    run(scope.db, update(Delivery).where(*_mine(scope, span)).values(**values))


def _back(scope: Scope, span: Span) -> list[int]:
    return identities(scope.db, select(Delivery.deposit_id).where(*_mine(scope, span)))


def _mine(scope: Scope, span: Span) -> Rows:
    return col(Delivery.person_id) == scope.actor.id, col(Delivery.deposit_id).in_(span.refs)


MARK_READ = declare_action(
    BulkAction(
        "received.mark_read",
        msg("Mark as read"),
        Open.SIGNED_IN,
        OF_RECEIVED,
        _without_read,
        GONE | {"read": msg("already read")},
        by_sets(_mark_read),
        undo=_seen_before,
    )
)
MARK_UNREAD = declare_action(
    BulkAction(
        "received.mark_unread",
        msg("Mark as unread"),
        Open.SIGNED_IN,
        OF_RECEIVED,
        _without_unread,
        GONE | {"unread": msg("not read yet")},
        by_sets(_mark_unread),
        undo=_seen_before,
    )
)
REMOVE = declare_action(
    BulkAction(
        "received.remove",
        msg("Remove from my locker"),
        Open.SIGNED_IN,
        OF_RECEIVED,
        _without_none,
        GONE,
        by_sets(_remove),
        undo=_put_back,
    )
)
