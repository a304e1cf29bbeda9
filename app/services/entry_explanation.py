"""Why does somebody get into a web space, or not (R9, S5)? The steps of the decision, each with what it rests on."""

from typing import Final, TypedDict

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.locales import msg
from app.models.establishment import (
    GuardianLink,
    GuardianStatus,
    Membership,
    Person,
    PersonState,
    Publication,
    Role,
    Space,
    SpaceCode,
    SpaceRole,
)
from app.models.platform import Establishment, EstablishmentState
from app.models.types import now
from app.services import entrants
from app.services.entry import Facts, Step, decide
from app.services.lookup import found
from app.services.members import rights
from app.services.permissions import Permission
from app.services.scope import Scope, requires
from app.services.spaces import found as found_space

SPACE: Final = "space-"  # before the code of a space, where a right could be asked about
YES, NO = "yes", "no"

# The page says the facts, in the language that is read.
FACTS: Final = {
    (Step.ESTABLISHMENT, YES): msg("The establishment is active"),
    (Step.ESTABLISHMENT, NO): msg("The establishment is blocked"),
    (Step.BASE, YES): msg("The base is published"),
    (Step.BASE, NO): msg("The base is stopped"),
    (Step.SPACE, YES): msg("The web space is published"),
    (Step.SPACE, NO): msg("The web space is stopped"),
    (Step.ALLOWED, YES): msg("The person may enter it"),
    (Step.ALLOWED, NO): msg("The person may not enter it"),
    (Step.ACCOUNT, YES): msg("The account is active"),
    (Step.ACCOUNT, NO): msg("The account is not active"),
    (Step.PASSWORD, YES): msg("The password is up to date"),
    (Step.PASSWORD, NO): msg("A new password must be chosen first"),
}
DETAILS: Final = {
    "by-role": msg("By the role: %(words)s"),
    "no-role": msg("None of their roles is let in; these are: %(words)s"),
    "no-role-at-all": msg("No role is let in."),
    "legal": msg("Legally responsible for %(words)s"),
    "in-charge": msg("In charge of %(words)s"),
    "contact": msg("Contact of %(words)s"),
    "no-access": msg("Access is off; a guardian of %(words)s"),
    "no-child": msg("Not the guardian of any student."),
    "pending": msg("No password has been chosen yet."),
    "blocked": msg("It is blocked."),
    "seen": msg("Last access:"),
    "since": msg("Since"),
}


class EntryStep(TypedDict):
    """A step and what it says; one of the `DETAILS` with its words, a moment (ISO 8601) and who; "" where none.

    `mend` is what the actor can do about a refusal: "base", "space", "roles", "guardians", "person", or nothing.
    """

    step: str
    outcome: str
    detail: str
    words: str
    at: str
    by: str
    mend: str


class EntryExplanation(TypedDict):
    """The answer, then the steps. Whoever `publishes` is let into the portal whatever the steps say."""

    person: int
    name: str
    space: str
    enters: bool
    publishes: bool
    refusals: int
    steps: list[EntryStep]


@requires(Permission.ACCESS_EXPLAIN)
def explain(scope: Scope, person_id: int, code: str) -> EntryExplanation:
    """Whether a person may enter a space now, and why. Refuses with `NotFound`."""
    person, space = found(scope.db, Person, person_id), found_space(scope, code)
    base = scope.db.get_one(Publication, 1)
    facts = entrants.facts_of_many(scope.db, space.code, col(Person.id) == person_id)[person_id]
    decision = decide(space.code, facts._replace(is_active=_is_active(scope)))
    details = {
        Step.BASE: _switched(base),
        Step.SPACE: _switched(space),
        Step.ALLOWED: _allowed(scope, person_id, space.code, facts),
        Step.ACCOUNT: _account(person),
    }
    steps = [
        EntryStep(
            step=step,
            outcome=YES if said else NO,
            mend="" if said else _mend(scope, step, space.code),
            **_full(details.get(step)),
        )
        for step, said in decision.steps
        if said is not None
    ]
    return EntryExplanation(
        person=person_id,
        name=person.full_name,
        space=space.code,
        enters=decision.refused_by is None,
        publishes=Permission.SPACES_MANAGE in rights(scope.db, person_id, now().date()).granted,
        refusals=sum(step["outcome"] == NO for step in steps),
        steps=steps,
    )


class _Detail(TypedDict, total=False):
    detail: str
    words: str
    at: str
    by: str


def _full(known: _Detail | None) -> _Detail:
    return {"detail": "", "words": "", "at": "", "by": "", **(known or {})}


def _is_active(scope: Scope) -> bool:
    with scope.installation.databases.platform_session(writes=False) as db:
        state = db.exec(
            select(Establishment.state).where(col(Establishment.number) == scope.actor.place.number)
        ).first()
    return state is EstablishmentState.ACTIVE


def _switched(row: Publication | Space) -> _Detail | None:
    return _Detail(detail="since", at=row.changed_at.isoformat(), by=row.changed_by) if row.changed_by else None


def _allowed(scope: Scope, person_id: int, space: SpaceCode, facts: Facts) -> _Detail:
    if space is SpaceCode.GUARDIANS:
        return _as_guardian(scope, person_id)
    day, of_space = now().date(), col(SpaceRole.space) == space
    entering = select(Role.name).join(SpaceRole).where(of_space).order_by(col(Role.name_key))
    if not facts.is_allowed:
        names = ", ".join(scope.db.exec(entering))
        return _Detail(detail="no-role" if names else "no-role-at-all", words=names)
    held = (
        select(Membership, Role.name).join(Role).join(SpaceRole).where(of_space, col(Membership.person_id) == person_id)
    )
    current = (name for membership, name in scope.db.exec(held) if membership.is_current(day))
    return _Detail(detail="by-role", words=", ".join(current))


def _as_guardian(scope: Scope, person_id: int) -> _Detail:
    student = aliased(Person)
    theirs = select(GuardianLink, student).join(student, col(student.id) == col(GuardianLink.student_id))
    links = list(scope.db.exec(theirs.where(col(GuardianLink.guardian_id) == person_id)))
    if not links:
        return _Detail(detail="no-child")
    letting = [(link, child) for link, child in links if link.has_access]
    if not letting:
        return _Detail(detail="no-access", words=", ".join(child.full_name for _, child in links))
    best = min((link.status for link, _ in letting), key=list(GuardianStatus).index)
    return _Detail(detail=best, words=", ".join(child.full_name for link, child in letting if link.status is best))


def _account(person: Person) -> _Detail | None:
    if person.state is not PersonState.ACTIVE:
        return _Detail(detail="blocked" if person.state is PersonState.BLOCKED else "pending")
    return _Detail(detail="seen", at=person.last_access.isoformat()) if person.last_access else None


def _mend(scope: Scope, step: Step, space: SpaceCode) -> str:
    """What the actor may do about it."""
    if step in {Step.ACCOUNT, Step.PASSWORD}:
        return "person" if scope.may(Permission.PEOPLE_READ) else ""
    if step is Step.ESTABLISHMENT or not scope.may(Permission.SPACES_MANAGE):
        return ""
    if step is Step.ALLOWED:
        return "guardians" if space is SpaceCode.GUARDIANS else "roles"
    return step
