"""Which role is given to many people, or taken from them (P2)? Secondary ones; never more than the actor may (P7)."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Date, delete, exists, false, insert, literal, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col, func, select

from app.locales import msg
from app.models.establishment import IMPLICIT, WEBMASTER, JobRow, Membership, Person, Role
from app.services.bulk import Asked, BulkAction, Choice, declare_action
from app.services.bulk_sets import Span, by_sets, run
from app.services.last_administrator import last_among, require_webmaster
from app.services.people_bulk import LISTED, change, undoable
from app.services.people_rows import REASONS, exclusion, holds
from app.services.permissions import Permission
from app.services.powers import givable
from app.services.scope import Scope


def _takable(scope: Scope) -> set[int]:
    """The roles that the actor may take away: those whose accounts they manage."""
    given = select(Role.id).where(col(Role.code).not_in(IMPLICIT))
    return {role for role in scope.db.exec(given) if role and (scope.actor.is_webmaster or role in scope.actor.manages)}


def _choices(scope: Scope, roles: Collection[int]) -> Sequence[Choice]:
    named = select(Role.id, Role.name).where(col(Role.id).in_(roles)).order_by(col(Role.name_key))
    return [Choice(value=str(role), label=name) for role, name in scope.db.exec(named)]


def _role(choice: str) -> int:
    return int(choice) if choice.isdecimal() else 0


def _is_webmaster(scope: Scope, role: int) -> bool:
    return scope.db.exec(select(Role.code).where(col(Role.id) == role)).first() == WEBMASTER


def _held(role: int) -> ColumnElement[bool]:
    """The membership of the person in question."""
    return (col(Membership.person_id) == col(Person.id)) & (col(Membership.role_id) == role)


def _without_holders(scope: Scope, choice: str) -> ColumnElement[Any]:
    role = _role(choice)
    may_not = false() if role in givable(scope) else true()
    return exclusion(scope, (may_not, "not-yours"), (holds(role), "held"), oneself=False)


def _give(scope: Scope, span: Span) -> None:
    given = select(col(JobRow.ref), literal(_role(span.choice)), false()).where(*span.rows)
    run(scope.db, insert(Membership).from_select(["person_id", "role_id", "is_primary"], given))
    change(scope, span.refs)


def _take_again(scope: Scope, span: Span) -> list[int]:
    """Only from those who hold it as it was given: with no date, and not as the first of their roles."""
    role = _role(span.choice)
    dated = col(Membership.begins_on).is_not(None) | col(Membership.ends_on).is_not(None)
    other = exists().where(_held(role), dated | col(Membership.is_primary) | col(Membership.data_source).is_not(None))
    changed = ~holds(role) | other | (false() if role in _takable(scope) else true())
    spares = _is_webmaster(scope, role)
    still = undoable(scope, span, exclusion(scope, (changed, "changed"), oneself=False), spares=spares)
    _remove(scope, role, still)
    change(scope, still)
    return still


def _without_others(scope: Scope, choice: str) -> ColumnElement[Any]:
    role = _role(choice)
    own = (
        (false() if role in _takable(scope) else true(), "not-yours"),
        (~holds(role), "not-held"),
        (exists().where(_held(role), col(Membership.is_primary)), "primary"),
    )
    return exclusion(scope, *own, oneself=False)


def _most_held(scope: Scope, wanted: Any) -> str:  # noqa: ANN401  a SELECT
    """Of the roles that can be taken from these people, the one that most of them hold."""
    theirs = col(Membership.person_id).in_(wanted.with_only_columns(col(Person.id)))
    most = select(Membership.role_id).where(theirs, ~col(Membership.is_primary))
    mine = most.where(col(Membership.role_id).in_(_takable(scope))).group_by(col(Membership.role_id))
    return str(scope.db.exec(mine.order_by(func.count().desc(), col(Membership.role_id)).limit(1)).first() or "")


def _spared(scope: Scope, among: ColumnElement[bool], choice: str) -> int | None:
    return last_among(scope, among) if _is_webmaster(scope, _role(choice)) else None


def _take(scope: Scope, span: Span) -> None:
    role = _role(span.choice)
    kept = {
        name: select(column).where(_held(role)).scalar_subquery()
        for name, column in (
            ("begins_on", col(Membership.begins_on)),
            ("ends_on", col(Membership.ends_on)),
            ("data_source", col(Membership.data_source)),
        )
    }
    span.note(scope, **kept)
    _remove(scope, role, span.refs)
    change(scope, span.refs)
    require_webmaster(scope.db)


def _give_again(scope: Scope, span: Span) -> list[int]:
    """With the dates that it had; to those who do not have it again already."""
    role = _role(span.choice)
    changed = holds(role) | (false() if role in givable(scope) else true())
    still = undoable(scope, span, exclusion(scope, (changed, "changed"), oneself=False))
    kept = _day(span.noted("begins_on")), _day(span.noted("ends_on")), span.noted("data_source")
    given = sa.select(col(Person.id), literal(role), false(), *kept).where(col(Person.id).in_(still))
    columns = ["person_id", "role_id", "is_primary", "begins_on", "ends_on", "data_source"]
    run(scope.db, insert(Membership).from_select(columns, given))
    change(scope, still)
    return still


def _remove(scope: Scope, role: int, people: Any) -> None:  # noqa: ANN401  a SELECT, or identities
    of_them = col(Membership.role_id) == role, col(Membership.person_id).in_(people)
    run(scope.db, delete(Membership).where(*of_them))


class _day(FunctionElement[Any]):  # noqa: N801  a function of SQL
    """A day kept as text; SQLite has no other."""

    inherit_cache = True
    type = Date()


@compiles(_day, "sqlite")
def _day_sqlite(element: _day, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return compiler.process(element.clauses, **kw)


@compiles(_day, "postgresql")
def _day_postgresql(element: _day, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"CAST({compiler.process(element.clauses, **kw)} AS DATE)"


NOT_YOURS = {"not-yours": msg("you may not manage this role")}
GIVE = declare_action(
    BulkAction(
        "people.give_role",
        msg("Add a role"),
        Permission.PEOPLE_EDIT,
        LISTED,
        _without_holders,
        REASONS | NOT_YOURS | {"held": msg("already holds this role")},
        by_sets(_give),
        asked=Asked(msg("Role to add"), lambda scope: _choices(scope, givable(scope))),
        undo=_take_again,
        deed="people.role_given",
        told=msg("Role added"),
    )
)
TAKE = declare_action(
    BulkAction(
        "people.take_role",
        msg("Remove a role"),
        Permission.PEOPLE_EDIT,
        LISTED,
        _without_others,
        REASONS | NOT_YOURS | {"not-held": msg("does not hold this role"), "primary": msg("it is their primary role")},
        by_sets(_take),
        asked=Asked(msg("Role to remove"), lambda scope: _choices(scope, _takable(scope)), _most_held),
        undo=_give_again,
        deed="people.role_taken",
        told=msg("Role removed"),
        spared=_spared,
    )
)
