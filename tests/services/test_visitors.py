"""What does somebody without an account see of an establishment? What it publishes for visitors, else nothing."""

from typing import Any

import pytest
from sqlmodel import SQLModel

from app.models.establishment import Publication, Space, SpaceCode
from app.models.platform import Establishment
from app.services import establishments, sign_in_names, visitors
from app.storage import migrations
from tests.support.news import announced, day
from tests.support.schooling import written
from tests.support.world import World, schools, visit

VISITORS = SpaceCode.VISITORS


def publish(world: World, *, base: bool = True, space: bool = True) -> None:
    with written(world) as db:
        db.get_one(Publication, 1).is_published = base
        db.get_one(Space, VISITORS).is_published = space
        db.commit()


def seen(world: World, said: str | None = None) -> Any:  # noqa: ANN401  a card or nothing
    return visitors.card(visit(world.installation), world.azurite.uai if said is None else said)


def changed(world: World, **fields: object) -> None:
    with world.installation.databases.platform_session(writes=True) as db:
        row: SQLModel = db.get_one(Establishment, world.azurite.number)
        row.sqlmodel_update(fields)
        db.commit()


def test_visitors_read_what_is_announced_to_them_today(world: World) -> None:
    publish(world)
    announced(world, VISITORS, title="Portes ouvertes", begins_on=day(-1))
    announced(world, VISITORS, SpaceCode.STUDENTS, title="Bal")
    announced(world, VISITORS, title="Bientôt", begins_on=day(1))
    announced(world, VISITORS, title="Fini", begins_on=day(-3), ends_on=day(-1))
    announced(world, SpaceCode.STUDENTS, SpaceCode.TEACHERS, title="Pour d’autres")
    for said in (world.azurite.uai, world.azurite.uai.lower(), f" {world.azurite.number} "):
        card = seen(world, said)
        assert (card["name"], card["code"]) == ("Collège Azurite", world.azurite.uai)
        assert [each["title"] for each in card["announcements"]] == ["Bal", "Portes ouvertes"]
        assert "Cinabre" not in repr(card)


def test_there_is_a_space_without_announcements(world: World) -> None:
    publish(world)
    assert seen(world)["announcements"] == []


@pytest.mark.parametrize("published", [{"base": False}, {"space": False}, {"base": False, "space": False}])
def test_what_is_not_published_is_not_there(world: World, published: dict[str, bool]) -> None:
    publish(world, **published)
    announced(world, VISITORS)
    assert seen(world) is None
    assert visitors.choice(visit(world.installation), world.azurite.uai)["is_visited"] is False  # type: ignore[index]


def test_nothing_is_seen_of_one_that_is_unknown_blocked_or_being_updated(world: World) -> None:
    publish(world)
    assert seen(world) is not None
    for said in ("0951099D", "", "0", "-1", "9" * 20, "azurite", "\0", "\ud800", "' OR 1=1 --", world.cinabre.uai):
        assert seen(world, said) is None
    changed(world, schema_revision="0001")
    assert seen(world) is None
    changed(world, schema_revision=migrations.head("establishment"))
    assert seen(world) is not None
    world.asked(establishments.block, world.azurite.number, "Travaux")
    assert seen(world) is None


def test_whoever_chooses_an_establishment_learns_whether_visitors_see_something(world: World) -> None:
    ask = visit(world.installation)
    publish(world)
    choice = visitors.choice(ask, world.azurite.uai)
    assert choice == {**(sign_in_names.chosen(ask, world.azurite.uai) or {}), "is_visited": True}
    assert visitors.choice(ask, "0951099D") is None
    world.asked(establishments.block, world.azurite.number, "Travaux")
    assert choice
    assert visitors.choice(ask, world.azurite.uai) == {**choice, "blocked": "Travaux", "is_visited": False}


def test_one_whose_database_is_out_of_reach_can_still_be_chosen(sqlite_world: World) -> None:
    (number,) = schools(sqlite_world.installation, 1)
    choice = visitors.choice(visit(sqlite_world.installation), str(number))
    assert choice is not None
    assert choice["is_visited"] is False
