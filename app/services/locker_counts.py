"""How many documents of a full locker does a filter mean? By indexes alone, where those tell.

What an index knows nothing of is little: what was taken out, is in the trash or withdrawn. It is counted apart.
"""

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, literal, union
from sqlmodel import col, select

from app.models.establishment import Delivery, Deposit
from app.services.listing import number
from app.services.locker_rows import Reading
from app.services.lockers import ME
from app.services.received_plan import Meant, is_to
from app.services.scope import Scope
from app.storage.hints import freely
from app.storage.words import KEPT, asked, found, has_indexes, read_of


def _came(deposit: Any) -> ColumnElement[bool]:  # noqa: ANN401  an identity
    """It is in the actor's locker, or was."""
    return (col(Delivery.deposit_id) == deposit) & is_to(ME, deposit)


_MINE = col(Delivery.person_id) == ME
_HIDDEN = col(Deposit.trashed_at).is_not(None), col(Deposit.withdrawn).is_not(None)
_REMOVED = select(Delivery.deposit_id).where(_MINE, col(Delivery.removed_at).is_not(None))
# Asked at each gesture: built once.
_GONE = (
    select(Deposit.id)
    .join(Delivery, _came(col(Deposit.id)))
    .where(col(Deposit.id).in_(union(_REMOVED, *(select(Deposit.id).where(each) for each in _HIDDEN))))
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


def counted(scope: Scope, meant: Meant, far: int) -> int:
    """How many of the actor's own there are, or more than `far`."""
    ask, values = scope.db.connection().execute, {"me": scope.actor.id, "most": far + 1, **meant.bound()}
    if meant.is_few:
        return ask(_few(meant.shape, has_indexes(scope.db)), values).scalar_one()
    certain = ask(_CERTAIN[meant.reading], values).scalar_one()
    return certain if certain > far else ask(_each(meant.shape), values).scalar_one()


@lru_cache(KEPT)
def _few(shape: Hashable, is_indexed: bool) -> Any:  # noqa: ANN401, FBT001  a SELECT
    """All that ever came and is meant, without what is no longer there."""
    meant = Meant.to_come(shape)
    gone = _GONE.where(*meant.conditions(by_index=False), read_of(Deposit.search, meant.said, col(Deposit.id)))
    return _without(_ever(meant, is_indexed=is_indexed), number(gone))


def _ever(meant: Meant, *, is_indexed: bool) -> Any:  # noqa: ANN401  a SELECT
    if meant.is_of_deposits:
        said = [asked(Deposit.search, meant.said)] if any(meant.said.shape) else []
        return select(Deposit.id).join(Delivery, _came(col(Deposit.id))).where(*meant.conditions(), *said)
    having = found(Deposit.search, meant.said, is_indexed=is_indexed).subquery()
    return freely(having.c.id).join(Delivery, _came(having.c.id)).where(*meant.conditions())


@lru_cache(KEPT)
def _each(shape: Hashable) -> Any:  # noqa: ANN401  a SELECT
    """Those meant, gone through one by one."""
    return select(number(Meant.to_come(shape).found(ME).limit(_MOST)))
