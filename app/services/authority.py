"""How far does somebody's hand reach? Over which accounts, and which roles may they give (P7): pure rules.

Whoever acts never ends with more than they had, nor gives anybody else what they lack themselves.
"""

from collections.abc import Collection
from dataclasses import dataclass

from app.services.permissions import Permission
from app.services.scope import PersonActor


@dataclass(frozen=True, slots=True)
class Power:
    """What holding a role brings: rights, and the roles whose accounts one manages then."""

    permissions: frozenset[Permission]
    manages: frozenset[int]
    is_webmaster: bool = False
    is_implicit: bool = False


def may_manage(actor: PersonActor, held: Collection[int]) -> bool:
    """Whether the actor may change an account that holds these roles: every one of them is theirs to manage."""
    return actor.is_webmaster or actor.manages.issuperset(held)


def may_give(actor: PersonActor, role: int, power: Power) -> bool:
    """Whether the actor may give a role: one whose accounts they manage, and that brings nothing they lack."""
    if power.is_implicit:
        return False
    return actor.is_webmaster or (
        not power.is_webmaster
        and role in actor.manages
        and power.permissions <= actor.permissions
        and power.manages <= actor.manages
    )


def may_grant(actor: PersonActor, permissions: Collection[Permission], manages: Collection[int]) -> bool:
    """Whether the actor may give these to a role, or take them away: only what they hold themselves."""
    return actor.is_webmaster or (actor.permissions.issuperset(permissions) and actor.manages.issuperset(manages))
