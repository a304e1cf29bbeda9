"""How far does somebody's hand reach? Over which accounts, and which roles may they give (P7): pure rules.

Whoever acts never ends with more than they had, nor gives anybody else what they lack themselves.
"""

from collections.abc import Collection, Mapping
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


def may_enter(actor: PersonActor, held: Collection[int], brings: Mapping[int, Power]) -> bool:
    """Whether the actor may get into an account that holds these roles, or see what it sees: they could give them all.

    Whoever is inside an account has all that it may (T18).
    """
    return all(role in brings and may_give(actor, role, brings[role]) for role in held)


def may_grant(actor: PersonActor, permissions: Collection[Permission], manages: Collection[int]) -> bool:
    """Whether the actor may give these to a role, or take them away: only what they hold themselves."""
    return actor.is_webmaster or (actor.permissions.issuperset(permissions) and actor.manages.issuperset(manages))


def may_alter(actor: PersonActor, role: int, power: Power) -> bool:
    """Whether the actor may rename, change or delete a role: one that they could give; WEBMASTER's holders any."""
    return actor.is_webmaster or may_give(actor, role, power)


def may_tick(
    actor: PersonActor,
    role: int,
    power: Power,
    permissions: Collection[Permission] = (),
    manages: Collection[int] = (),
) -> bool:
    """Whether the actor may grant these to a role or take them from it; WEBMASTER holds everything for good."""
    return not power.is_webmaster and may_alter(actor, role, power) and may_grant(actor, permissions, manages)


def beyond(actor: PersonActor, power: Power, given: Power) -> Power:
    """What a role would bring to somebody that neither `given`, what they have anyway, nor the actor holds."""
    if actor.is_webmaster:
        return Power(frozenset(), frozenset())
    permissions = power.permissions - given.permissions - actor.permissions
    return Power(permissions, power.manages - given.manages - actor.manages)
