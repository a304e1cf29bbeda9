"""Which people are there? The list of *Personnes* (P1): what a filter means, and one page of it."""

from collections.abc import Sequence
from typing import Any, Final, TypedDict

import sqlalchemy as sa
from sqlmodel import Session, col, exists, select
from sqlmodel.sql.expression import SelectOfScalar

from app.models.establishment import Attachment, Grant, Membership, Person, PersonState, Role
from app.services.listing import Order, Page, Query, like, paged
from app.services.permissions import Permission
from app.services.scope import Scope, requires

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
    found = paged(scope.db, matching(query), ORDER, query, _row)
    roles = _roles(scope.db, [row["id"] for row in found["rows"]])
    for row in found["rows"]:
        row["roles"] = roles.get(row["id"], [])
    return found


def matching(query: Query) -> SelectOfScalar[Person]:
    """The people that a query means, in no order."""
    return select(Person).where(*_meant(query))


def label() -> sa.ColumnElement[str]:
    """What a person is called in results: the name, or else the username."""
    name = sa.func.trim(col(Person.last_name) + sa.literal(" ") + col(Person.first_name))
    return sa.func.coalesce(sa.func.nullif(name, ""), col(Person.username))


def _meant(query: Query) -> list[sa.ColumnElement[bool]]:
    """`q` is in the name, the username or the e-mail; the other filters are each one choice."""
    meant: list[sa.ColumnElement[bool]] = []
    if query.q:
        meant.append(like(Person.search, query.q))
    if state := query.choice("status", PersonState):
        meant.append(col(Person.state) == state)
    if (role := query.number("role")) is not None:
        meant.append(_has(Membership.person_id, col(Membership.role_id) == role))
    if (service := query.number("service")) is not None:
        meant.append(_has(Attachment.person_id, col(Attachment.service_id) == service))
    if query.filters.get("never"):
        meant.append(col(Person.last_access).is_(None))
    if source := query.filters.get("source"):
        meant.append(col(Person.data_source) == source)
    if permission := query.choice("permission", Permission):
        granted = exists().where(col(Grant.role_id) == col(Role.id), col(Grant.permission) == permission)
        able = select(Role.id).where(sa.or_(col(Role.code) == "WEBMASTER", granted))
        meant.append(_has(Membership.person_id, col(Membership.role_id).in_(able)))
    return meant


def _has(whose: Any, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column
    return exists().where(col(whose) == col(Person.id), condition)


def _roles(db: Session, people: Sequence[int]) -> dict[int, list[str]]:
    """The names of the roles that each of a page's people holds."""
    held = (
        select(Membership.person_id, Role.name)
        .join(Role)
        .where(col(Membership.person_id).in_(people))
        .order_by(col(Membership.is_primary).desc(), col(Role.name_key))
    )
    found = dict[int, list[str]]()
    for person, name in db.exec(held):
        found.setdefault(person, []).append(name)
    return found


def _row(person: Person) -> PersonRow:
    return PersonRow(
        id=person.id or 0,
        name=f"{person.last_name} {person.first_name}".strip() or person.username,
        username=person.username,
        email=person.email or "",
        roles=[],
        state=person.state,
        created_at=person.created_at.isoformat(),
        last_access=person.last_access.isoformat() if person.last_access else "",
        data_source=person.data_source or "",
    )
