"""What does each role bring, and which may somebody give? Read from the database, judged by `authority`."""

from collections import defaultdict

from sqlmodel import Session, col, func, select

from app.locales import msg
from app.models.establishment import (
    IMPLICIT,
    WEBMASTER,
    Grant,
    Management,
    Membership,
    Person,
    PersonState,
    Role,
)
from app.models.types import now
from app.services.authority import Power, may_give
from app.services.errors import Refused
from app.services.permissions import Permission
from app.services.scope import Scope

_KNOWN = {str(p) for p in Permission}


def powers(db: Session) -> dict[int, Power]:
    """What every role brings; there are dozens, never thousands."""
    granted, manages = defaultdict[int, set[Permission]](set), defaultdict[int, set[int]](set)
    for role, permission in db.exec(select(Grant.role_id, Grant.permission)):
        if permission in _KNOWN:
            granted[role].add(Permission(permission))
    for role, managed in db.exec(select(Management.role_id, Management.managed_id)):
        manages[role].add(managed)
    codes = {role: code for role, code in db.exec(select(Role.id, Role.code)) if role}
    return {
        role: Power(frozenset(Permission), frozenset(codes), is_webmaster=True)
        if code == WEBMASTER
        else Power(frozenset(granted[role]), frozenset(manages[role]), is_implicit=code in IMPLICIT)
        for role, code in codes.items()
    }


def givable(scope: Scope) -> list[int]:
    """The roles that the actor may give."""
    return [role for role, power in powers(scope.db).items() if may_give(scope.actor, role, power)]


def require_webmaster(db: Session) -> None:
    """Refuse whatever would leave the establishment without an administrator who can come in, today and later.

    Called at the end of every change of people, roles or memberships; writers queue, so that no two pass at once.
    """
    db.flush()
    lasting = (
        select(func.count())
        .select_from(Membership)
        .join(Role)
        .join(Person)
        .where(
            col(Role.code) == WEBMASTER,
            col(Person.state) == PersonState.ACTIVE,
            col(Membership.ends_on).is_(None),
            func.coalesce(col(Membership.begins_on), now().date()) <= now().date(),
        )
    )
    if db.exec(lasting).one() == 0:
        raise Refused(
            msg("Nobody would be left to administer this establishment. Give another active account that role first.")
        )
