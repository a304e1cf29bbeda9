"""Which people may somebody touch? The rules about rows, in SQL: one's reach (P7), oneself, the last administrator."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, literal, null
from sqlmodel import col, func, select

from app.locales import Message, msg
from app.models.establishment import WEBMASTER, Membership, Person, PersonState, Role
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


def is_last_webmaster() -> ColumnElement[bool]:
    """The one active account that holds WEBMASTER for good."""
    webmaster = select(Role.id).where(col(Role.code) == WEBMASTER).scalar_subquery()
    lasting = (
        select(func.count())
        .select_from(Membership)
        .join(Person)
        .where(
            col(Membership.role_id) == webmaster,
            col(Membership.ends_on).is_(None),
            col(Person.state) == PersonState.ACTIVE,
        )
        .correlate(None)
        .scalar_subquery()
    )
    return and_(lasting == 1, col(Person.state) == PersonState.ACTIVE, holds(webmaster))


def exclusion(
    scope: Scope, *own: tuple[ColumnElement[bool], str], oneself: bool = True, last: bool = False
) -> ColumnElement[Any]:
    """The code of the first reason to leave a person out, or NULL; `own` are the action's, which come after."""
    reasons: list[tuple[ColumnElement[bool], str]] = [
        (~is_within_reach(scope), "no-right"),
        (col(Person.id) == scope.actor.id if oneself else false(), "oneself"),
        (is_last_webmaster() if last else false(), "last"),
        *own,
    ]
    return case(*((condition, literal(code)) for condition, code in reasons), else_=null())
