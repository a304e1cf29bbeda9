"""Which services has the school, and who belongs to them (R7)? Their validators and editors work there."""

from collections.abc import Sequence
from typing import Final, TypedDict

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.locales import msg
from app.models.establishment import SCOPED, Attachment, Membership, Person, Role, Service
from app.models.types import now
from app.services import naming
from app.services.errors import NotFound
from app.services.listing import Order, Page, Query, like, paged
from app.services.lockers import is_current
from app.services.lookup import found
from app.services.people_bulk import change
from app.services.permissions import Permission
from app.services.scope import Scope, requires

NAME: Final = 100
FOUND: Final = 8
ORDER: Final = Order(
    {"name": (col(Person.name_key), col(Person.id)), "username": (col(Person.username_key), col(Person.id))}, "name"
)


class ServiceRow(TypedDict):
    """A service and how many people are attached to it."""

    id: int
    name: str
    people: int


class Candidate(TypedDict):
    """A person who could be attached to a service."""

    id: int
    name: str
    username: str


class AttachedRow(Candidate):
    """A person of a service; `works_as` names the roles that make them its validator or editor today."""

    works_as: str


@requires(Permission.SERVICES_MANAGE)
def rows(scope: Scope) -> list[ServiceRow]:
    """All services in alphabetical order; there are dozens, never thousands."""
    attached = select(Attachment.service_id, func.count().label("n")).group_by(col(Attachment.service_id)).subquery()
    counted = select(Service, func.coalesce(attached.c.n, 0)).outerjoin(
        attached, attached.c.service_id == col(Service.id)
    )
    return [
        ServiceRow(id=service.id or 0, name=service.name, people=n)
        for service, n in scope.db.exec(counted.order_by(col(Service.name_key), col(Service.id)))
    ]


@requires(Permission.SERVICES_MANAGE)
def people(scope: Scope, service_id: int, query: Query) -> Page[AttachedRow]:
    """One page of the people of a service whose name, username or e-mail has the words. Refuses with `NotFound`."""
    found(scope.db, Service, service_id)
    there = select(Person).where(_is_attached(service_id))
    shown = paged(scope.db, there.where(like(Person.search, query.q)) if query.q else there, ORDER, query, _attached)
    work = scoped(scope.db, [row["id"] for row in shown["rows"]])
    for row in shown["rows"]:
        row["works_as"] = ", ".join(work.get(row["id"], []))
    return shown


def scoped(db: Session, people: Sequence[int]) -> dict[int, list[str]]:
    """The names of the roles that each of these people holds today in their services alone."""
    held = select(Membership.person_id, Role.name).join(Role, col(Role.id) == col(Membership.role_id))
    held = held.where(col(Membership.person_id).in_(people), col(Role.code).in_(SCOPED), is_current(now().date()))
    names = dict[int, list[str]]()
    for person, name in db.exec(held.order_by(col(Role.name_key))):
        names.setdefault(person, []).append(name)
    return names


@requires(Permission.SERVICES_MANAGE)
def candidates(scope: Scope, service_id: int, words: str) -> list[Candidate]:
    """The first few people who could be attached: those who are not yet, and have these words."""
    found(scope.db, Service, service_id)
    if not words.strip():
        return []
    there = select(Person).where(like(Person.search, words[:100]), ~_is_attached(service_id))
    return [_candidate(person) for person in scope.db.exec(there.order_by(*ORDER.by("name")).limit(FOUND))]


@requires(Permission.SERVICES_MANAGE)
def create(scope: Scope, name: str) -> int:
    """Add a service; gives its identity. Refuses an empty or taken name."""
    service = Service(name="", name_key="")
    service.rename(_checked(scope.db, name))
    scope.db.add(service)
    scope.db.flush()
    scope.record("services.created", service.id, service.name)
    return service.id or 0


@requires(Permission.SERVICES_MANAGE)
def rename(scope: Scope, service_id: int, name: str) -> None:
    """Give a service another name. Refuses an empty or taken one."""
    service = found(scope.db, Service, service_id)
    before = service.name
    service.rename(_checked(scope.db, name, service_id))
    service.version += 1
    scope.record("services.renamed", service_id, service.name, before={"name": before}, after={"name": service.name})


@requires(Permission.SERVICES_MANAGE)
def delete(scope: Scope, service_id: int) -> None:
    """Delete a service; its people stay, attached to it no more."""
    service = found(scope.db, Service, service_id)
    attached = select(func.count()).select_from(Attachment).where(col(Attachment.service_id) == service_id)
    before = {"people": scope.db.exec(attached).one()}
    change(scope, select(Attachment.person_id).where(col(Attachment.service_id) == service_id))
    scope.db.exec(sa.delete(Service).where(col(Service.id) == service_id))
    scope.record("services.deleted", service_id, service.name, before=before)


@requires(Permission.SERVICES_MANAGE)
def attach(scope: Scope, service_id: int, person_id: int) -> None:
    """Let a person belong to a service, which by itself brings no right; nothing changes when they do already."""
    service, person = found(scope.db, Service, service_id), found(scope.db, Person, person_id)
    if scope.db.get(Attachment, (service_id, person_id)) is None:
        scope.db.add(Attachment(service_id=service_id, person_id=person_id))
        person.touch(scope.actor.name)
        scope.record("people.attached", person_id, _both(person, service), after={"services": service.name})


@requires(Permission.SERVICES_MANAGE)
def detach(scope: Scope, service_id: int, person_id: int) -> None:
    """Let a person belong to a service no more. Refuses with `NotFound` when they do not."""
    service, person = found(scope.db, Service, service_id), found(scope.db, Person, person_id)
    attachment = scope.db.get(Attachment, (service_id, person_id))
    if attachment is None:
        raise NotFound
    scope.db.delete(attachment)
    person.touch(scope.actor.name)
    scope.record("people.detached", person_id, _both(person, service), before={"services": service.name})


def _both(person: Person, service: Service) -> str:
    """The journal is searched for either; the line is in the history of the person."""
    return f"{person.full_name} · {service.name}"


def _is_attached(service_id: int) -> sa.ColumnElement[bool]:
    return (
        select(Attachment.person_id)
        .where(col(Attachment.person_id) == col(Person.id), col(Attachment.service_id) == service_id)
        .exists()
    )


def _checked(db: Session, name: str, own: int | None = None) -> str:
    return naming.unused(db, Service, name, NAME, msg("There is already a service of this name."), own)


def _candidate(person: Person) -> Candidate:
    name = f"{person.last_name} {person.first_name}".strip() or person.username
    return Candidate(id=person.id or 0, name=name, username=person.username)


def _attached(person: Person) -> AttachedRow:
    return AttachedRow(**_candidate(person), works_as="")
