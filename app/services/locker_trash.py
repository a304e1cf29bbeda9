"""What has somebody deleted, and can still restore (L11)? One's own deposits in the trash, and the days they have."""

import math
from datetime import timedelta
from functools import partial
from typing import Any, Final, TypedDict

from sqlalchemy import Select
from sqlmodel import col, func, select

from app.models.establishment import Category, Delivery, Deposit
from app.models.types import now
from app.services import locker_quotas
from app.services.listing import Order, Page, Query, paged
from app.services.locker_rows import CATEGORY, narrowed
from app.services.permissions import Open
from app.services.scope import Scope, requires
from app.services.sent import is_mine
from app.storage.hints import freely

IDENTITY: Final = col(Deposit.id)
ORDER: Final = Order(
    {
        "trashed": (col(Deposit.trashed_at), IDENTITY),
        "name": (col(Deposit.name_key), IDENTITY),
        "size": (col(Deposit.size), IDENTITY),
    },
    "-trashed",
)


class TrashRow(TypedDict):
    """A deleted deposit; it goes for ever in `days_left` days, at least one."""

    id: int
    name: str
    category: str
    size: int
    recipients: int
    trashed_at: str
    days_left: int


@requires(Open.SIGNED_IN)
def page(scope: Scope, query: Query) -> Page[TrashRow]:
    """One page of what the actor deleted and may restore."""
    row = partial(_row, _days(scope))
    return paged(scope.db, matching(scope, query), ORDER, query, row, facts=_facts())


def matching(scope: Scope, query: Query) -> Any:  # noqa: ANN401  a SELECT
    """The identities of the actor's deleted deposits that a query means, in no order.

    Those whose time is over are gone already, even before the clock deletes them; so are withdrawn ones.
    """
    kept = col(Deposit.trashed_at) > now() - timedelta(days=_days(scope))
    mine = select(Deposit.id).where(is_mine(scope), kept, col(Deposit.withdrawn).is_(None))
    return narrowed(mine, query)


def _days(scope: Scope) -> int:
    return locker_quotas.decided(scope.db).trash_days


def _facts() -> Select[Any]:
    given = select(func.count()).select_from(Delivery).where(col(Delivery.deposit_id) == col(Deposit.id))
    recipients = given.correlate(Deposit).scalar_subquery()
    return freely(Deposit.id, Deposit.name, CATEGORY, Deposit.size, recipients, Deposit.trashed_at).outerjoin(
        Category, col(Category.id) == col(Deposit.category_id)
    )


def _row(days: int, facts: Any) -> TrashRow:  # noqa: ANN401  the columns of `_facts`
    identity, name, category, size, recipients, at = facts
    left = math.ceil((at + timedelta(days=days) - now()) / timedelta(days=1))
    return TrashRow(
        id=identity, name=name, category=category, size=size, recipients=recipients,
        trashed_at=at.isoformat(), days_left=max(1, left),
    )  # fmt: skip
