"""What does deleting roles take away, and when is it refused (R4)?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypedDict

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, func, insert, select, update

from app.locales import msg
from app.models.establishment import (
    BY_ROLE,
    FALLBACK,
    IMPLICIT,
    Audience,
    AudienceKind,
    Deposit,
    Membership,
    Role,
    SpaceCode,
    SpaceRole,
)
from app.models.types import now
from app.services import spaces
from app.services.authority import Power, beyond, may_alter
from app.services.errors import NotFound, Refused
from app.services.last_administrator import require_webmaster
from app.services.lockers import is_before_people, is_current
from app.services.lookup import LARGEST
from app.services.people_bulk import change
from app.services.permissions import LABELS, Permission
from app.services.powers import powers
from app.services.roles import names
from app.services.scope import PersonActor, Scope, requires

MOST: Final = 100


class Impact(TypedDict):
    """What goes with some roles.

    `holders` and `primary` are people; `permissions` what they may by these roles; `unreachable` those of them that
    nobody but administrators keeps by another role; `accounts` the roles whose accounts they manage by them.
    `spaces` are those that they let into, `closed` those of them that no other role lets into; so many `deposits` wait
    for people who come to hold them.
    """

    names: list[str]
    holders: int
    primary: int
    permissions: list[str]
    unreachable: list[str]
    accounts: list[str]
    spaces: list[str]
    closed: list[str]
    deposits: int


@requires(Permission.ROLES_MANAGE)
def impact(scope: Scope, ids: Sequence[int]) -> Impact:
    """What deleting these roles would do. Refuses with `NotFound` when one of them may not be deleted."""
    gone = [role.id or 0 for role in _deletable(scope, ids)]
    brought, language = powers(scope.db), scope.actor.language
    permissions = frozenset[Permission]().union(*(brought[role].permissions for role in gone))
    manages = frozenset[int]().union(*(brought[role].manages for role in gone)) - set(gone)
    current = select(Membership.role_id).where(is_current(now().date())).distinct()
    held = {*scope.db.exec(current)} | _implicit(scope.db)
    kept = frozenset[Permission]().union(
        *(power.permissions for role, power in brought.items() if role in held - {*gone} and not power.is_webmaster)
    )
    opening = _opening(scope.db)
    return Impact(
        names=names(scope.db, gone),
        holders=_people(scope.db, gone),
        primary=_people(scope.db, gone, col(Membership.is_primary).is_(True)),
        permissions=[LABELS[p].text(language) for p in Permission if p in permissions],
        unreachable=[LABELS[p].text(language) for p in Permission if p in permissions - kept],
        accounts=names(scope.db, manages),
        spaces=[spaces.named(scope, space) for space, roles in opening.items() if roles & {*gone}],
        closed=[spaces.named(scope, space) for space, roles in opening.items() if roles <= {*gone}],
        deposits=_deposits(scope.db, gone),
    )


@requires(Permission.ROLES_MANAGE)
def delete_roles(scope: Scope, ids: Sequence[int]) -> int:
    """Delete roles, all or none; whose first role is among them is a STUDENT first of all. Gives how many.

    A built-in role is never deleted, nor one out of reach: both read as absent. Refuses when becoming a STUDENT would
    bring somebody what neither they nor the actor hold.
    """
    roles = _deletable(scope, ids)
    gone = [role.id or 0 for role in roles]
    fallback = scope.db.exec(select(Role.id).where(col(Role.code) == FALLBACK)).one() or 0
    _require_nothing_added(scope, gone, fallback)
    for role in roles:
        before = {"code": role.code, "holders": _people(scope.db, [role.id or 0])}
        scope.record("roles.deleted", role.id, role.name, before=before)
    change(scope, select(Membership.person_id).where(col(Membership.role_id).in_(gone)))
    _fall_back(scope.db, gone, fallback)
    scope.db.exec(delete(Role).where(col(Role.id).in_(gone)))
    require_webmaster(scope.db)
    return len(gone)


def _deletable(scope: Scope, ids: Sequence[int]) -> list[Role]:
    wanted = {identity for identity in ids[:MOST] if 0 < identity <= LARGEST}
    roles = list(scope.db.exec(select(Role).where(col(Role.id).in_(wanted)).order_by(col(Role.name_key))))
    brought = powers(scope.db)
    may = all(not role.is_builtin and may_alter(scope.actor, role.id or 0, brought[role.id or 0]) for role in roles)
    if not roles or len(roles) != len({*ids}) or not may:
        raise NotFound
    return roles


def _require_nothing_added(scope: Scope, gone: Sequence[int], fallback: int) -> None:
    for bringing in to_be_held(scope.actor, powers(scope.db), gone, fallback):
        _require_held(scope.db, gone, bringing)


def to_be_held(
    actor: PersonActor, brought: Mapping[int, Power], gone: Sequence[int], fallback: int
) -> Iterator[list[int]]:
    """Nobody becomes more than they were, but by what the actor holds (P7): of each, who falls back holds one today."""
    more = beyond(actor, brought[fallback], _all_of([power for power in brought.values() if power.is_implicit]))
    for permission in more.permissions:
        yield [role for role, power in brought.items() if permission in power.permissions]
    for managed in more.manages - {*gone}:
        yield [role for role, power in brought.items() if managed in power.manages]


def _require_held(db: Session, gone: Sequence[int], bringing: Sequence[int]) -> None:
    """Everybody who falls back holds one of these roles today."""
    other, day = aliased(Membership), now().date()
    has_it = select(other.person_id).where(
        col(other.person_id) == col(Membership.person_id),
        col(other.role_id).in_(bringing),
        func.coalesce(col(other.begins_on), day) <= day,
        func.coalesce(col(other.ends_on), day) >= day,
    )
    falling = col(Membership.role_id).in_(gone), col(Membership.is_primary)
    lacking = select(Membership.person_id).where(*falling, ~has_it.exists()).limit(1)
    if db.exec(lacking).first():
        raise Refused(
            msg(
                "Some holders would become students first of all, and gain rights that you do not hold. "
                "Ask an administrator to delete this role."
            )
        )


def _fall_back(db: Session, gone: Sequence[int], fallback: int) -> None:
    """Make STUDENT the first role of whoever has none any more, for good."""
    db.exec(update(Membership).where(col(Membership.role_id).in_(gone)).values(is_primary=False))
    first = aliased(Membership)
    has_one = select(first.person_id).where(col(first.person_id) == col(Membership.person_id), col(first.is_primary))
    falling = select(Membership.person_id).where(col(Membership.role_id).in_(gone), ~has_one.exists()).distinct()
    db.exec(
        update(Membership)
        .where(col(Membership.role_id) == fallback, col(Membership.person_id).in_(falling))
        .values(is_primary=True, begins_on=None, ends_on=None)
    )
    fresh = falling.with_only_columns(col(Membership.person_id), sa.literal(fallback), sa.true())
    db.exec(insert(Membership).from_select(["person_id", "role_id", "is_primary"], fresh))


def _all_of(parts: Sequence[Power]) -> Power:
    return Power(
        frozenset[Permission]().union(*(part.permissions for part in parts)),
        frozenset[int]().union(*(part.manages for part in parts)),
    )


def _opening(db: Session) -> dict[SpaceCode, set[int]]:
    """The roles that let into each space, where some do."""
    found: dict[SpaceCode, set[int]] = {space: set() for space in BY_ROLE}
    for space, role in db.exec(select(SpaceRole.space, SpaceRole.role_id)):
        found[SpaceCode(space)].add(role)
    return {space: roles for space, roles in found.items() if roles}


def _deposits(db: Session, roles: Sequence[int]) -> int:
    """How many deposits are meant for whoever comes to hold one of these roles, too."""
    of_them = col(Audience.kind) == AudienceKind.ROLE, col(Audience.ref).in_(roles), col(Audience.is_dynamic)
    meant = select(func.count(func.distinct(col(Deposit.id)))).join(Audience).where(*of_them, is_before_people())
    return db.exec(meant).one()


def _implicit(db: Session) -> set[int]:
    return {role or 0 for role in db.exec(select(Role.id).where(col(Role.code).in_(IMPLICIT)))}


def _people(db: Session, roles: Sequence[int], *conditions: sa.ColumnElement[bool]) -> int:
    """How many people hold one of these roles."""
    held = select(func.count(func.distinct(col(Membership.person_id)))).where(col(Membership.role_id).in_(roles))
    return db.exec(held.where(*conditions)).one()
