"""Who is whose guardian (S3)? What the page of somebody shows of it, and whom one can add there."""

from typing import Any, Final, Literal, TypedDict

from sqlmodel import col, select

from app.locales import Message, msg
from app.models.establishment import GuardianLink, GuardianStatus, Person, RoleKind
from app.models.types import folded
from app.services.errors import NotFound
from app.services.guardians import RANK, is_of
from app.services.lookup import found
from app.services.people_rows import is_within_reach
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.storage import words

FOUND: Final = 8
MOST: Final = 30  # links of one person: a page shows them all
GUARDIANS, STUDENTS = "guardians", "students"
Side = Literal["guardians", "students"]
STATUSES: Final[dict[GuardianStatus, Message]] = {
    GuardianStatus.LEGAL: msg("Legal guardian"),
    GuardianStatus.IN_CHARGE: msg("In charge"),
    GuardianStatus.CONTACT: msg("Contact"),
}


class LinkRow(TypedDict):
    """The other one of a link; `may_change` when the actor manages both accounts. `household` is the guardian's."""

    id: int
    name: str
    status: str
    has_access: bool
    household: str
    may_change: bool


class FamilyCard(TypedDict):
    """The links of a person, on either side; each side is shown to who is or has one."""

    id: int
    name: str
    is_student: bool
    is_guardian: bool
    may_change: bool
    household: str
    guardians: list[LinkRow]
    students: list[LinkRow]


class Candidate(TypedDict):
    """Somebody whom a search may have meant."""

    id: int
    name: str
    username: str


@requires(Permission.PEOPLE_READ)
def card(scope: Scope, person_id: int) -> FamilyCard:
    """The guardians of somebody, and the students they follow. Refuses with `NotFound`."""
    scope.db.flush()  # what this unit changed is shown too
    person = found(scope.db, Person, person_id)
    facts = select(is_of(RoleKind.STUDENT), is_of(RoleKind.GUARDIAN), is_within_reach(scope))
    is_student, is_guardian, is_near = scope.db.exec(facts.where(col(Person.id) == person_id)).one()
    may_change = bool(is_near) and scope.may(Permission.PEOPLE_EDIT)
    guardians, students = (_rows(scope, person, side, may_change=may_change) for side in (GUARDIANS, STUDENTS))
    return FamilyCard(
        id=person_id,
        name=person.full_name,
        is_student=bool(is_student or guardians),
        is_guardian=bool(is_guardian or students),
        may_change=may_change,
        household=person.household,
        guardians=guardians,
        students=students,
    )


@requires(Permission.PEOPLE_EDIT)
def candidates(scope: Scope, person_id: int, side: Side, said: str) -> list[Candidate]:
    """Up to eight people who could be a guardian or a student of this one, by their names. Refuses with `NotFound`."""
    managed(scope, person_id)
    if not said.strip():
        return []
    kind = RoleKind.GUARDIAN if side == GUARDIANS else RoleKind.STUDENT
    mine, other = _sides(side)
    linked: Any = select(other).where(mine == person_id)
    could = is_of(kind), is_within_reach(scope), col(Person.id) != person_id, col(Person.id).not_in(linked)
    some = select(Person).where(words.asked(Person.search, folded(said[:100])), *could)
    return [
        Candidate(id=one.id or 0, name=one.full_name, username=one.username)
        for one in scope.db.exec(some.order_by(col(Person.name_key), col(Person.id)).limit(FOUND))
    ]


def managed(scope: Scope, person_id: int) -> Person:
    """Somebody whose account the actor manages; being oneself is not enough. Refuses with `NotFound`."""
    person = found(scope.db, Person, person_id)
    if scope.db.exec(select(Person.id).where(col(Person.id) == person_id, is_within_reach(scope))).first() is None:
        raise NotFound
    return person


def _sides(side: str) -> tuple[Any, Any]:
    """The column of whose page it is, and that of the others."""
    columns = col(GuardianLink.student_id), col(GuardianLink.guardian_id)
    return columns if side == GUARDIANS else (columns[1], columns[0])


def _rows(scope: Scope, person: Person, side: str, *, may_change: bool) -> list[LinkRow]:
    mine, other = _sides(side)
    linked = (
        select(GuardianLink, Person, is_within_reach(scope))
        .join(Person, col(Person.id) == other)
        .where(mine == person.id)
        .order_by(RANK, col(Person.name_key), col(Person.id))
    )
    return [
        LinkRow(
            id=one.id or 0,
            name=one.full_name,
            status=str(there.status),
            has_access=there.has_access,
            household=one.household if side == GUARDIANS else person.household,
            may_change=may_change and bool(is_near),
        )
        for there, one, is_near in scope.db.exec(linked.limit(MOST))
    ]
