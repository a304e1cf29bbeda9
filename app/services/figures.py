"""What does an establishment show of itself in figures (X6)? Each is counted along an index, whatever there is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypedDict

from sqlalchemy import case
from sqlmodel import col, func, select

from app.models.establishment import Deposit, Document, Membership, Person, PersonState, Role, SignIn
from app.services.days import Day, latest
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.storage.hints import freely

DAYS: Final = 14


class RoleCount(TypedDict):
    """How many people have a role as their primary one."""

    id: int
    name: str
    n: int


class Accounts(TypedDict):
    """By state; `people` are all of them."""

    people: int
    active: int
    pending: int
    blocked: int


class DayCount(TypedDict):
    """How often something happened on a day of the school's, written as the year, the month and the day."""

    day: str
    n: int


class Kept(TypedDict):
    """What the lockers keep: `stored` are bytes, once for all who have the same."""

    documents: int
    stored: int


@requires(Permission.PEOPLE_READ)
def accounts(scope: Scope) -> Accounts:
    """By state; the active ones, nearly everybody, are what the others leave."""
    of_state = {state: _count(Person).where(col(Person.state) == state) for state in _FEW}
    counted: Any = freely(_count(Person).scalar_subquery(), *(some.scalar_subquery() for some in of_state.values()))
    people, pending, blocked = _one(scope, counted)
    return Accounts(people=people, active=people - pending - blocked, pending=pending, blocked=blocked)


@requires(Permission.PEOPLE_READ)
def roles(scope: Scope) -> list[RoleCount]:
    """The largest first; those that nobody has first of all are left out."""
    mine = (col(Membership.role_id) == col(Role.id)) & col(Membership.is_primary).is_(True)
    held = freely(Role.id, Role.name, _count(Membership).where(mine).scalar_subquery().label("n")).subquery()
    found: Any = freely(held).where(held.c.n > 0).order_by(held.c.n.desc(), held.c.name)
    rows: Any = scope.db.connection().execute(found)
    return [RoleCount(id=role, name=name, n=n) for role, name, n in rows]


@requires(Permission.PEOPLE_READ)
def sign_ins(scope: Scope, moment: datetime | None = None) -> list[DayCount]:
    """Those of the last days up to the moment's own; of now, unless said."""
    days = latest(DAYS, moment)
    within = (_count(SignIn).where(col(SignIn.at) >= day.begins, col(SignIn.at) < day.ends) for day in days)
    return _counted(scope, days, freely(*(some.scalar_subquery() for some in within)))


@requires(Permission.LOCKER_MANAGE)
def deposits(scope: Scope, moment: datetime | None = None) -> list[DayCount]:
    """The same of documents deposited. No index has them in order: all days are counted in one go."""
    days, at = latest(DAYS, moment), col(Deposit.created_at)
    each = (func.sum(case(((at >= day.begins) & (at < day.ends), 1), else_=0)) for day in days)
    return _counted(scope, days, freely(*each).where(at >= days[0].begins))


@requires(Permission.LOCKER_MANAGE)
def kept(scope: Scope) -> Kept:
    """What is in the store."""
    weighed: Any = freely(func.count(), func.coalesce(func.sum(col(Document.size)), 0)).select_from(Document)
    documents, stored = _one(scope, weighed)
    return Kept(documents=documents, stored=int(stored))


_FEW: Final = (PersonState.PENDING, PersonState.BLOCKED)


def _one(scope: Scope, statement: Any) -> Any:  # noqa: ANN401  a SELECT, and its only row
    return scope.db.connection().execute(statement).one()


def _count(table: type[Any]) -> Any:  # noqa: ANN401  a SELECT
    return select(func.count()).select_from(table)


def _counted(scope: Scope, days: Sequence[Day], statement: Any) -> list[DayCount]:  # noqa: ANN401  a SELECT
    numbers = _one(scope, statement)
    return [DayCount(day=day.date.isoformat(), n=int(n or 0)) for day, n in zip(days, numbers, strict=True)]
