"""Who has a deposit, who has opened it, and who has not (L6)? And those are reminded, once a day at most."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, TypedDict

from sqlalchemy import ColumnElement, case, literal, or_
from sqlmodel import col, exists, func, select

from app.locales import msg
from app.models.establishment import Delivery, Deposit, Person
from app.models.types import now
from app.services import arrivals, deposits, reach, sent
from app.services.errors import Refused
from app.services.listing import Order, Page, Query, like, paged
from app.services.lockers import holds_locker, is_before_people, is_unopened
from app.services.people import label
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires
from app.storage.hints import freely

ORDER: Final = Order(
    {
        "name": (col(Person.name_key), col(Person.id)),
        "opened": (col(Delivery.opened_at), col(Person.name_key), col(Person.id)),
        "received": (col(Delivery.delivered_at), col(Person.name_key), col(Person.id)),
    },
    "name",
)
AGAIN: Final = timedelta(days=1)  # between two reminders of the same document to the same person


class Opening(StrEnum):
    """Whether a recipient opened it: not at all, or not in its newest version; READ is who has."""

    UNOPENED = "unopened"
    OUTDATED = "outdated"
    READ = "read"


class RecipientRow(TypedDict):
    """A recipient; `opening` is one of `Opening`. Who `has_locker` no more cannot see it meanwhile."""

    id: int
    name: str
    received_at: str
    opened_at: str
    downloaded_at: str
    opening: str
    reminded_at: str
    reminders: int
    is_removed: bool
    has_locker: bool


OPENING: Final = case(
    (col(Delivery.opened_at).is_(None), literal(Opening.UNOPENED.value)),
    (is_unopened(), literal(Opening.OUTDATED.value)),
    else_=literal(Opening.READ.value),
)


@requires(Open.SIGNED_IN)
def page(scope: Scope, deposit_id: int, query: Query) -> Page[RecipientRow]:
    """One page of those who have it. Refuses with `NotFound`: another's deposit, and one that is not there."""
    sent.seen_to(scope, deposit_id)
    statement: Any = select(Person.id).select_from(Person).join(Delivery, is_recipient()).join(Deposit)
    statement = statement.where(col(Delivery.deposit_id) == deposit_id)
    if opening := query.choice("opening", Opening):
        statement = statement.where(opening.value == OPENING)
    if query.q:
        statement = statement.where(like(Person.search, query.q))
    return paged(scope.db, statement, ORDER, query, _row, facts=_facts(deposit_id))


@requires(Open.SIGNED_IN)
def to_remind(scope: Scope, deposit_id: int) -> int:
    """How many of them a reminder would reach now. Refuses with `NotFound`."""
    sent.seen_to(scope, deposit_id)
    waiting = select(func.count()).select_from(Delivery).join(Deposit).join(Person, is_recipient())
    return scope.db.exec(waiting.where(col(Delivery.deposit_id) == deposit_id, may_be_reminded())).one()


@requires(Permission.LOCKER_DEPOSIT)
def catch_up(scope: Scope, deposit_id: int) -> int:
    """Put it before those who came since, where it was meant for them, too; gives how many. Refuses with `NotFound`."""
    return reach.catch_up(scope.db, deposit=deposits.own(scope, deposit_id).id)


@requires(Permission.LOCKER_DEPOSIT)
def remind(scope: Scope, deposit_id: int) -> int:
    """Ask those who have not opened it as it is now to do so; gives how many they are.

    Nobody is reminded of the same document twice within a day. Refuses with `NotFound`, or where there is nobody.
    """
    deposit = deposits.own(scope, deposit_id)
    reminded = remind_of(scope, [deposit.id or 0])
    if not reminded:
        raise Refused(msg("Everybody has opened it, or was reminded less than a day ago."))
    scope.record("locker.reminded", deposit.id, deposit.name, after={"recipients": reminded})
    return reminded


def remind_of(scope: Scope, ids: Sequence[int]) -> int:
    """Remind the recipients of these deposits who may be; the rights were asked for before."""
    waiting = freely(Delivery.deposit_id, Delivery.person_id).join(Deposit).join(Person, is_recipient())
    waiting = waiting.where(col(Delivery.deposit_id).in_(ids), may_be_reminded())
    whom: dict[int, list[int]] = {}
    found: Any = scope.db.connection().execute(waiting)
    for deposit, person in found:
        whom.setdefault(deposit, []).append(person)
    return sum(arrivals.remind(scope, deposit, people) for deposit, people in whom.items())


def is_recipient() -> ColumnElement[bool]:
    """The `Person` is whom the `Delivery` is for."""
    return col(Person.id) == col(Delivery.person_id)


def may_be_reminded() -> ColumnElement[bool]:
    """Of a `Delivery` with its `Deposit` and `Person`: not opened as it is now, and not reminded for a day."""
    rested = or_(col(Delivery.reminded_at).is_(None), col(Delivery.reminded_at) < now() - AGAIN)
    return is_unopened() & col(Delivery.removed_at).is_(None) & rested & is_before_people() & holds_locker(now().date())


def has_some_to_remind() -> ColumnElement[bool]:
    """The `Deposit` has recipients who may be reminded of it."""
    of_it = col(Delivery.deposit_id) == col(Deposit.id)
    return exists().where(of_it, is_recipient(), may_be_reminded()).correlate(Deposit)


def _facts(deposit_id: int) -> Any:  # noqa: ANN401  a SELECT
    seen = Delivery.delivered_at, Delivery.opened_at, Delivery.downloaded_at, OPENING
    more = Delivery.reminded_at, Delivery.reminders, Delivery.removed_at, holds_locker(now().date())
    return (
        freely(Person.id, label(), *seen, *more)
        .join(Delivery, is_recipient())
        .join(Deposit, col(Deposit.id) == col(Delivery.deposit_id))
        .where(col(Delivery.deposit_id) == deposit_id)
    )


def _row(facts: Any) -> RecipientRow:  # noqa: ANN401  the columns of `_facts`
    identity, name, received, opened, downloaded, opening, reminded, reminders, removed, has_locker = facts
    said = {"received_at": received, "opened_at": opened, "downloaded_at": downloaded, "reminded_at": reminded}
    moments: Any = {of: at.isoformat() if at else "" for of, at in said.items()}
    return RecipientRow(
        id=identity, name=name, **moments, opening=opening, reminders=reminders,
        is_removed=removed is not None, has_locker=bool(has_locker),
    )  # fmt: skip
