"""What has somebody deposited (L6)? The list of *Distribution*, and one deposit of it with its versions."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final, TypedDict

from sqlalchemy import ColumnElement, Select
from sqlmodel import col, exists, func, select

from app.models.establishment import Category, Delivery, Deposit, Person
from app.services.bulk import Choice
from app.services.errors import NotFound
from app.services.listing import Order, Page, Query, paged
from app.services.locker_document import VersionRow, versions
from app.services.locker_rows import CATEGORY, CATEGORY_KEY, SENDER, categories, narrowed
from app.services.lockers import is_overseen
from app.services.lookup import LARGEST
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires
from app.storage.hints import freely

IDENTITY: Final = col(Deposit.id)
ORDER: Final = Order(
    {
        "sent": (col(Deposit.created_at), IDENTITY),
        "updated": (col(Deposit.updated_at), IDENTITY),
        "name": (col(Deposit.name_key), IDENTITY),
        "category": (CATEGORY_KEY, IDENTITY),
        "size": (col(Deposit.size), IDENTITY),
    },
    "-sent",
)
NOBODY_YET: Final = (
    exists().where(col(Delivery.deposit_id) == col(Deposit.id), col(Delivery.opened_at).is_(None)).correlate(Deposit)
)


class Progress(StrEnum):
    """Whether there is anybody who has not opened it."""

    WAITING = "waiting"
    COMPLETE = "complete"


class SentRow(TypedDict):
    """A deposit, to how many, and how many of them opened it; `depositor` is empty for Anonymous.

    `is_withdrawn` is hidden from its recipients since its depositor's account was cancelled (P6).
    """

    id: int
    name: str
    memo: str
    category: str
    size: int
    version: int
    recipients: int
    opened: int
    sent_at: str
    updated_at: str
    depositor: str
    is_withdrawn: bool


class SentCard(SentRow):
    """A deposit as its own page shows it, trashed or not; `category_id` is 0 for none.

    One that is not `is_mine` is there to look at: others', or withdrawn, or the right to deposit is gone.
    """

    category_id: int
    is_mine: bool
    is_trashed: bool
    versions: list[VersionRow]


@requires(Open.SIGNED_IN)
def page(scope: Scope, query: Query) -> Page[SentRow]:
    """One page of what the actor deposited and did not delete; for managers also what nobody else sees to."""
    shown = paged(scope.db, matching(scope, query), ORDER, query, _row, facts=_facts())
    _tally(scope, shown["rows"])
    return shown


@requires(Open.SIGNED_IN)
def choices(scope: Scope) -> list[Choice]:
    """The categories to filter by."""
    return categories(scope.db)


@requires(Open.SIGNED_IN)
def card(scope: Scope, deposit_id: int) -> SentCard:
    """One deposit of the actor's, or one that managers see to. Refuses with `NotFound`."""
    deposit = seen_to(scope, deposit_id)
    row = _row(scope.db.connection().execute(_facts().where(col(Deposit.id) == deposit_id)).one())
    _tally(scope, [row])
    return SentCard(
        **row,
        category_id=deposit.category_id or 0,
        is_mine=_may_change(scope, deposit),
        is_trashed=deposit.trashed_at is not None,
        versions=versions(scope, deposit_id),
    )


def seen_to(scope: Scope, deposit_id: int) -> Deposit:
    """The deposit of that identity, the actor's or one that only managers see. Refuses with `NotFound`."""
    asked = select(Deposit).where(Deposit.id == deposit_id, is_seen_to(scope))
    deposit = scope.db.exec(asked).first() if 0 < deposit_id <= LARGEST else None
    if deposit is None:
        raise NotFound
    return deposit


def is_mine(scope: Scope) -> ColumnElement[bool]:
    """The actor made the `Deposit`."""
    return col(Deposit.depositor_id) == scope.actor.id


def is_seen_to(scope: Scope) -> ColumnElement[bool]:
    """The `Deposit` is the actor's, or one of those that only managers see."""
    return is_mine(scope) | is_overseen() if scope.may(Permission.LOCKER_MANAGE) else is_mine(scope)


def matching(scope: Scope, query: Query) -> Any:  # noqa: ANN401  a SELECT
    """The identities of the deposits out of the trash that a query means, in no order."""
    others = bool(query.filters.get("overseen")) and scope.may(Permission.LOCKER_MANAGE)
    statement = shown(scope).where(is_overseen() if others else is_mine(scope))
    if progress := query.choice("status", Progress):
        statement = statement.where(NOBODY_YET if progress is Progress.WAITING else ~NOBODY_YET)
    return narrowed(statement, query)


def shown(scope: Scope) -> Any:  # noqa: ANN401  a SELECT
    """The identities of all deposits out of the trash that the actor sees under one filter or another."""
    return (
        select(Deposit.id)
        .select_from(Deposit)
        .outerjoin(Category, col(Category.id) == col(Deposit.category_id))
        .where(is_seen_to(scope), col(Deposit.trashed_at).is_(None))
    )


def _may_change(scope: Scope, deposit: Deposit) -> bool:
    """As the use cases of deposits ask it."""
    is_own = deposit.depositor_id == scope.actor.id and deposit.withdrawn is None
    return is_own and scope.may(Permission.LOCKER_DEPOSIT)


def _tally(scope: Scope, rows: Sequence[SentRow]) -> None:
    """Note to how many people each was given, and how many opened it."""
    deposit = col(Delivery.deposit_id)
    counted = freely(deposit, func.count(), func.count(col(Delivery.opened_at))).group_by(deposit)
    found: Any = scope.db.connection().execute(counted.where(deposit.in_([row["id"] for row in rows])))
    tallies = {of: counts for of, *counts in found}
    for row in rows:
        row["recipients"], row["opened"] = tallies.get(row["id"], (0, 0))


def _facts() -> Select[Any]:
    words = Deposit.id, Deposit.name, Deposit.memo, CATEGORY, Deposit.size, Deposit.version
    return (
        freely(*words, Deposit.created_at, Deposit.updated_at, SENDER, Deposit.withdrawn)
        .select_from(Deposit)
        .outerjoin(Person, col(Person.id) == col(Deposit.depositor_id))
        .outerjoin(Category, col(Category.id) == col(Deposit.category_id))
    )


def _row(facts: Any) -> SentRow:  # noqa: ANN401  the columns of `_facts`
    identity, name, memo, category, size, version, sent_at, updated_at, depositor, withdrawn = facts
    return SentRow(
        id=identity, name=name, memo=memo, category=category, size=size, version=version, recipients=0,
        opened=0, sent_at=sent_at.isoformat(), updated_at=updated_at.isoformat(), depositor=depositor,
        is_withdrawn=withdrawn is not None,
    )  # fmt: skip
