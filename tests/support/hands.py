"""How do tests of an establishment's use cases act as its people? Each gesture in a unit of work of its own."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import col, select

from app.models.establishment import Grant, Journal, Management, Membership, Person, Role
from app.services.errors import Invalid, Refused
from app.services.permissions import Permission
from app.services.scope import Scope, open_establishment
from tests.support.world import PASSWORD, School, World

P = ParamSpec("P")
R = TypeVar("R")


class Hand:
    """Somebody of a school."""

    def __init__(self, world: World, login: str = "admin", school: School | None = None) -> None:
        self.world, self.school = world, school or world.azurite
        self.actor = world.person(self.school, login)

    def __call__(self, use_case: Callable[Concatenate[Scope, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What a use case gives them, with the rights that they had when they came."""
        with open_establishment(self.world.installation, self.actor, writes=True) as scope:
            return use_case(scope, *args, **kwargs)

    def refusal(self, use_case: Callable[Concatenate[Scope, P], R], *args: P.args, **kwargs: P.kwargs) -> Refused:
        """The refusal that a use case answers them with."""
        try:
            self(use_case, *args, **kwargs)
        except Refused as refusal:
            return refusal
        raise AssertionError("it was not refused")

    def faults(self, use_case: Callable[Concatenate[Scope, P], R], *args: P.args, **kwargs: P.kwargs) -> dict[str, str]:
        """What a use case has against each field."""
        refusal = self.refusal(use_case, *args, **kwargs)
        assert isinstance(refusal, Invalid), refusal.message.text("en")
        return {name: message.text("en") for name, message in refusal.fields.items()}


def role(world: World, code: str, school: School | None = None) -> int:
    """The identity of a role."""
    with world.installation.databases.session((school or world.azurite).place, writes=False) as db:
        return db.exec(select(Role.id).where(col(Role.code) == code)).one() or 0


def person(world: World, username: str, school: School | None = None) -> Person:
    """A row of the people."""
    return world.people(school or world.azurite)[username]


def empower(world: World, code: str, *rights: Permission, manages: tuple[str, ...] = ()) -> None:
    """Let a role of the first school bring these rights, and the accounts of those roles."""
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        ids = {found.code: found.id or 0 for found in db.exec(select(Role))}
        db.add_all(Grant(role_id=ids[code], permission=right) for right in rights)
        db.add_all(Management(role_id=ids[code], managed_id=ids[managed]) for managed in manages)
        db.commit()


def memberships(world: World, username: str) -> dict[str, Membership]:
    """The roles that somebody of the first school holds, by their codes."""
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        whose = select(Role.code, Membership).join(Membership).join(Person).where(col(Person.username) == username)
        return dict(db.exec(whose).all())


def deeds(world: World) -> list[Journal]:
    """The lines of the first school's journal."""
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        return list(db.exec(select(Journal).order_by(col(Journal.id))))


def typed(**changes: str) -> dict[str, str]:
    """A form of a new person that nothing is wrong with, but for the changes."""
    right = {
        "last_name": "Le Goff",
        "first_name": "Anne-Marie",
        "email": "am.legoff@azurite.test",
        "entry": "password",
        "password": PASSWORD,
        "language": "fr",
    }
    return {**right, **changes}
