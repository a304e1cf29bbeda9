"""What does a person find when they come in, and how much do they learn of the others?"""

from sqlalchemy import event
from sqlmodel import col, select

from app.models.establishment import Grant, Membership, Person, PersonState, Role
from app.services import home
from app.services.home import HomeCard
from app.services.permissions import Permission
from app.services.scope import open_establishment
from tests.support.world import School, World


def card(world: World, school: School, login: str) -> HomeCard:
    with open_establishment(world.installation, world.person(school, login), writes=False) as scope:
        return home.card(scope)


def grant(world: World, school: School, permission: Permission, code: str = "TEACHER") -> None:
    with world.installation.databases.session(school.place, writes=True) as db:
        role = db.exec(select(Role.id).where(col(Role.code) == code)).one() or 0
        if db.get(Grant, (role, permission)) is None:
            db.add(Grant(role_id=role, permission=permission))
        db.commit()


def crowd(world: World, school: School, count: int) -> None:
    with world.installation.databases.session(school.place, writes=True) as db:
        role = db.exec(select(Role.id).where(col(Role.code) == "STUDENT")).one() or 0
        for n in range(count):
            person = Person(username=f"p{n}", username_key="", state=PersonState.PENDING)
            person.describe()
            db.add(person)
            db.flush()
            db.add(Membership(person_id=person.id or 0, role_id=role, is_primary=True))
        db.commit()


def test_figures_are_for_whoever_sees_the_people(world: World) -> None:
    assert card(world, world.azurite, "admin")["people"] == 3
    nothing = card(world, world.azurite, "eleve")
    assert (nothing["has_figures"], nothing["people"], nothing["roles"]) == (False, 0, [])
    grant(world, world.azurite, Permission.PEOPLE_READ, "STUDENT")
    seen = card(world, world.azurite, "eleve")
    assert (seen["has_figures"], seen["people"], seen["active"]) == (True, 3, 3)
    assert not card(world, world.cinabre, "eleve")["has_figures"]


def test_roles_are_counted_with_what_their_list_is_found_by(world: World) -> None:
    crowd(world, world.azurite, 2)
    found = card(world, world.azurite, "admin")
    assert (found["people"], found["pending"]) == (5, 2)
    assert next((role["name"], role["n"]) for role in found["roles"]) == ("Élève", 3)
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        assert {role["id"]: role["name"] for role in found["roles"]} == {
            role.id: role.name
            for role in db.exec(select(Role).where(col(Role.code).in_(("WEBMASTER", "TEACHER", "STUDENT"))))
        }


def test_more_people_ask_for_no_more_queries(world: World) -> None:
    counts = list[int]()
    for more in (1, 40):
        with open_establishment(world.installation, world.person(world.azurite, "admin"), writes=False) as scope:
            asked = list[str]()
            event.listen(
                scope.db.connection(), "before_cursor_execute", lambda *said, asked=asked: asked.append(said[2])
            )
            home.card(scope)
            counts.append(len(asked))
        if more == 1:
            crowd(world, world.azurite, 40)
    assert counts == [2, 2]
