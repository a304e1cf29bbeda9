"""Who has a locker (L1)? Rules about people and about what reaches them, in SQL; every screen of lockers asks here."""

from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import BindParameter, ColumnElement, Select
from sqlmodel import col, exists, func, select

from app.models.establishment import HOLDERS, Delivery, Deposit, Membership, Person, PersonState, Role
from app.services.errors import NotFound
from app.services.scope import Scope

ME: Final = sa.bindparam("me", type_=sa.Integer())  # the actor, in statements that are kept


def holds_locker(day: date) -> ColumnElement[bool]:
    """The `Person` has a locker on that day: a role of teachers or staff, whose dates include it; and may come in."""
    held = exists().where(
        col(Membership.person_id) == col(Person.id),
        col(Membership.role_id).in_(select(Role.id).where(col(Role.kind).in_(HOLDERS))),
        is_current(day),
    )
    return (col(Person.state) != PersonState.BLOCKED) & held


def is_current(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The `Membership` counts on that day."""
    begun = func.coalesce(col(Membership.begins_on), day) <= day
    return begun & (func.coalesce(col(Membership.ends_on), day) >= day)


def holders(day: date) -> Select[Any]:
    """The identities of all who have one that day: the same as `holds_locker`, quicker for many people at once."""
    held = select(Membership.person_id).join(Role, col(Role.id) == col(Membership.role_id))
    held = held.join(Person, col(Person.id) == col(Membership.person_id))
    return held.where(col(Role.kind).in_(HOLDERS), is_current(day), col(Person.state) != PersonState.BLOCKED).distinct()


def has_locker(scope: Scope) -> bool:
    """Whether the actor has one today."""
    return not scope.actor.kinds.isdisjoint(HOLDERS)


def require_locker(scope: Scope) -> None:
    """Refuses with `NotFound`: to whoever has no locker, it reads as if nobody had."""
    if not has_locker(scope):
        raise NotFound


def is_before_people() -> ColumnElement[bool]:
    """The `Deposit` reaches its recipients: neither in the trash nor withdrawn."""
    return col(Deposit.trashed_at).is_(None) & col(Deposit.withdrawn).is_(None)


def is_overseen() -> ColumnElement[bool]:
    """The `Deposit` is one that whoever manages lockers answers for: Anonymous's, or withdrawn (P6)."""
    return col(Deposit.depositor_id).is_(None) | col(Deposit.withdrawn).is_not(None)


def is_unopened() -> ColumnElement[bool]:
    """The `Delivery`, joined to its `Deposit`, was not opened as it is now, even if it is marked as read."""
    return col(Delivery.opened) < col(Deposit.version)


def is_in_locker(person: Any) -> ColumnElement[bool]:  # noqa: ANN401  an identity, or `ME`
    """The `Delivery`, joined to its `Deposit`, is in that person's locker."""
    return (col(Delivery.person_id) == person) & col(Delivery.removed_at).is_(None) & is_before_people()
