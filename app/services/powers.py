"""What does each role bring, and which may somebody give? Read from the database, judged by `authority`."""

from collections import defaultdict

from sqlmodel import Session, select

from app.models.establishment import IMPLICIT, WEBMASTER, Grant, Management, Role
from app.services.authority import Power, may_give
from app.services.permissions import Permission, known
from app.services.scope import Scope


def powers(db: Session) -> dict[int, Power]:
    """What every role brings; there are dozens, never thousands."""
    granted, manages = defaultdict[int, set[str]](set), defaultdict[int, set[int]](set)
    for role, permission in db.exec(select(Grant.role_id, Grant.permission)):
        granted[role].add(permission)
    for role, managed in db.exec(select(Management.role_id, Management.managed_id)):
        manages[role].add(managed)
    codes = {role: code for role, code in db.exec(select(Role.id, Role.code)) if role}
    return {
        role: Power(frozenset(Permission), frozenset(codes), is_webmaster=True)
        if code == WEBMASTER
        else Power(known(granted[role]), frozenset(manages[role]), is_implicit=code in IMPLICIT)
        for role, code in codes.items()
    }


def givable(scope: Scope) -> list[int]:
    """The roles that the actor may give."""
    return [role for role, power in powers(scope.db).items() if may_give(scope.actor, role, power)]
