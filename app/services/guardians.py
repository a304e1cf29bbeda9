"""Who are the guardians of an establishment, and may they come in (S3)? The list, and the switch in its rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final, TypedDict

import sqlalchemy as sa
from sqlmodel import Session, col, exists, select, update
from sqlmodel.sql.expression import SelectOfScalar

from app.locales import msg
from app.models.establishment import GuardianLink, GuardianStatus, Membership, Person, PersonState, Role, RoleKind
from app.services import entry_news
from app.services.errors import NotFound, Refused
from app.services.listing import COUNTED, Order, Page, Query
from app.services.lookup import found
from app.services.people_parts import among, equal, words
from app.services.people_plan import Part, Plan, whole
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.storage.hints import freely

ORDER: Final = Order({"name": (col(Person.name_key), col(Person.id))}, "name")
WITHOUT_CHILD: Final = "none"  # among the statuses, a guardian of nobody
OPENED, CLOSED = "people.access_opened", "people.access_closed"  # in the journal, of one person or of many
# The most certain first: children of whom one is responsible, then those in charge, then those to be called about.
RANKS: Final = {status: rank for rank, status in enumerate(GuardianStatus)}
RANK: Final = sa.case(*((col(GuardianLink.status) == status, rank) for status, rank in RANKS.items()))


class Access(StrEnum):
    """Whether somebody who has a child here may enter the guardians' space by one of their links."""

    ON = "on"
    OFF = "off"


class ChildRow(TypedDict):
    """A student whom a guardian follows, and what the guardian is to them."""

    id: int
    name: str
    status: str


class GuardianRow(TypedDict):
    """A guardian in the list; `has_access` by any of their links, of which there may be none."""

    id: int
    name: str
    username: str
    children: list[ChildRow]
    household: str
    state: str
    has_access: bool


@requires(Permission.SPACES_MANAGE)
def page(scope: Scope, query: Query) -> Page[GuardianRow]:
    """One page of the guardians that match: a plan, the people and their links, whatever the number of rows."""
    sort = ORDER.chosen(query.sort)
    plan = Plan(_parts(scope.db, query), sort, ORDER.columns[sort.removeprefix("-")], sort.startswith("-"))
    found = plan.found(scope.db, query)
    shown = select(Person).where(col(Person.id).in_(found.ids))
    people = {person.id: person for person in scope.db.exec(shown)}
    links = _links(scope.db, found.ids)
    rows = [_row(people[identity], links.get(identity, [])) for identity in found.ids]
    return Page(rows=rows, total=min(found.total, COUNTED + 1), page=found.page, size=query.size, sort=sort)


@requires(Permission.SPACES_MANAGE)
def set_access(scope: Scope, person_id: int, is_on: bool) -> None:  # noqa: FBT001  what it is to be
    """Let a guardian into their space, or no longer, by all of their links; who is inside is looked at anew at once.

    Refuses with `NotFound` who is no guardian, and who has no child here.
    """
    person = found(scope.db, Person, person_id)
    links = scope.db.exec(select(GuardianLink).where(col(GuardianLink.guardian_id) == person.id)).all()
    if not links:
        raise (
            Refused(msg("Nobody is their child here yet. Add a student on their page first."))
            if _is_one(scope.db, person_id)
            else NotFound
        )
    had = any(link.has_access for link in links)
    scope.db.exec(update(GuardianLink).where(col(GuardianLink.guardian_id) == person.id).values(has_access=is_on))
    if had is not is_on:
        deed = OPENED if is_on else CLOSED
        scope.record(deed, person.id, person.full_name, before={"access": had}, after={"access": is_on})
        entry_news.changed(scope, [person_id])


def matching(query: Query) -> SelectOfScalar[Person]:
    """The guardians that a query means, in no order; for whoever works on all of them."""
    return select(Person).where(*whole(_parts(None, query)))


def has_link(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The `Person` is a guardian of some student by a link of which that holds."""
    return exists().where(col(GuardianLink.guardian_id) == col(Person.id), *conditions)


def has_access() -> sa.ColumnElement[bool]:
    """The `Person` has a link that lets them in."""
    return has_link(col(GuardianLink.has_access).is_(True))


def is_of(kind: RoleKind) -> sa.ColumnElement[bool]:
    """The `Person` holds a role of that kind, whatever its dates."""
    return exists().where(col(Membership.person_id) == col(Person.id), col(Membership.role_id).in_(_roles(kind)))


def _roles(kind: RoleKind) -> Any:  # noqa: ANN401  a SELECT
    return select(Role.id).where(col(Role.kind) == kind)


def _is_one(db: Session, person_id: int) -> bool:
    return db.exec(select(Person.id).where(col(Person.id) == person_id, is_of(RoleKind.GUARDIAN))).first() is not None


def _parts(db: Session | None, query: Query) -> list[Part]:
    """`q` is in the name, the username or the e-mail; the other filters are each one choice."""
    own = _by_link(query.filters.get("link", ""))
    own += _by_access(query.choice("access", Access))
    parts = [*words(db, query.q), *(own or [_everyone()])]
    if state := query.choice("status", PersonState):
        parts.append(equal(Person.state, state, "name"))
    return parts


def _everyone() -> Part:
    """Who holds a role of guardians, and who has the link of one, whatever roles they hold."""
    held = freely(col(Membership.person_id).label("id")).where(col(Membership.role_id).in_(_roles(RoleKind.GUARDIAN)))
    linked = freely(col(GuardianLink.guardian_id).label("id"))
    return Part(is_of(RoleKind.GUARDIAN) | has_link(), held.union(linked))


def _by_link(said: str) -> list[Part]:
    if said == WITHOUT_CHILD:
        held = among(Membership, Membership.person_id, col(Membership.role_id).in_(_roles(RoleKind.GUARDIAN)))
        return [replace(held, is_repeated=True), Part(~has_link())]
    if said in {str(status) for status in GuardianStatus}:
        return [_linked(col(GuardianLink.status) == GuardianStatus(said))]
    return []


def _by_access(access: Access | None) -> list[Part]:
    if access is None:
        return []
    if access is Access.ON:
        return [_linked(col(GuardianLink.has_access).is_(True))]
    return [_linked(col(GuardianLink.has_access).is_(False)), Part(~has_access())]


def _linked(condition: sa.ColumnElement[bool]) -> Part:
    return replace(among(GuardianLink, GuardianLink.guardian_id, condition), is_repeated=True)


def _links(db: Session, people: Sequence[int]) -> dict[int, list[tuple[GuardianLink, Person]]]:
    """The links of a page's people, each with the student; the most certain first."""
    linked = (
        select(GuardianLink, Person)
        .join(Person, col(Person.id) == col(GuardianLink.student_id))
        .where(col(GuardianLink.guardian_id).in_(people))
        .order_by(RANK, col(Person.name_key), col(Person.id))
    )
    links = defaultdict[int, list[tuple[GuardianLink, Person]]](list)
    for link, student in db.exec(linked):
        links[link.guardian_id].append((link, student))
    return links


def _row(person: Person, links: Sequence[tuple[GuardianLink, Person]]) -> GuardianRow:
    return GuardianRow(
        id=person.id or 0,
        name=f"{person.last_name} {person.first_name}".strip() or person.username,
        username=person.username,
        children=[ChildRow(id=who.id or 0, name=who.full_name, status=str(link.status)) for link, who in links],
        household=person.household,
        state=person.state,
        has_access=any(link.has_access for link, _ in links),
    )
