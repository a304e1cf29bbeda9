"""Which people are there? The list of *Personnes* (P1): what a filter means, and one page of it."""

from collections.abc import Sequence
from typing import Any, Final, TypedDict

import sqlalchemy as sa
from sqlmodel import Session, col, exists, select
from sqlmodel.sql.expression import SelectOfScalar

from app.models.establishment import (
    IMPLICIT,
    WEBMASTER,
    Attachment,
    Grant,
    Membership,
    Person,
    PersonState,
    Role,
    RoleKind,
)
from app.models.types import now
from app.services.listing import COUNTED, Order, Page, Query
from app.services.lockers import is_current
from app.services.people_parts import among, equal, words
from app.services.people_plan import Part, Plan, whole
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.storage.hints import as_is, freely

ORDER: Final = Order(
    {
        "name": (col(Person.name_key), col(Person.id)),
        "username": (col(Person.username_key), col(Person.id)),
        "state": (col(Person.state), col(Person.name_key), col(Person.id)),
        "created": (col(Person.created_at), col(Person.id)),
        "access": (col(Person.last_access), col(Person.id)),
    },
    "name",
)
# Asked at each event: columns rather than objects, and built once.
_PEOPLE: sa.BindParameter[Any] = sa.bindparam("people", expanding=True)
_SHOWN: Any = sa.select(
    *(col(c) for c in (Person.id, Person.last_name, Person.first_name, Person.username, Person.email)),
    *(col(c) for c in (Person.state, Person.created_at, Person.last_access, Person.data_source)),
).where(col(Person.id).in_(_PEOPLE))
_HELD: Any = (
    sa.select(col(Membership.person_id), col(Role.name))
    .join(Role, col(Role.id) == col(Membership.role_id))
    .where(col(Membership.person_id).in_(_PEOPLE))
    .order_by(col(Membership.is_primary).desc(), col(Role.name_key))
)


class PersonRow(TypedDict):
    """A person in the list; `roles` are names, the primary one first."""

    id: int
    name: str
    username: str
    email: str
    roles: list[str]
    state: str
    created_at: str
    last_access: str
    data_source: str


@requires(Permission.PEOPLE_READ)
def page(scope: Scope, query: Query) -> Page[PersonRow]:
    """One page of the people that match, whoever of them one may touch."""
    sort = ORDER.chosen(query.sort)
    parts = [*words(scope.db, query.q), *_parts(scope.db, query)]
    plan = Plan(parts, sort, ORDER.columns[sort.removeprefix("-")], sort.startswith("-"))
    found = plan.found(scope.db, query)
    people = {person.id: person for person in scope.db.connection().execute(_SHOWN, {"people": found.ids}).all()}
    roles = _roles(scope.db, found.ids)
    rows = [_row(people[identity], roles.get(identity, [])) for identity in found.ids]
    total = min(found.total, COUNTED + 1)
    return Page(rows=rows, total=total, page=found.page, size=query.size, sort=sort)


def matching(scope: Scope, query: Query) -> SelectOfScalar[Person]:
    """The people that a query means, in no order; for whoever works on all of them."""
    return select(Person).where(*whole([*words(None, query.q), *_parts(scope.db, query)]))


def label() -> sa.ColumnElement[str]:
    """What a person is called in results: the name, or else the username."""
    name = sa.func.trim(col(Person.last_name) + sa.literal(" ") + col(Person.first_name))
    return sa.func.coalesce(sa.func.nullif(name, ""), col(Person.username))


def _parts(db: Session, query: Query) -> list[Part]:
    """What is asked apart from words, which are in the name, the username or the e-mail: each is one choice."""
    parts = list[Part]()
    if state := query.choice("status", PersonState):
        parts.append(equal(Person.state, state, "name", "state", "access"))
    if (service := query.number("service")) is not None:
        parts.append(among(Attachment, Attachment.person_id, col(Attachment.service_id) == service))
    if (role := query.number("role")) is not None:
        parts.append(among(Membership, Membership.person_id, col(Membership.role_id) == role))
    if query.filters.get("never"):
        parts.append(equal(Person.last_access, None, "access"))
    if source := query.filters.get("source"):
        parts.append(equal(Person.data_source, source, "name"))
    if permission := query.choice("permission", Permission):
        parts += _able(db, permission)
    if kind := query.choice("kind", RoleKind):
        parts.append(_of_roles(select(Role.id).where(col(Role.kind) == kind), col(Membership.is_primary).is_(True)))
    return parts


def _able(db: Session, permission: Permission) -> list[Part]:
    """Whose roles bring the right today (R3), whatever the state of the account; all, where everybody is given it."""
    granted = exists().where(col(Grant.role_id) == col(Role.id), col(Grant.permission) == permission)
    if db.exec(select(Role.id).where(col(Role.code).in_(IMPLICIT), granted)).first():
        return []
    able = select(Role.id).where(sa.or_(col(Role.code) == WEBMASTER, granted))
    return [_of_roles(able, is_current(now().date()), is_once=False)]


def _of_roles(roles: Any, *conditions: sa.ColumnElement[bool], is_once: bool = True) -> Part:  # noqa: ANN401  a SELECT
    """People who hold one of the roles; `is_once` when the conditions let nobody in twice."""
    held = freely(col(Membership.person_id).label("id")).where(col(Membership.role_id).in_(roles), *conditions)

    def of(identity: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column
        return exists().where(col(Membership.person_id) == identity, as_is(Membership.role_id).in_(roles), *conditions)

    return Part(of(col(Person.id)), held, of=of, is_repeated=not is_once)


def _roles(db: Session, people: Sequence[int]) -> dict[int, list[str]]:
    """The names of the roles that each of a page's people holds."""
    found = dict[int, list[str]]()
    held: Any = db.connection().execute(_HELD, {"people": people}).all()
    for person, name in held:
        found.setdefault(person, []).append(name)
    return found


def _row(person: sa.Row[Any], roles: list[str]) -> PersonRow:
    return PersonRow(
        id=person.id,
        name=f"{person.last_name} {person.first_name}".strip() or person.username,
        username=person.username,
        email=person.email or "",
        roles=roles,
        state=person.state,
        created_at=person.created_at.isoformat(),
        last_access=person.last_access.isoformat() if person.last_access else "",
        data_source=person.data_source or "",
    )
