"""Is a list shown as its reader likes it, and by what it can be filtered (P1)?"""

import pytest

from app.services import people_bulk, people_choices, preferences
from app.services.errors import Forbidden, Refused
from tests.services.test_people import fill
from tests.support.crowd import Crowd
from tests.support.world import World


def test_each_person_has_columns_and_a_size_of_their_own(world: World) -> None:
    admin, prof = Crowd(world, world.azurite), Crowd(world, world.azurite, "prof")
    usual = admin.asked(preferences.liking, "people")
    assert usual == {"columns": ["email", "roles", "state", "created", "access"], "size": 0}
    admin.asked(preferences.show_columns, "people", {"source", "state", "no such column"})
    admin.asked(preferences.show_rows, "people", 100)
    assert admin.asked(preferences.liking, "people") == {"columns": ["state", "source"], "size": 100}
    assert prof.asked(preferences.liking, "people") == usual
    admin.asked(preferences.show_columns, "people", [])
    assert admin.asked(preferences.liking, "people") == {"columns": [], "size": 100}


def test_there_is_nothing_to_like_beyond_the_lists_and_sizes_that_there_are(sqlite_world: World) -> None:
    admin = Crowd(sqlite_world, sqlite_world.azurite)
    with pytest.raises(Refused):
        admin.asked(preferences.show_rows, "people", 1_000_000)
    with pytest.raises(Refused):
        admin.asked(preferences.show_columns, "no such list", ["name"])


def test_filters_offer_what_there_is(world: World) -> None:
    admin = Crowd(world, world.azurite)
    fill(world, world.azurite, 12)
    found = admin.asked(people_choices.choices)
    assert [choice["value"] for choice in found["sources"]] == ["siecle"]
    assert [choice["label"] for choice in found["services"]] == ["Service 1", "Service 2"]
    assert {"Webmestre", "Élève"} <= {choice["label"] for choice in found["roles"]}
    assert "Anonyme" not in {choice["label"] for choice in found["roles"]}
    assert "people.read" in {choice["value"] for choice in found["permissions"]}


def test_a_bar_offers_what_its_reader_may_do(sqlite_world: World) -> None:
    admin, prof = Crowd(sqlite_world, sqlite_world.azurite), Crowd(sqlite_world, sqlite_world.azurite, "prof")
    assert {"people.block", "people.give_role"} <= {*admin.asked(people_bulk.offered)}
    with pytest.raises(Forbidden):
        prof.asked(people_bulk.offered)
