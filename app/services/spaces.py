"""Which web spaces does an establishment publish, and to whom (S1–S3)? Eight, each for an audience."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, TypedDict

from sqlmodel import col, func, select

from app.locales import Message, msg
from app.models.establishment import (
    BY_ROLE,
    IMPLICIT,
    Membership,
    Publication,
    Role,
    Space,
    SpaceCode,
    SpaceRole,
)
from app.models.types import now
from app.services import entrants, entry_news
from app.services.entry import Step
from app.services.errors import NotFound, Refused
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.services.space_counts import Counts, counts

NAMES: Final[dict[SpaceCode, Message]] = {
    SpaceCode.TEACHERS: msg("Teachers"),
    SpaceCode.SCHOOL_LIFE: msg("School life"),
    SpaceCode.GUARDIANS: msg("Guardians"),
    SpaceCode.STUDENTS: msg("Students"),
    SpaceCode.ASSISTANTS: msg("Assistants"),
    SpaceCode.STAFF: msg("Staff"),
    SpaceCode.INSPECTORS: msg("Inspectors"),
    SpaceCode.VISITORS: msg("Visitors"),
}


class BaseCard(TypedDict):
    """Whether the base is published; since when (ISO 8601, "" for ever), and by whom."""

    is_published: bool
    since: str
    by: str


class SpaceRow(BaseCard):
    """A space: `people` may enter it, `without` are guardians who may not; the moments of its schedule or ""."""

    code: str
    people: int
    without: int
    opens_at: str
    closes_at: str


class Tally(TypedDict):
    """Of the people whom roles or links let in: who enters now, who has no active account, who waits for a password."""

    entering: int
    account: int
    password: int


class RoleTick(TypedDict):
    """A role that may be let into a space, and how many people hold it."""

    id: int
    name: str
    people: int
    enters: bool


@requires(Permission.SPACES_MANAGE)
def base(scope: Scope) -> BaseCard:
    """The publication as a whole."""
    return _base(scope.db.get_one(Publication, 1))


@requires(Permission.SPACES_MANAGE)
def rows(scope: Scope) -> list[SpaceRow]:
    """All eight, in the order of the enum."""
    spaces = {space.code: space for space in scope.db.exec(select(Space))}
    counted = counts(scope.db)
    return [_row(spaces[code], counted) for code in SpaceCode]


@requires(Permission.SPACES_MANAGE)
def card(scope: Scope, code: str) -> SpaceRow:
    """One of them. Refuses with `NotFound`."""
    return _row(found(scope, code), counts(scope.db))


@requires(Permission.SPACES_MANAGE)
def publish_base(scope: Scope, is_on: bool) -> None:  # noqa: FBT001  a switch
    """Publish everything that is published, or stop it all; whoever publishes goes on (S1)."""
    row = scope.db.get_one(Publication, 1)
    if _switch(scope, row, is_on):
        scope.record("base.published" if is_on else "base.stopped", 1, scope.actor.place.name)


@requires(Permission.SPACES_MANAGE)
def publish(scope: Scope, code: str, is_on: bool) -> None:  # noqa: FBT001  a switch
    """Publish a space or stop it (S2); whoever is inside is led out within a second (S5). Refuses with `NotFound`."""
    space = found(scope, code)
    if _switch(scope, space, is_on):
        scope.record("spaces.published" if is_on else "spaces.stopped", space.code, named(scope, space.code))


@requires(Permission.SPACES_MANAGE)
def roles(scope: Scope, code: str) -> list[RoleTick]:
    """The roles that may be let in, by name. Refuses with `NotFound`, also where roles do not decide."""
    space = _by_role(found(scope, code))
    entering = set(scope.db.exec(select(SpaceRole.role_id).where(col(SpaceRole.space) == space)))
    held = select(Membership.role_id, func.count()).group_by(col(Membership.role_id))
    people = dict(scope.db.exec(held).all())
    return [
        RoleTick(id=role, name=name, people=people.get(role, 0), enters=role in entering)
        for role, name in _given(scope).items()
    ]


@requires(Permission.SPACES_MANAGE)
def let_in(scope: Scope, code: str, role_ids: Collection[int]) -> None:
    """Let the holders of exactly these roles in (S3). Refuses with `NotFound`, and roles that are gone."""
    space = _by_role(found(scope, code))
    names = _given(scope)
    if not set(role_ids) <= names.keys():
        raise Refused(msg("One of these roles is no longer there. Reload the page and try again."))
    present = {row.role_id: row for row in scope.db.exec(select(SpaceRole).where(col(SpaceRole.space) == space))}
    if present.keys() == set(role_ids):
        return
    for role in present.keys() - set(role_ids):
        scope.db.delete(present[role])
    scope.db.add_all(SpaceRole(space=space, role_id=role) for role in sorted(set(role_ids) - present.keys()))
    before, after = ({"roles": _said(names, held)} for held in (present, set(role_ids)))
    scope.record("spaces.let_in", space, named(scope, space), before=before, after=after)
    entry_news.changed(scope)


@requires(Permission.SPACES_MANAGE)
def tally(scope: Scope, code: str) -> Tally:
    """How far those come who are let in. Refuses with `NotFound`."""
    counted = Counter(entrants.tally(scope.db, found(scope, code).code))
    return Tally(entering=counted[None], account=counted[Step.ACCOUNT], password=counted[Step.PASSWORD])


def is_by_role(code: str) -> bool:
    """Roles decide who enters it."""
    return code in BY_ROLE


def named(scope: Scope, code: SpaceCode) -> str:
    """A space as the journal names it, in the language of whoever acts."""
    return NAMES[code].text(scope.actor.language)


def _switch(scope: Scope, row: Publication | Space, is_on: bool) -> bool:  # noqa: FBT001  a switch
    """Whether anything changed."""
    if row.is_published == is_on:
        return False
    row.is_published, row.changed_at, row.changed_by = is_on, now(), scope.actor.name
    scope.db.add(row)
    scope.db.flush()
    if not is_on:
        entry_news.changed(scope)
    return True


def found(scope: Scope, code: str) -> Space:
    """The space of that code. Refuses with `NotFound`."""
    space = scope.db.get(Space, SpaceCode(code)) if code in set(SpaceCode) else None
    if space is None:
        raise NotFound
    return space


def _by_role(space: Space) -> SpaceCode:
    if space.code not in BY_ROLE:
        raise NotFound
    return space.code


def _given(scope: Scope) -> dict[int, str]:
    """The roles that are given to people, by name."""
    given = select(Role.id, Role.name).where(col(Role.code).not_in(IMPLICIT)).order_by(col(Role.name_key))
    return {role or 0: name for role, name in scope.db.exec(given)}


def _said(names: dict[int, str], held: Iterable[int]) -> str:
    return ", ".join(sorted(names.get(role, str(role)) for role in held))


def _row(space: Space, counted: Counts) -> SpaceRow:
    people = counted.entering.get(space.code, 0)
    return SpaceRow(
        **_base(space),
        code=space.code,
        people=people,
        without=counted.guardians - people if space.code is SpaceCode.GUARDIANS else 0,
        opens_at=_moment(space.opens_at),
        closes_at=_moment(space.closes_at),
    )


def _base(row: Publication | Space) -> BaseCard:
    since = row.changed_at if row.changed_by else None  # as it was at first: since for ever
    return BaseCard(is_published=row.is_published, since=_moment(since), by=row.changed_by)


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
