"""How many documents of a full locker does a filter mean? By indexes alone, where those tell.

What an index knows nothing of is little: what was taken out, is in the trash or withdrawn. It is counted apart.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, literal, union
from sqlmodel import col, select

from app.models.establishment import Delivery, Deposit
from app.models.types import folded
from app.services.listing import COUNTED, Query, number
from app.services.locker_rows import Reading
from app.services.lockers import ME
from app.services.scope import Scope
from app.storage.hints import freely, once
from app.storage.words import KEPT, Words, found, has_indexes, read_of, to_come

_MINE = col(Delivery.person_id) == ME
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
_MOST = bindparam("most", type_=Integer)


def _without(those: Any, others: Any) -> Any:  # noqa: ANN401  SELECTs
    """How many of those there are beside the others, as far as is counted."""
    return select(number(those.limit(others + _MOST)) - others)


def _certain(*which: ColumnElement[bool], but: Sequence[ColumnElement[bool]] = ()) -> Any:  # noqa: ANN401  a SELECT
    """How many of those in the locker, even if all that is hidden, and these deposits, were among them."""
    there = select(Delivery.deposit_id).where(_MINE, col(Delivery.removed_at).is_(None), *which)
    return _without(there, sum((number(select(Deposit.id).where(each)) for each in (*_HIDDEN, *but)), literal(0)))


_CERTAIN = {
    None: _certain(),
    Reading.NEW: _certain(col(Delivery.seen) == 0),
    Reading.READ: _certain(col(Delivery.seen) > 0, but=[col(Deposit.version) > 1]),
}


def counted(scope: Scope, query: Query) -> int | None:
    """How many of the actor's own there are, or more than are counted; None where all have to be looked at."""
    reading = query.choice("status", Reading)
    is_far = query.page * query.size > COUNTED
    if is_far or reading is Reading.UPDATED or any(query.number(name) is not None for name in ("sender", "category")):
        return None
    if query.q:
        said = Words.of(folded(query.q))
        return None if reading else _asked(scope, _with_words(said.shape, has_indexes(scope.db)), said.bound())
    certain = _asked(scope, _CERTAIN[reading])
    return certain if certain > COUNTED else None


@lru_cache(KEPT)
def _with_words(shape: tuple[int, int, int], is_indexed: bool) -> Any:  # noqa: ANN401, FBT001  a SELECT
    """All that ever came and has so many words, without what is no longer there."""
    said = to_come(shape)
    having = found(Deposit.search, said, is_indexed=is_indexed).subquery()
    mine = col(Delivery.person_id) == once(ME, having.c.id)  # so that they are found first
    ever = freely(having.c.id).join(Delivery, (col(Delivery.deposit_id) == having.c.id) & mine)
    gone = _GONE.where(read_of(Deposit.search, said, col(Deposit.id)))
    return _without(ever, number(gone))


def _asked(scope: Scope, question: Any, said: Mapping[str, str] | None = None) -> int:  # noqa: ANN401  a SELECT
    given = {"me": scope.actor.id, "most": COUNTED + 1, **(said or {})}
    return scope.db.connection().execute(question, given).scalar_one()
