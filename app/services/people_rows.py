"""Which people may somebody touch? The rules about rows, in SQL: one's reach (P7), oneself."""

from typing import Any

from sqlalchemy import ColumnElement, case, exists, false, literal, null
from sqlmodel import col

from app.locales import Message, msg
from app.models.establishment import Membership, Person
from app.services.scope import Scope

# Why a row is left out of an action; each action adds its own.
REASONS: dict[str, Message] = {
    "no-right": msg("you may not manage this account"),
    "oneself": msg("this is your own account"),
    "last": msg("this is the last administrator"),
    "gone": msg("deleted meanwhile"),
}


def is_within_reach(scope: Scope) -> ColumnElement[bool]:
    """Every role that the person holds is one whose accounts the actor manages."""
    if scope.actor.is_webmaster:
        return literal(value=True)
    held = exists().where(
        col(Membership.person_id) == col(Person.id), col(Membership.role_id).not_in(scope.actor.manages)
    )
    return ~held


def holds(role: Any) -> ColumnElement[bool]:  # noqa: ANN401  an identity, or an expression
    """The person holds the role, whatever its dates."""
    return exists().where(col(Membership.person_id) == col(Person.id), col(Membership.role_id) == role)


def exclusion(scope: Scope, *own: tuple[ColumnElement[bool], str], oneself: bool = True) -> ColumnElement[Any]:
    """The code of the first reason to leave a person out, or NULL; `own` are the action's, which come after."""
    reasons: list[tuple[ColumnElement[bool], str]] = [
        (~is_within_reach(scope), "no-right"),
        (col(Person.id) == scope.actor.id if oneself else false(), "oneself"),
        *own,
    ]
    return case(*((condition, literal(code)) for condition, code in reasons), else_=null())
