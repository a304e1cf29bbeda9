"""Whose guardian is somebody, and what are they to the student (S3)? Said on the page of either of the two."""

from sqlmodel import Session, col, func, select

from app.locales import Message, msg
from app.models.establishment import ENTERING, GuardianLink, GuardianStatus, Person, RoleKind
from app.services import entry_news
from app.services.errors import Invalid, NotFound
from app.services.families import MOST, managed
from app.services.guardians import has_link, is_of
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.services.validation import Checks


@requires(Permission.PEOPLE_EDIT)
def link(scope: Scope, student_id: int, guardian_id: int, status: str) -> None:
    """Say that somebody is a guardian of a student; access is on or off as is usual for the status.

    Refuses with `NotFound` who is out of reach, else with `Invalid`.
    """
    student, guardian = managed(scope, student_id), managed(scope, guardian_id)
    checks, known = Checks(), _status(status)
    if known is None:
        checks.refuse("status", msg("Choose what they are to the student."))
    if fault := _fault(scope.db, student_id, guardian_id):
        checks.refuse("person", fault)
    checks.settle()
    made = GuardianLink(
        student_id=student_id,
        guardian_id=guardian_id,
        status=known or GuardianStatus.CONTACT,
        has_access=known in ENTERING,
    )
    scope.db.add(made)
    for whose, other in _both(student, guardian):
        scope.record("people.guardian_linked", whose.id, whose.full_name, after=other | _facts(made))
    entry_news.changed(scope, [guardian_id])


@requires(Permission.PEOPLE_EDIT)
def change_status(scope: Scope, student_id: int, guardian_id: int, status: str) -> None:
    """Say otherwise what a guardian is to a student; access becomes what is usual for that.

    Refuses with `NotFound` what is not there or out of reach, else with `Invalid`.
    """
    student, guardian, there = _there(scope, student_id, guardian_id)
    known = _status(status)
    if known is None:
        raise Invalid({"status": msg("Choose what they are to the student.")})
    if known is there.status:
        return
    before = _facts(there)
    there.status, there.has_access = known, known in ENTERING
    for whose, other in _both(student, guardian):
        was, will = other | before, other | _facts(there)
        scope.record("people.guardian_changed", whose.id, whose.full_name, before=was, after=will)
    entry_news.changed(scope, [guardian_id])


@requires(Permission.PEOPLE_EDIT)
def unlink(scope: Scope, student_id: int, guardian_id: int) -> None:
    """Say that somebody is no longer a guardian of a student. Refuses with `NotFound`."""
    student, guardian, there = _there(scope, student_id, guardian_id)
    scope.db.delete(there)
    for whose, other in _both(student, guardian):
        scope.record("people.guardian_unlinked", whose.id, whose.full_name, before=other | _facts(there))
    entry_news.changed(scope, [guardian_id])


@requires(Permission.PEOPLE_EDIT)
def settle(scope: Scope, person_id: int, household: str) -> None:
    """Say where a guardian lives: who has the same words lives there, too; empty for nowhere that is known.

    Refuses with `NotFound` who is out of reach or no guardian, else with `Invalid`.
    """
    person = managed(scope, person_id)
    is_guardian = is_of(RoleKind.GUARDIAN) | has_link()
    if scope.db.exec(select(Person.id).where(col(Person.id) == person_id, is_guardian)).first() is None:
        raise NotFound
    checks, before = Checks(), person.household
    said = checks.text("household", household, 200, required=False)
    checks.settle()
    if said == before:
        return
    # No form of a person shows it: none that is open elsewhere becomes stale.
    person.household = said
    person.describe()
    scope.record(
        "people.household_changed", person_id, person.full_name, before={"household": before}, after={"household": said}
    )


def _there(scope: Scope, student_id: int, guardian_id: int) -> tuple[Person, Person, GuardianLink]:
    student, guardian = managed(scope, student_id), managed(scope, guardian_id)
    there = scope.db.get(GuardianLink, (student_id, guardian_id))
    if there is None:
        raise NotFound
    return student, guardian, there


def _status(said: str) -> GuardianStatus | None:
    return GuardianStatus(said) if said in {str(status) for status in GuardianStatus} else None


def _fault(db: Session, student_id: int, guardian_id: int) -> Message | None:
    """Why these two cannot be linked."""
    of_kind = (
        select(Person.id).where(col(Person.id) == student_id, is_of(RoleKind.STUDENT)),
        select(Person.id).where(col(Person.id) == guardian_id, is_of(RoleKind.GUARDIAN)),
    )
    if student_id == guardian_id or any(db.exec(one).first() is None for one in of_kind):
        return msg("A link is between somebody with a role of guardians and somebody with a role of students.")
    if db.get(GuardianLink, (student_id, guardian_id)):
        return msg("They are linked already.")
    for mine, whose in ((GuardianLink.student_id, student_id), (GuardianLink.guardian_id, guardian_id)):
        if db.exec(select(func.count()).where(col(mine) == whose)).one() >= MOST:
            return msg("Nobody can have more than %(n)s links.", n=MOST)
    return None


def _facts(there: GuardianLink) -> dict[str, object]:
    return {"guardian_status": str(there.status), "access": there.has_access}


def _both(student: Person, guardian: Person) -> list[tuple[Person, dict[str, object]]]:
    """Each of the two with what its history says of the other."""
    return [(student, {"guardian": guardian.full_name}), (guardian, {"student": student.full_name})]
