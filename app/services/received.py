"""What is in one's own locker (L5)? The list of *Reçus*: what a filter means there, and one page of it."""

from typing import Any, Final, TypedDict

from sqlalchemy import ColumnElement
from sqlalchemy.orm import join
from sqlmodel import col, select

from app.models.establishment import Category, Delivery, Deposit, Person
from app.services import reach
from app.services.bulk import Choice
from app.services.listing import COUNTED, Order, Page, Query, paged
from app.services.locker_counts import counted
from app.services.locker_rows import (
    CATEGORY,
    CATEGORY_KEY,
    IS_READ,
    NEW,
    PERSON_KEY,
    SENDER,
    STATUS,
    UPDATED,
    Reading,
    categories,
    narrowed,
)
from app.services.lockers import is_in_locker, require_locker
from app.services.people import label
from app.services.permissions import Open
from app.services.scope import Scope, requires
from app.storage.hints import as_is, freely, once

IDENTITY: Final = col(Delivery.deposit_id)
ORDER: Final = Order(
    {
        "received": (col(Delivery.delivered_at), IDENTITY),
        "name": (col(Deposit.name_key), col(Deposit.id)),
        "sender": (PERSON_KEY, IDENTITY),
        "category": (CATEGORY_KEY, IDENTITY),
        "size": (col(Deposit.size), col(Deposit.id)),
    },
    "-received",
)
LOCKER: Final = frozenset({"received", "-received"})  # orders that have an index of each locker
WALKED: Final = frozenset({"name", "-name", "size", "-size"})  # and those that have one of all deposits
MANY: Final = 1500  # beyond, a page is found sooner by reading a locker in its order than by sorting those meant
_JOINED = (
    join(Deposit, Delivery, col(Deposit.id) == IDENTITY)
    .outerjoin(Person, col(Person.id) == col(Deposit.depositor_id))
    .outerjoin(Category, col(Category.id) == col(Deposit.category_id))
)
# Asked at each gesture: built once.
_IDENTITIES: Any = select(Deposit.id).select_from(_JOINED)
_FACTS = freely(
    *(Deposit.id, Deposit.name, Deposit.memo, SENDER, CATEGORY, Deposit.size, Delivery.delivered_at, STATUS)
).select_from(_JOINED)
RECENT: Final = 2000  # the newest documents, whose senders are offered to filter by


class ReceivedRow(TypedDict):
    """A document in the locker; an empty sender is Anonymous, an empty category none. `size` is in bytes."""

    id: int
    name: str
    memo: str
    sender: str
    category: str
    size: int
    received_at: str
    status: str


class Choices(TypedDict):
    """What the list can be filtered by."""

    categories: list[Choice]
    senders: list[Choice]


@requires(Open.SIGNED_IN)
def page(scope: Scope, query: Query) -> Page[ReceivedRow]:
    """One page of the actor's own locker. Refuses with `NotFound` to whoever has none."""
    require_locker(scope)
    total = query.known if query.is_counted else counted(scope, query)
    walked = _walked(scope, query)
    many = MANY if ORDER.chosen(query.sort) in LOCKER else COUNTED
    meant = walked if walked is not None and (total or 0) > many else matching(scope, query)
    facts = _FACTS.where(col(Delivery.person_id) == scope.actor.id)
    row: Any = _row
    return paged(scope.db, meant, ORDER, query, row, is_indexed=True, of_many=walked, total=total, facts=facts)


@requires(Open.SIGNED_IN)
def choices(scope: Scope, query: Query) -> Choices:
    """All categories, and those who sent the newest documents; and the one that the query names."""
    require_locker(scope)
    mine = col(Delivery.person_id) == scope.actor.id, col(Delivery.removed_at).is_(None)
    newest = (
        select(Delivery.deposit_id).where(*mine).order_by(col(Delivery.delivered_at).desc()).limit(RECENT).subquery()
    )
    recent = select(Deposit.depositor_id).join(newest, newest.c.deposit_id == col(Deposit.id))
    offered = col(Person.id).in_(recent)
    if sender := query.number("sender"):
        asked = select(Deposit.depositor_id).join(Delivery).where(*_lead(scope), col(Deposit.depositor_id) == sender)
        offered |= col(Person.id).in_(asked)
    named = freely(Person.id, label()).where(offered)
    people: Any = scope.db.connection().execute(named.order_by(col(Person.name_key), col(Person.id)))
    senders = [Choice(value=str(who), label=name) for who, name in people]
    return Choices(categories=categories(scope.db), senders=senders)


@requires(Open.SIGNED_IN)
def catch_up(scope: Scope) -> int:
    """Put into the actor's locker what dynamic audiences owe them; gives how many documents came."""
    require_locker(scope)
    return reach.catch_up(scope.db, person=scope.actor.id)


def matching(scope: Scope, query: Query) -> Any:  # noqa: ANN401  a SELECT
    """The identities of the deposits in the actor's locker that a query means, in no order."""
    few = bool(query.q) or query.choice("status", Reading) is Reading.UPDATED
    return _meant(scope, query, leads=few or any(query.number(name) is not None for name in ("sender", "category")))


def _walked(scope: Scope, query: Query) -> Any:  # noqa: ANN401  a SELECT
    """The same in an order that has an index, which is followed until a page is full; None in another."""
    sort = ORDER.chosen(query.sort)
    if sort in LOCKER:
        return _meant(scope, query, leads=False, key=as_is(IDENTITY))
    return _meant(scope, query, leads=True, key=as_is(col(Deposit.id))) if sort in WALKED else None


def _meant(scope: Scope, query: Query, *, leads: bool, key: Any = None) -> Any:  # noqa: ANN401  a SELECT
    """The same, found first among all deposits where those `leads`, else in the locker; `key` is what words are of."""
    statement = _IDENTITIES.where(*(_lead(scope) if leads else [is_in_locker(scope.actor.id)]))
    if reading := query.choice("status", Reading):
        statement = statement.where({Reading.NEW: NEW, Reading.UPDATED: UPDATED, Reading.READ: IS_READ}[reading])
    if (sender := query.number("sender")) is not None:
        whose = col(Deposit.depositor_id)
        statement = statement.where(whose.is_(None) if sender == 0 else whose == sender)
    return narrowed(statement, query, key)


def _lead(scope: Scope) -> list[ColumnElement[bool]]:
    """The same as `is_in_locker`, where few deposits are meant or their order is followed: those are found first.

    SQLite would go through the whole locker, or through all that is not in the trash.
    """
    mine = col(Delivery.person_id) == once(scope.actor.id, col(Deposit.id)), as_is(col(Delivery.removed_at)).is_(None)
    return [*mine, as_is(col(Deposit.trashed_at)).is_(None), as_is(col(Deposit.withdrawn)).is_(None)]


def _row(facts: Any) -> ReceivedRow:  # noqa: ANN401  the columns of `_FACTS`
    identity, name, memo, sender, category, size, at, status = facts
    return ReceivedRow(
        id=identity, name=name, memo=memo, sender=sender, category=category, size=size,
        received_at=at.isoformat(), status=status,
    )  # fmt: skip
