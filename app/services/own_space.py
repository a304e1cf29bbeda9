"""What does somebody find in a space of theirs (S2)? Who they are, those they answer for, what they have to read."""

from typing import Any, Final, TypedDict

from sqlmodel import col, select

from app.models.establishment import (
    Attachment,
    Delivery,
    Deposit,
    GuardianLink,
    Membership,
    Person,
    Role,
    Service,
    SpaceCode,
)
from app.models.types import now
from app.services import arrivals
from app.services.errors import NotFound, SignedOut
from app.services.locker_rows import SENDER
from app.services.lockers import is_current
from app.services.permissions import Open
from app.services.scope import NO_PERSON, Scope, requires
from app.storage.hints import freely

SHOWN: Final = 5  # documents to read


class Relative(TypedDict):
    """A student followed, or a guardian; `status` is what the guardian is to the student."""

    id: int
    name: str
    status: str


class ToRead(TypedDict):
    """A document in the locker that was not opened as it is now; an empty sender is Anonymous."""

    id: int
    name: str
    sender: str
    at: str
    is_update: bool


class SpaceCard(TypedDict):
    """`space` is empty for whoever may enter none; the relatives are students or guardians, as the space has them.

    `unread` stops counting at 100; the newest are in `documents`.
    """

    space: str
    spaces: list[str]
    first_name: str
    name: str
    email: str
    roles: list[str]
    services: list[str]
    relatives: list[Relative]
    has_locker: bool
    unread: int
    documents: list[ToRead]


@requires(Open.SIGNED_IN)
def card(scope: Scope, said: str = "") -> SpaceCard:
    """The space of that code, or the first. Refuses with `NotFound` where the actor may not enter it."""
    space = _chosen(scope, said)
    person, standing = _person(scope), arrivals.standing(scope)
    return SpaceCard(
        space=space or "",
        spaces=[str(each) for each in scope.actor.spaces],
        first_name=person.first_name or person.full_name,
        name=person.full_name,
        email=person.email or "",
        roles=_roles(scope),
        services=_services(scope),
        relatives=_relatives(scope, space),
        has_locker=standing["has_locker"],
        unread=standing["unread"],
        documents=_to_read(scope) if standing["unread"] else [],
    )


def _person(scope: Scope) -> Person:
    """Whose space it is; a role, as somebody looks at it, is a person of its name."""
    viewer = scope.actor.viewer
    if scope.actor.id == NO_PERSON and viewer:
        return Person(username=viewer.shown, username_key="")
    person = scope.db.get(Person, scope.actor.id)
    if person is None:  # deleted at this very moment
        raise SignedOut("expired", scope.actor.place.number)
    return person


def _chosen(scope: Scope, said: str) -> SpaceCode | None:
    if not said:
        return next(iter(scope.actor.spaces), None)
    for space in scope.actor.spaces:
        if space == said:
            return space
    raise NotFound


def _roles(scope: Scope) -> list[str]:
    """The primary one first."""
    held = select(Role.name).join(Membership, col(Membership.role_id) == col(Role.id))
    held = held.where(col(Membership.person_id) == scope.actor.id, is_current(now().date()))
    return list(scope.db.exec(held.order_by(col(Membership.is_primary).desc(), col(Role.name_key))))


def _services(scope: Scope) -> list[str]:
    mine = select(Service.name).join(Attachment).where(col(Attachment.person_id) == scope.actor.id)
    return list(scope.db.exec(mine.order_by(col(Service.name_key))))


def _relatives(scope: Scope, space: SpaceCode | None) -> list[Relative]:
    """The students that a guardian follows; the guardians of a student."""
    student, guardian, me = col(GuardianLink.student_id), col(GuardianLink.guardian_id), scope.actor.id
    if space is SpaceCode.GUARDIANS:
        theirs, mine = student, guardian
    elif space is SpaceCode.STUDENTS:
        theirs, mine = guardian, student
    else:
        return []
    found = select(Person, GuardianLink.status).join(GuardianLink, theirs == col(Person.id)).where(mine == me)
    rows = scope.db.exec(found.order_by(col(Person.name_key), col(Person.id)))
    return [Relative(id=person.id or 0, name=person.full_name, status=status) for person, status in rows]


def _to_read(scope: Scope) -> list[ToRead]:
    """The newest of those that are counted, by when they came."""
    asked = arrivals.unread(scope.actor.id, arrivals.COUNTED + 1)
    run: Any = scope.db.exec
    counted = [deposit for some in asked for deposit in run(some)]
    facts = (
        freely(Deposit.id, Deposit.name, SENDER, Deposit.updated_at, Delivery.delivered_at, Delivery.seen)
        .join(Delivery, col(Delivery.deposit_id) == col(Deposit.id))
        .outerjoin(Person, col(Person.id) == col(Deposit.depositor_id))
        .where(col(Delivery.person_id) == scope.actor.id, col(Delivery.deposit_id).in_(counted))
    )
    rows = [_document(*row) for row in scope.db.connection().execute(facts)]
    return sorted(rows, key=lambda row: (row["at"], row["id"]), reverse=True)[:SHOWN]


def _document(*facts: Any) -> ToRead:  # noqa: ANN401  the columns of `_to_read`
    """An updated one is as new as its version."""
    identity, name, sender, updated, delivered, seen = facts
    at = updated if seen else delivered
    return ToRead(id=identity, name=name, sender=sender, at=at.isoformat(), is_update=seen > 0)
