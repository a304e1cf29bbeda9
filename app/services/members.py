"""Who is a person of an establishment now, and what may they do there today (R3)? Asked anew at each event."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col

from app.models.establishment import (
    IMPLICIT,
    WEBMASTER,
    Grant,
    Management,
    Membership,
    Person,
    PersonState,
    Role,
    RoleKind,
)
from app.models.types import now
from app.services import entrants, entry
from app.services.entry import KeptOut
from app.services.lockers import is_current
from app.services.permissions import Permission, known
from app.services.scope import NO_PERSON, PersonActor, Place

# Columns rather than objects, and built once.
_DAY: sa.BindParameter[date] = sa.bindparam("day")
_HELD = (
    sa.select(col(Membership.person_id), col(Role.code), col(Role.kind))
    .join(Role)
    .where(col(Membership.person_id) == sa.bindparam("asked"), is_current(_DAY))
)
_COUNTING = _HELD.subquery()
_PERSON = (
    sa.select(
        *(col(c) for c in (Person.id, Person.username, Person.language, Person.state, Person.must_change)),
        *(_COUNTING.c.code, _COUNTING.c.kind),
    )
    .outerjoin(_COUNTING, _COUNTING.c.person_id == col(Person.id))
    .where(col(Person.id) == sa.bindparam("asked"))
)
_ROLES = sa.select(col(Role.id))
_CODED = col(Role.code).in_(sa.bindparam("codes", expanding=True))
_BROUGHT = sa.union_all(  # a right, or a role whose accounts are managed
    sa.select(col(Grant.permission), sa.null()).join(Role, col(Role.id) == col(Grant.role_id)).where(_CODED),
    sa.select(sa.null(), col(Management.managed_id)).join(Role, col(Role.id) == col(Management.role_id)).where(_CODED),
)


class Rights(NamedTuple):
    """The codes of the roles that count, the union of their rights, and the roles whose accounts they manage.

    `kinds` are those of these roles.
    """

    roles: tuple[str, ...]
    kinds: frozenset[RoleKind]
    granted: frozenset[Permission]
    manages: frozenset[int]


def rights(db: Db, person_id: int, day: date) -> Rights:
    """What a person may that day (R3); WEBMASTER holds all."""
    held = db.connection().execute(_HELD, {"asked": person_id, "day": day}).all()
    return rights_of(db, {role.code: role.kind for role in held})


def rights_of(db: Db, held: Mapping[str, RoleKind]) -> Rights:
    """What roles of these codes and kinds bring together, with what everybody has."""
    roles, kinds = tuple(held), frozenset(held.values())
    if WEBMASTER in roles:
        everyone = db.connection().execute(_ROLES).scalars()
        return Rights(roles, kinds, frozenset(Permission), frozenset(role for role in everyone if role))
    brought = db.connection().execute(_BROUGHT, {"codes": (*roles, *IMPLICIT)}).all()
    granted, manages = known(right for right, _ in brought if right), frozenset(role for _, role in brought if role)
    return Rights(roles, kinds, granted, manages)


def let_in(db: Db, who: PersonActor) -> PersonActor:
    """The same, with the spaces that they may enter now. Refuses with `KeptOut` whom none lets in (S4).

    Whoever publishes spaces is never kept out, not even by a password that must be changed first.
    """
    entries = entry.entries(entrants.facts(db, who.id, who.roles, is_password_current=not who.must_change))
    if entries.refused_by and Permission.SPACES_MANAGE not in _held(db, who):
        raise KeptOut(entries.refused_by, entries.nearest, who.place.number)
    return replace(who, spaces=entries.spaces)


def _held(db: Db, who: PersonActor) -> frozenset[Permission]:
    """What their roles bring, even while a password must be changed; a role that somebody looks as has none."""
    return who.permissions if who.id == NO_PERSON else rights(db, who.id, now().date()).granted


def member(db: Db, place: Place, person_id: int | None, session: str = "") -> PersonActor | None:
    """A person as the database has them now; None who may not come in (any more)."""
    rows: Any = db.connection().execute(_PERSON, {"asked": person_id, "day": now().date()}).all()
    if not rows or rows[0].state is not PersonState.ACTIVE:
        return None
    person, held = rows[0], rights_of(db, {row.code: row.kind for row in rows if row.code})
    granted, manages = (
        (frozenset[Permission](), frozenset[int]()) if person.must_change else (held.granted, held.manages)
    )
    return PersonActor(
        person.id, person.username, person.language, session, place, held.roles, granted, manages, held.kinds,
        must_change=person.must_change,
    )  # fmt: skip
