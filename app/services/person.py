"""What is known of one person? Their card, what the form has to choose from, and what happened to them (P5, P10)."""

from collections.abc import Collection
from typing import Final, TypedDict

from sqlmodel import Session, col, select

from app.models.establishment import (
    FALLBACK,
    IMPLICIT,
    Attachment,
    Job,
    JobRow,
    Person,
    PersonState,
    Role,
    Service,
    SignIn,
)
from app.models.jobs import Outcome
from app.services import journal, memberships, open_sessions
from app.services.authority import may_give, may_manage
from app.services.browsers import browser
from app.services.journal import JournalRow
from app.services.listing import Order, Page, Query, paged
from app.services.lookup import found
from app.services.open_sessions import OpenSession
from app.services.people_form import reachable
from app.services.people_rows import is_within_reach
from app.services.permissions import Permission
from app.services.person_jobs import SUBJECT
from app.services.powers import givable, powers
from app.services.scope import Scope, requires
from app.services.services import scoped
from app.services.views import may_view_person


class PersonCard(TypedDict):
    """An account; `held` are its roles in words, `barrier` those whose accounts the actor may not manage."""

    id: int
    name: str
    last_name: str
    first_name: str
    username: str
    email: str
    language: str
    state: str
    must_change: bool
    has_password: bool
    is_oneself: bool
    is_reachable: bool
    held: str
    services: str
    is_unscoped: bool
    barrier: str
    may_view: bool
    primary: str
    created_at: str
    last_access: str
    changed_by: str
    changed_at: str
    data_source: str
    version: int


class RoleBox(TypedDict):
    """A role in the form; `is_given` as a secondary one. One that `is_fixed` is held, and not the actor's to take."""

    id: str
    name: str
    is_given: bool
    is_primary: bool
    may_give: bool
    is_fixed: bool
    begins: str
    ends: str


class ServiceBox(TypedDict):
    """A service in the form."""

    id: str
    name: str
    is_attached: bool


class SignInRow(TypedDict):
    """One sign-in that succeeded."""

    id: int
    at: str
    address: str
    browser: str


@requires(Permission.PEOPLE_READ)
def card(scope: Scope, person_id: int) -> PersonCard:
    """One person, whoever may change them. Refuses with `NotFound`."""
    scope.db.flush()  # what this unit changed is shown too
    person = found(scope.db, Person, person_id)
    held = memberships.held(scope.db, person_id)
    near = scope.db.exec(select(Person.id).where(col(Person.id) == person_id, is_within_reach(scope))).first()
    beyond = {} if near else {r: t for r, t in held.items() if not may_manage(scope.actor, (r,))}
    primary = next((str(role) for role, term in held.items() if term.is_primary), "")
    attached = ", ".join(box["name"] for box in _boxes(scope.db, person_id) if box["is_attached"])
    return PersonCard(
        id=person_id,
        name=person.full_name,
        last_name=person.last_name,
        first_name=person.first_name,
        username=person.username,
        email=person.email or "",
        language=person.language,
        state=person.state,
        must_change=person.must_change,
        has_password=person.password_hash is not None,
        is_oneself=person_id == scope.actor.id,
        is_reachable=near is not None,
        held=memberships.words(scope.db, held),
        services=attached,
        is_unscoped=not attached and bool(scoped(scope.db, [person_id])),
        barrier=memberships.words(scope.db, {role: memberships.Term() for role in beyond}),
        primary=primary,
        may_view=_may_view(scope, person),
        created_at=person.created_at.isoformat(),
        last_access=person.last_access.isoformat() if person.last_access else "",
        changed_by=person.changed_by,
        changed_at=person.changed_at.isoformat(),
        data_source=person.data_source or "",
        version=person.version,
    )


