"""Which roles are there, and what may be done to them (R1–R5)? Their rights are `permission_matrix`."""

from collections.abc import Sequence
from typing import Any, Final, TypedDict

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.locales import msg
from app.models.establishment import IMPLICIT, OF_KIND, Grant, Management, Membership, Role, RoleKind, SpaceRole
from app.models.types import folded
from app.services.authority import may_alter
from app.services.errors import Conflict, NotFound
from app.services.listing import Order, Page, Query, paged
from app.services.permissions import LABELS, Permission
from app.services.powers import powers
from app.services.role_codes import category
from app.services.role_form import MEGABYTE, RoleForm, checked, facts_of, told, write
from app.services.scope import Scope, requires
from app.services.views import may_view_role

ORDER: Final = Order(
    {
        "name": (col(Role.name_key), col(Role.id)),
        "code": (col(Role.code), col(Role.id)),
        "kind": (col(Role.kind), col(Role.name_key), col(Role.id)),
    },
    "name",
)


class RoleRow(TypedDict):
    """A role in the list; `quota` is in bytes, -1 where there is none."""

    id: int
    name: str
    code: str
    kind: str
    holders: int
    primary: int
    is_builtin: bool
    quota: int
    may_delete: bool


class RoleCard(RoleRow):
    """One role as its page shows it; `quota_mb` is as typed."""

    description: str
    quota_mb: str
    version: int
    permissions: list[str]
    manages: list[str]
    may_alter: bool
    may_view: bool


@requires(Permission.ROLES_MANAGE)
def page(scope: Scope, query: Query) -> Page[RoleRow]:
    """One page of the roles whose name or code has the words, in alphabetical order."""
    words = folded(query.q).split()
    said = [sa.or_(_has(col(Role.name_key), word), _has(func.lower(Role.code), word)) for word in words]
    brought, there = powers(scope.db), select(Role).where(*said)
    kind = query.choice("kind", RoleKind)
    there = there.where(col(Role.kind) == kind) if kind else there
    found = paged(scope.db, there, ORDER, Query(sort=query.sort, page=query.page, size=query.size), _row)
    held = _holders(scope.db, [row["id"] for row in found["rows"]])
    for row in found["rows"]:
        row["holders"], row["primary"] = held.get(row["id"], (0, 0))
        row["may_delete"] = not row["is_builtin"] and may_alter(scope.actor, row["id"], brought[row["id"]])
    return found


@requires(Permission.ROLES_MANAGE)
def card(scope: Scope, code: str) -> RoleCard:
    """The role of that code, and what it brings."""
    role = _coded(scope.db, code)
    identity, language = role.id or 0, scope.actor.language
    power = powers(scope.db)[identity]
    holders, primary = _holders(scope.db, [identity]).get(identity, (0, 0))
    may = may_alter(scope.actor, identity, power)
    row = _row(role)
    row["holders"], row["primary"], row["may_delete"] = holders, primary, may and not role.is_builtin
    return RoleCard(
        **row,
        description=role.description,
        quota_mb="" if role.quota is None else f"{role.quota / MEGABYTE:g}",
        version=role.version,
        permissions=[LABELS[p].text(language) for p in Permission if p in power.permissions],
        manages=names(scope.db, power.manages),
        may_alter=may,
        may_view=scope.may(Permission.VIEW_AS) and may_view_role(scope.db, scope.actor, identity),
    )


@requires(Permission.ROLES_MANAGE)
def advice(scope: Scope, code: str) -> str:
    """The code by category that would put a role beside those it belongs with (R5); empty where none would."""
    return category(code.strip(), scope.db.exec(select(Role.code, Role.is_builtin)).all())


@requires(Permission.ROLES_MANAGE)
def create(scope: Scope, form: RoleForm) -> str:
    """Add a role that brings no right yet; gives its code.

    Those of the creator's roles by which they manage roles manage its accounts, so that whoever creates a role can
    change, give and delete it; what their roles may do grows by this one role alone, which brings nothing. What
    somebody creates by a right that is everybody's is everybody's to change.
    Whoever holds it enters the web space of its kind, until somebody decides otherwise.
    """
    role = Role(code="", name="", name_key="")
    facts = checked(scope.db, form, role)
    write(role, facts)
    scope.db.add(role)
    scope.db.flush()
    if space := OF_KIND.get(role.kind):
        scope.db.add(SpaceRole(space=space, role_id=role.id or 0))
    if not scope.actor.is_webmaster:
        _entrust(scope, role)
    scope.record("roles.created", role.id, role.name, after=told(facts))
    return role.code


@requires(Permission.ROLES_MANAGE)
def modify(scope: Scope, code: str, form: RoleForm) -> str:
    """Change a role within reach; gives its code, which a built-in one keeps. Refuses a stale form with `Conflict`."""
    role = _within_reach(scope, code)
    if form.get("version") != str(role.version):
        raise Conflict(
            msg("Somebody else changed this role meanwhile. Copy what you typed, reload the page, and change it there.")
        )
    facts = checked(scope.db, form, role)
    was = facts_of(role)
    write(role, facts)
    if changed := [name for name in was if was[name] != facts[name]]:
        role.version += 1
        before, after = ({name: told(part)[name] for name in changed} for part in (was, facts))
        scope.record("roles.modified", role.id, role.name, before=before, after=after)
    return role.code


def names(db: Session, roles: Sequence[int] | frozenset[int]) -> list[str]:
    """What these roles are called, in alphabetical order."""
    return list(db.exec(select(Role.name).where(col(Role.id).in_(roles)).order_by(*ORDER.by("name"))))


def _within_reach(scope: Scope, code: str) -> Role:
    """A role that the actor may change; any other one reads as absent."""
    role = _coded(scope.db, code)
    if not may_alter(scope.actor, role.id or 0, powers(scope.db)[role.id or 0]):
        raise NotFound
    return role


def _coded(db: Session, code: str) -> Role:
    role = db.exec(select(Role).where(col(Role.code) == code)).first()
    if role is None:
        raise NotFound
    return role


def _entrust(scope: Scope, role: Role) -> None:
    """Let the creator's roles manage the accounts of the new one: those that bring the right to manage roles.

    Those that everybody has (R3) only where none of their own brings it: no more people than must be.
    """
    codes = (*scope.actor.roles, *IMPLICIT)
    bringing = (
        select(Role.id, Role.code)
        .join(Grant)
        .where(col(Role.code).in_(codes), col(Grant.permission) == Permission.ROLES_MANAGE)
    )
    able = {identity or 0: code for identity, code in scope.db.exec(bringing)}
    own = [identity for identity, code in able.items() if code not in IMPLICIT]
    scope.db.add_all(Management(role_id=each, managed_id=role.id or 0) for each in own or able)


def _has(text: Any, word: str) -> sa.ColumnElement[bool]:  # noqa: ANN401  SQL
    return text.contains(word, autoescape=True)


def _holders(db: Session, roles: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many hold each of these roles, and how many of them first of all."""
    primary = func.sum(sa.cast(col(Membership.is_primary), sa.Integer))
    held = select(Membership.role_id, func.count(), primary).where(col(Membership.role_id).in_(roles))
    return {role: (n, int(first or 0)) for role, n, first in db.exec(held.group_by(col(Membership.role_id)))}


def _row(role: Role) -> RoleRow:
    return RoleRow(
        id=role.id or 0,
        name=role.name,
        code=role.code,
        kind=role.kind,
        holders=0,
        primary=0,
        is_builtin=role.is_builtin,
        quota=-1 if role.quota is None else role.quota,
        may_delete=False,
    )
