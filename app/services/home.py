"""What does a person find when they come in? Their establishment in figures, as far as they may see it."""

from typing import TypedDict

from sqlmodel import col, func, select

from app.models.establishment import Membership, Person, PersonState, Role
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires


class RoleCount(TypedDict):
    """How many people have a role as their primary one."""

    id: int
    name: str
    n: int


class HomeCard(TypedDict):
    """Figures are for whoever sees the people; to others they are empty."""

    has_figures: bool
    people: int
    active: int
    pending: int
    blocked: int
    roles: list[RoleCount]


@requires(Open.SIGNED_IN)
def card(scope: Scope) -> HomeCard:
    """The home page of whoever is signed in."""
    if not scope.may(Permission.PEOPLE_READ):
        return HomeCard(has_figures=False, people=0, active=0, pending=0, blocked=0, roles=[])
    states = dict(scope.db.exec(select(Person.state, func.count()).group_by(col(Person.state))).all())
    primary = (
        select(Role.id, Role.name, func.count())
        .join(Membership)
        .where(col(Membership.is_primary).is_(True))
        .group_by(col(Role.id), col(Role.name))
        .order_by(func.count().desc(), col(Role.name))
    )
    return HomeCard(
        has_figures=True,
        people=sum(states.values()),
        active=states.get(PersonState.ACTIVE, 0),
        pending=states.get(PersonState.PENDING, 0),
        blocked=states.get(PersonState.BLOCKED, 0),
        roles=[RoleCount(id=role or 0, name=name, n=n) for role, name, n in scope.db.exec(primary)],
    )