@requires(Permission.PEOPLE_READ)
def roles(scope: Scope, person_id: int = 0) -> list[RoleBox]:
    """The roles that a form offers, of a person or of one to come: those held, and those that the actor may give."""
    held, brings = memberships.held(scope.db, person_id), powers(scope.db)
    given = select(Role).where(col(Role.code).not_in(IMPLICIT)).order_by(col(Role.name_key))
    boxes = [
        _role(scope, role, held.get(role.id or 0), may_give(scope.actor, role.id or 0, brings[role.id or 0]))
        for role in scope.db.exec(given)
    ]
    return [box for box in boxes if box["may_give"] or box["is_given"] or box["is_primary"]]


@requires(Permission.PEOPLE_READ)
def fallback(scope: Scope) -> str:
    """The primary role that a form proposes: STUDENT, where the actor may give it."""
    student = scope.db.exec(select(Role.id).where(col(Role.code) == FALLBACK)).one()
    return str(student) if student in givable(scope) else ""


@requires(Permission.PEOPLE_READ)
def services(scope: Scope, person_id: int = 0) -> list[ServiceBox]:
    """The services that a form offers."""
    return _boxes(scope.db, person_id)


SIGN_INS: Final = Order({"at": (col(SignIn.id),)}, "-at")


@requires(Permission.PEOPLE_SECURE)
def sign_ins(scope: Scope, person_id: int, query: Query) -> Page[SignInRow]:
    """When and from where somebody came in, for a year; newest first. Refuses with `NotFound`."""
    person = reachable(scope, person_id)
    return paged(scope.db, select(SignIn).where(col(SignIn.person_id) == person.id), SIGN_INS, query, _sign_in)


@requires(Permission.PEOPLE_SECURE)
def sessions(scope: Scope, person_id: int) -> list[OpenSession]:
    """Where somebody is signed in now. Refuses with `NotFound`."""
    return open_sessions.listed(scope, reachable(scope, person_id).id or 0)


@requires(Permission.JOURNAL_READ)
def history(scope: Scope, person_id: int, query: Query) -> Page[JournalRow]:
    """The lines of the journal about somebody: also of what was done to many at once. Refuses with `NotFound`."""
    person = found(scope.db, Person, person_id)
    in_it = col(JobRow.ref) == person.id, col(JobRow.outcome) == Outcome.DONE, col(Job.id) == col(JobRow.job_id)
    jobs = [f"{SUBJECT}{job}" for job in scope.db.exec(select(Job.id).where(*in_it).distinct())]
    return journal.about(scope, [str(person.id), *jobs], query)


def _may_view(scope: Scope, person: Person) -> bool:
    """Whether the actor may see the portal as that person (R8)."""
    is_there = person.state is PersonState.ACTIVE and person.id != scope.actor.id
    return is_there and scope.may(Permission.VIEW_AS) and may_view_person(scope.db, scope.actor, person.id or 0)


def _boxes(db: Session, person_id: int) -> list[ServiceBox]:
    attached: Collection[int] = set(
        db.exec(select(Attachment.service_id).where(col(Attachment.person_id) == person_id))
    )
    order = select(Service).order_by(col(Service.name_key))
    return [ServiceBox(id=str(s.id), name=s.name, is_attached=s.id in attached) for s in db.exec(order)]


def _role(scope: Scope, role: Role, term: memberships.Term | None, may: bool) -> RoleBox:  # noqa: FBT001  a fact
    return RoleBox(
        id=str(role.id),
        name=role.name,
        is_given=term is not None and not term.is_primary,
        is_primary=term is not None and term.is_primary,
        may_give=may,
        is_fixed=term is not None and not may_manage(scope.actor, (role.id or 0,)),
        begins=term.begins_on.isoformat() if term and term.begins_on else "",
        ends=term.ends_on.isoformat() if term and term.ends_on else "",
    )


def _sign_in(row: SignIn) -> SignInRow:
    return SignInRow(id=row.id or 0, at=row.at.isoformat(), address=row.address, browser=browser(row.agent))
