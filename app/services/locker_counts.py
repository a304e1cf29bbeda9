"""How many documents of a full locker does a filter mean? By indexes alone, where those tell.

What an index knows nothing of is little: what was taken out, is in the trash or withdrawn. It is counted apart.
"""

from typing import Any

from sqlalchemy import Integer, bindparam, literal, union
from sqlmodel import col, func, select

from app.models.establishment import Delivery, Deposit
from app.models.types import folded
from app.services.listing import COUNTED, Query
from app.services.locker_rows import Reading
from app.services.scope import Scope
from app.storage import words
from app.storage.hints import freely, once

_MINE = col(Delivery.person_id) == bindparam("me", type_=Integer)
_HIDDEN = col(Deposit.trashed_at).is_not(None), col(Deposit.withdrawn).is_not(None)
# Asked at each gesture: built once.
_GONE = (
    select(Deposit.id)
    .join(Delivery)
    .where(
        _MINE,
        col(Deposit.id).in_(
            union(
                select(Delivery.deposit_id).where(_MINE, col(Delivery.removed_at).is_not(None)),
                *(select(Deposit.id).where(each) for each in _HIDDEN),
            )
        ),
    )
)
_THERE = select(Delivery.deposit_id).where(_MINE, col(Delivery.removed_at).is_(None))
_SEEN = {Reading.NEW: col(Delivery.seen) == 0, Reading.READ: col(Delivery.seen) > 0}


def counted(scope: Scope, query: Query) -> int | None:
    """How many of the actor's own there are, or more than are counted; None where all have to be looked at."""
    reading = query.choice("status", Reading)
    is_far = query.page * query.size > COUNTED
    if is_far or reading is Reading.UPDATED or any(query.number(name) is not None for name in ("sender", "category")):
        return None
    if query.q:
        return None if reading else _with_words(scope, query.q)
    return _too_many(scope, reading)


def _too_many(scope: Scope, reading: Reading | None) -> int | None:
    """More than are counted, even if all that is hidden, or has another version than the first, were among them."""
    mine = _THERE.where(_SEEN[reading]) if reading else _THERE
    maybe = [*_HIDDEN, col(Deposit.version) > 1] if reading is Reading.READ else _HIDDEN
    found = _without(scope, mine, sum((_number(select(Deposit.id).where(each)) for each in maybe), literal(0)))
    return found if found > COUNTED else None


def _with_words(scope: Scope, said: str) -> int:
    """All that ever came and has them, without what is no longer there."""
    has_indexes = scope.db.get_bind().dialect.name == "sqlite"
    found = words.found(Deposit.search, folded(said), has_indexes=has_indexes).subquery()
    mine = col(Delivery.person_id) == once(scope.actor.id, found.c.id)  # so that they are found first
    ever = freely(found.c.id).join(Delivery, (col(Delivery.deposit_id) == found.c.id) & mine)
    return _without(scope, ever, _number(_GONE.where(words.read_of(Deposit.search, folded(said), col(Deposit.id)))))


def _without(scope: Scope, those: Any, others: Any) -> int:  # noqa: ANN401  SELECTs
    """How many of those there are beside the others, as far as is counted."""
    number = _number(those.limit(others + COUNTED + 1)) - others
    return scope.db.connection().execute(select(number), {"me": scope.actor.id}).scalar_one()


def _number(statement: Any) -> Any:  # noqa: ANN401  SELECTs
    return select(func.count()).select_from(statement.subquery()).scalar_subquery()
