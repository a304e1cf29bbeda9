"""What do tests about roles and rights arrange, and look at? In Azurite, as its people have it in the database."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, delete, select, update

from app.models.establishment import Grant, Journal, Management, Membership, Person, Role
from app.models.types import now
from app.services import members
from app.services.permissions import Permission
from app.services.scope import PersonActor, open_establishment
from tests.support.world import World


def member(world: World, login: str = "admin") -> Callable[..., Any]:
    """Run use cases as somebody of Azurite as they are now, each in a unit of work of its own."""
    return acting(world, world.person(world.azurite, login))


def acting(world: World, who: PersonActor) -> Callable[..., Any]:
    """The same as somebody who is signed in already."""
    actor = replace(who, language="en")

    def ask(use_case: Callable[..., Any], *said: object) -> Any:  # noqa: ANN401  whatever it gives
        with open_establishment(world.installation, actor, writes=True) as scope:
            return use_case(scope, *said)

    return ask


def written(world: World) -> Any:  # noqa: ANN401  a context
    return world.installation.databases.session(world.azurite.place, writes=True)


def read(world: World) -> Any:  # noqa: ANN401  a context
    return world.installation.databases.session(world.azurite.place, writes=False)


def identity(world: World, code: str) -> int:
    """The identity of a role."""
    with read(world) as db:
        return _role(db, code)


def grant(world: World, code: str, *permissions: Permission, manages: list[str] | None = None) -> None:
    """Let a role bring these."""
    with written(world) as db:
        role = _role(db, code)
        for permission in permissions:
            db.merge(Grant(role_id=role, permission=permission))
        for other in manages or []:
            db.merge(Management(role_id=role, managed_id=_role(db, other)))
        db.commit()


def holds(world: World, username: str, code: str, *, primary: bool = False, only: bool = False) -> None:
    """Let somebody hold a role, first of all, and nothing else, if said so."""
    with written(world) as db:
        person, role = _person(db, username), _role(db, code)
        mine = col(Membership.person_id) == person
        if only:
            db.exec(delete(Membership).where(mine))
        if primary:
            db.exec(update(Membership).where(mine).values(is_primary=False))
        db.merge(Membership(person_id=person, role_id=role, is_primary=primary))
        db.commit()


def deputy(world: World, *permissions: Permission, manages: list[str] | None = None) -> None:
    """Let `prof` hold a role that brings these: somebody who may much, but not all."""
    with written(world) as db:
        role = Role(code="DEPUTY", name="Adjoint", name_key="adjoint")
        db.add(role)
        db.commit()
    grant(world, "DEPUTY", *permissions, manages=manages)
    holds(world, "prof", "DEPUTY")


def held(world: World, username: str) -> set[str]:
    """The codes of the roles that somebody holds."""
    with read(world) as db:
        return {*db.exec(select(Role.code).join(Membership).where(Membership.person_id == _person(db, username)))}


def primary(world: World, username: str) -> str:
    """The code of the one role that somebody holds first of all."""
    with read(world) as db:
        mine = select(Role.code).join(Membership).where(Membership.person_id == _person(db, username))
        return db.exec(mine.where(col(Membership.is_primary))).one()


def told(world: World) -> list[Journal]:
    """The lines of the journal, oldest first."""
    with read(world) as db:
        return list(db.exec(select(Journal).order_by(col(Journal.id))))


def everybodys_rights(world: World) -> dict[int, frozenset[object]]:
    """What each person may, and whose accounts they manage, as the database says today."""
    with read(world) as db:
        found = {person: members.rights(db, person or 0, now().date()) for person in db.exec(select(Person.id))}
    return {person or 0: frozenset[object](rights.granted | rights.manages) for person, rights in found.items()}


def _role(db: Session, code: str) -> int:
    return db.exec(select(Role.id).where(col(Role.code) == code)).one() or 0


def _person(db: Session, username: str) -> int:
    return db.exec(select(Person.id).where(col(Person.username) == username)).one() or 0
