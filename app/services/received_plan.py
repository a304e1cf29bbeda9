"""How are the documents found that a query means in a locker? By statements built once for all queries alike."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import join
from sqlmodel import col, select

from app.models.establishment import Category, Delivery, Deposit, Person
from app.models.types import folded
from app.services.listing import Order, Query, shown
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
    is_from,
    of_category,
)
from app.services.lockers import ME, is_in_locker
from app.storage.hints import as_is, freely, once
from app.storage.words import KEPT, Words, asked, read_of, to_come

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
_READS_AS: Final = {Reading.NEW: NEW, Reading.UPDATED: UPDATED, Reading.READ: IS_READ}
# Few deposits have another version than the first: an index finds those.
_IS: Final = {**_READS_AS, Reading.UPDATED: UPDATED & (col(Deposit.version) > 1)}
# Asked at each gesture: built once.
_IDENTITIES: Any = select(Deposit.id).select_from(_JOINED)
_FACTS = (
    freely(*(Deposit.id, Deposit.name, Deposit.memo, SENDER, CATEGORY, Deposit.size, Delivery.delivered_at, STATUS))
    .select_from(_JOINED)
    .where(col(Delivery.person_id) == ME)
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a query means: of a sender and of a category the identity, or 0 for none."""

    reading: Reading | None
    sender: Any
    category: Any
    said: Words

    @classmethod
    def by(cls, query: Query) -> "Meant":
        """By what the address says."""
        reading, said = query.choice("status", Reading), Words.of(folded(query.q))
        return cls(reading, query.number("sender"), query.number("category"), said)

    @classmethod
    def to_come(cls, shape: Hashable) -> "Meant":
        """All that has this shape."""
        reading, sender, category, said = cast("Any", shape)
        return cls(reading, sender and _SENDER, category and _CATEGORY, to_come(said))

    @property
    def shape(self) -> Hashable:
        """What decides how a statement reads; the rest is given to it as it is asked (`bound`)."""
        return self.reading, self.sender and 1, self.category and 1, self.said.shape

    def bound(self) -> dict[str, Any]:
        """By the names that a statement kept has for them."""
        return {"sender": self.sender, "category": self.category, **self.said.bound()}

    @property
    def _is_filtered(self) -> bool:
        """An index of deposits finds them."""
        return self.sender is not None or self.category is not None or self.reading is Reading.UPDATED

    @property
    def is_of_deposits(self) -> bool:
        """Something is asked that a `Delivery` does not tell."""
        return self._is_filtered or self.reading is Reading.READ

    @property
    def is_few(self) -> bool:
        """They are found by what is asked; else by going through the locker."""
        return self._is_filtered or any(self.said.shape)

    def conditions(self, *, by_index: bool = True) -> list[ColumnElement[bool]]:
        """What is asked of a `Deposit` and its `Delivery`, beside words; or of rows that are gone through anyhow."""
        conditions = [] if self.reading is None else [(_IS if by_index else _READS_AS)[self.reading]]
        if self.sender is not None:
            conditions.append(is_from(self.sender, by_index=by_index))
        if self.category is not None:
            conditions.append(of_category(self.category, by_index=by_index))
        return conditions

    def found(self, me: Any, walked: str = "") -> Any:  # noqa: ANN401  an identity, a SELECT
        """The identities of those in my locker: of few, found by what is asked; or as they are `walked` by a sort."""
        leads = walked in WALKED if walked else self.is_few
        statement = _IDENTITIES.where(
            *(lead(me) if leads else [is_in_locker(me)]), *self.conditions(by_index=not walked)
        )
        if not any(self.said.shape):
            return statement
        if not walked:
            return statement.where(asked(Deposit.search, self.said))
        key = as_is(col(Deposit.id) if leads else IDENTITY)
        return statement.where(read_of(Deposit.search, self.said, key))


_SENDER, _CATEGORY, _SIZE, _SKIPPED = (
    sa.bindparam(name, type_=sa.Integer()) for name in ("sender", "category", "size", "skipped")
)


@lru_cache(KEPT)
def page_of(shape: Hashable, sort: str, *, is_walked: bool) -> Any:  # noqa: ANN401  a SELECT
    """A page, found among all that are meant, or in an order that has an index, which is followed until it is full."""
    walked = sort if is_walked and sort in LOCKER | WALKED else ""
    found = Meant.to_come(shape).found(ME, walked).order_by(*ORDER.by(sort)).limit(_SIZE).offset(_SKIPPED)
    return shown(_FACTS, found).order_by(*ORDER.by(sort))


def lead(me: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401  an identity
    """The same as `is_in_locker`, where few deposits are meant or their order is followed: those are found first.

    SQLite would go through the whole locker, or through all that is not in the trash.
    """
    hiding = col(Delivery.removed_at), col(Deposit.trashed_at), col(Deposit.withdrawn)
    return [is_to(me, col(Deposit.id)), *(as_is(column).is_(None) for column in hiding)]


def is_to(me: Any, deposit: Any) -> ColumnElement[bool]:  # noqa: ANN401  identities
    """The `Delivery` is to me; it is looked for once the deposit is found."""
    return col(Delivery.person_id) == once(me, deposit)
