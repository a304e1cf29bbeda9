"""Who may enter which web space now? The facts of S4, as the databases have them."""

from collections.abc import Collection
from datetime import date
from itertools import product
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from app.models.establishment import (
    GuardianLink,
    Membership,
    Person,
    PersonState,
    Publication,
    Role,
    RoleKind,
    Space,
    SpaceCode,
    SpaceRole,
)
from app.models.types import now
from app.services.entry import Facts, Step, decide
from app.services.lockers import is_current
from app.services.scope import NO_PERSON

_ENTERS_BY_ROLE: Final = (
    sa.select(SpaceRole)
    .join(Role, col(Role.id) == col(SpaceRole.role_id))
    .where(col(SpaceRole.space) == col(Space.code), col(Role.code).in_(sa.bindparam("codes", expanding=True)))
    .exists()
)
# Guardians enter by a link; the role alone, as somebody may look at it (R8), as one who has one.
_ENTERS_AS_GUARDIAN: Final = sa.or_(
    sa.select(GuardianLink)
    .where(col(GuardianLink.guardian_id) == sa.bindparam("asked"), col(GuardianLink.has_access))
    .exists(),
    sa.select(Role)
    .where(
        sa.literal(NO_PERSON) == sa.bindparam("asked"),
        col(Role.kind) == RoleKind.GUARDIAN,
        col(Role.code).in_(sa.bindparam("codes", expanding=True)),
    )
    .exists(),
)
# Asked at each event: columns rather than objects, and built once.
_ALLOWED: Final = sa.case((col(Space.code) == SpaceCode.GUARDIANS, _ENTERS_AS_GUARDIAN), else_=_ENTERS_BY_ROLE)
_SPACES: Final[sa.Select[Any]] = (
    sa.select(*(col(c) for c in (Space.code, Publication.is_published, Space.is_published)), _ALLOWED)
    .select_from(Space)
    .join(Publication, col(Publication.id) == 1)
    .where(col(Space.code) != SpaceCode.VISITORS)
)


def facts(
    db: Session, person_id: int, codes: Collection[str], *, is_account_active: bool = True, is_password_current: bool
) -> dict[SpaceCode, Facts]:
    """Of one person, who holds the roles of these `codes`, for each space that has an audience with accounts."""
    asked = {"asked": person_id, "codes": tuple(codes)}
    found = {code: said for code, *said in db.connection().execute(_SPACES, asked)}
    return {
        code: Facts(
            is_active=True,  # else its database would not have been opened
            is_base_published=found[code][0],
            is_space_published=found[code][1],
            is_allowed=bool(found[code][2]),
            is_account_active=is_account_active,
            is_password_current=is_password_current,
        )
        for code in SpaceCode
        if code in found
    }


def may_enter(space: SpaceCode, day: date | None = None) -> ColumnElement[bool]:
    """The `Person` is let in by a role that counts that day; guardians by a link with access."""
    if space is SpaceCode.GUARDIANS:
        by_link = col(GuardianLink.guardian_id) == col(Person.id), col(GuardianLink.has_access)
        return sa.select(GuardianLink).where(*by_link).exists()
    held = (
        sa.select(Membership)
        .join(SpaceRole, col(SpaceRole.role_id) == col(Membership.role_id))
        .where(
            col(SpaceRole.space) == space,
            col(Membership.person_id) == col(Person.id),
            is_current(day or now().date()),
        )
    )
    return held.exists()


def tally(db: Session, space: SpaceCode) -> dict[Step | None, int]:
    """How many of the people who are let in are stopped by what of their own; by nothing is None.

    That the base or the space is stopped is left out: then it stops them all.
    """
    if space is SpaceCode.VISITORS:
        return {}
    counted = (
        sa.select(col(Person.state), col(Person.must_change), sa.func.count())
        .where(may_enter(space))
        .group_by(col(Person.state), col(Person.must_change))
    )
    found = dict[Step | None, int]()
    for state, must_change, n in db.connection().execute(counted):
        known = Facts(True, True, True, True, state is PersonState.ACTIVE, not must_change)
        step = decide(space, known).refused_by
        found[step] = found.get(step, 0) + n
    return found


def facts_of_many(db: Session, space: SpaceCode, *of_whom: ColumnElement[bool]) -> dict[int, Facts]:
    """Of all these people at once, by their identities; three statements however many there are."""
    both = sa.select(col(Publication.is_published), col(Space.is_published)).select_from(Space)
    published = both.join(Publication, col(Publication.id) == 1).where(col(Space.code) == space)
    base, is_published = db.connection().execute(published).one()
    people = sa.select(
        col(Person.id), may_enter(space), col(Person.state) == PersonState.ACTIVE, col(Person.must_change).is_(False)
    ).where(*of_whom)
    said = {known: Facts(True, base, is_published, *known) for known in product((False, True), repeat=3)}
    return {person or 0: said[*known] for person, *known in db.connection().execute(people)}
