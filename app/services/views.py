"""What would somebody else see (R8)? A person, or a role, as whoever may looks at the portal as them."""

from dataclasses import replace
from typing import Any, Final, Protocol

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.models.establishment import IMPLICIT, Membership, Person, Role
from app.models.types import now
from app.services import authority, members
from app.services.entry import KeptOut
from app.services.members import member, rights_of
from app.services.permissions import Permission
from app.services.powers import powers
from app.services.scope import NO_PERSON, PersonActor, Viewer


class Looking(Protocol):
    """What a session says of it: a row of `sessions`, or the session itself."""

    view_role: int | None
    view_person: int | None
    view_until: Any


VISITOR: Final = "ANONYMOUS"  # the role of who is not signed in: nobody who is holds it by name


def shown(db: Db, viewer: PersonActor, looking: Looking) -> PersonActor | None:
    """Whom the viewer sees the portal as, as they are now; None once that is over, or may be no longer."""
    is_over = looking.view_until is None or looking.view_until <= now()
    if is_over or Permission.VIEW_AS not in viewer.permissions:
        return None
    if looking.view_role is not None:
        return as_role(db, viewer, looking.view_role)
    return as_person(db, viewer, looking.view_person)


def as_person(db: Db, viewer: PersonActor, person: int | None) -> PersonActor | None:
    """A person whose account the viewer could get into; None who may not come in, is out of reach, or is the viewer."""
    who = member(db, viewer.place, person, viewer.session)
    if who is None or who.id == viewer.id or not may_view_person(db, viewer, who.id):
        return None
    name, role = named(db, who.id)
    return replace(who, viewer=Viewer(viewer.id, viewer.name, name, role))


def as_role(db: Db, viewer: PersonActor, role: int | None) -> PersonActor | None:
    """Somebody who holds that role alone, and is nobody; None where the viewer does not hold all that it brings."""
    there = db.get(Role, role) if role else None
    if there is None or not may_view_role(db, viewer, there.id or 0):
        return None
    looking = Viewer(viewer.id, viewer.name, there.name, is_person=False)
    nobody = PersonActor(
        NO_PERSON, there.name, viewer.language, viewer.session, viewer.place, (), frozenset(), viewer=looking
    )
    if there.code == VISITOR:
        return replace(nobody, roles=(VISITOR,))
    rights = rights_of(db, {} if there.code in IMPLICIT else {there.code: there.kind})
    held = {"roles": rights.roles, "permissions": rights.granted, "manages": rights.manages, "kinds": rights.kinds}
    return replace(nobody, **held)


def let_in(db: Db, seen: PersonActor) -> PersonActor:
    """The same, with the spaces that they may enter; refuses with `KeptOut`, which says as whom, whom none lets in."""
    if VISITOR in seen.roles:
        return seen
    try:
        return members.let_in(db, seen)
    except KeptOut as out:
        out.seen = seen
        raise


def may_view_person(db: Db, viewer: PersonActor, person: int) -> bool:
    """Whether the viewer could get into that account (P7, T18)."""
    held = db.exec(select(Membership.role_id).where(col(Membership.person_id) == person)).all()
    return authority.may_enter(viewer, held, powers(db))


def may_view_role(db: Db, viewer: PersonActor, role: int) -> bool:
    """Whether the viewer could give that role, or holds it as everybody does."""
    power = powers(db).get(role)
    return power is not None and (power.is_implicit or authority.may_give(viewer, role, power))


def named(db: Db, person: int) -> tuple[str, str]:
    """Somebody's name, and that of their primary role."""
    found = (
        select(Person, Role.name)
        .outerjoin(Membership, (col(Membership.person_id) == col(Person.id)) & col(Membership.is_primary).is_(True))
        .outerjoin(Role, col(Role.id) == col(Membership.role_id))
        .where(col(Person.id) == person)
    )
    who: Any = db.exec(found).first()
    return (who[0].full_name, who[1] or "") if who else ("", "")
