"""What is in one's own locker (L5)? The list of *Reçus*: what a filter means there, and one page of it."""

from typing import Any, Final, TypedDict

from sqlmodel import col, select

from app.models.establishment import Delivery, Deposit, Person
from app.services import reach
from app.services.bulk import Choice
from app.services.listing import COUNTED, Page, Query, far
from app.services.locker_counts import counted
from app.services.locker_rows import categories
from app.services.lockers import require_locker
from app.services.people import label
from app.services.permissions import Open
from app.services.received_plan import LOCKER, MANY, ORDER, Meant, lead, page_of
from app.services.scope import Scope, requires
from app.storage.hints import freely

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
    return _page(scope, query, ORDER.chosen(query.sort))


def _page(scope: Scope, query: Query, sort: str) -> Page[ReceivedRow]:
    meant, ask = Meant.by(query), scope.db.connection().execute
    total = query.known if query.is_counted else None
    if total is None:
        total = counted(scope, meant, far(query))
    number = query.page_of(total)
    chosen = page_of(meant.shape, sort, is_walked=total > (MANY if sort in LOCKER else COUNTED))
    place = {"size": query.size, "skipped": (number - 1) * query.size}
    found = ask(chosen, {"me": scope.actor.id, **meant.bound(), **place})
    rows = [_row(facts) for facts in found]
    if query.is_counted and len(rows) < query.size:
        return _page(scope, query.recounted(), sort)
    return Page(rows=rows, total=min(total, COUNTED + 1), page=number, size=query.size, sort=sort)


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
        asked = (
            select(Deposit.depositor_id)
            .join(Delivery)
            .where(*lead(scope.actor.id), col(Deposit.depositor_id) == sender)
        )
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
    return Meant.by(query).found(scope.actor.id)


def _row(facts: Any) -> ReceivedRow:  # noqa: ANN401  the columns of `_FACTS`
    identity, name, memo, sender, category, size, at, status = facts
    return ReceivedRow(
        id=identity, name=name, memo=memo, sender=sender, category=category, size=size,
        received_at=at.isoformat(), status=status,
    )  # fmt: skip
