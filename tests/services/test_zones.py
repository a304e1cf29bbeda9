"""Are zones kept in the order and under the names that people gave them (E10)?"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.models.platform import PlatformJournal, Zone
from app.services import establishment_deletion, zones
from app.services.errors import Invalid, NotFound, Refused
from tests.support.world import World


def names(world: World) -> list[str]:
    return [row["name"] for row in world.asked(zones.rows)]


def identity(world: World, name: str) -> int:
    return next(row["id"] for row in world.asked(zones.rows) if row["name"] == name)


def fault(world: World, name: str) -> str:
    with pytest.raises(Invalid) as refused:
        world.asked(zones.add, name)
    return refused.value.fields["name"].text("en")


def told(world: World) -> list[tuple[str, str, object, object]]:
    return [
        (line.action, line.label, line.before, line.after)
        for line in world.rows(PlatformJournal)
        if line.action.startswith("zones.")
    ]


def test_zones_are_shown_in_their_order_with_what_is_in_them(sqlite_world: World) -> None:
    sqlite_world.asked(zones.add, " Zone Nouvelle ")
    assert [(row["name"], row["establishments"]) for row in sqlite_world.asked(zones.rows)] == [
        ("Zone Azurite", 1),
        ("Zone Cinabre", 1),
        ("Zone Nouvelle", 0),
    ]
    assert [choice["name"] for choice in sqlite_world.asked(zones.choices)] == names(sqlite_world)
    assert told(sqlite_world) == [("zones.added", "Zone Nouvelle", {}, {})]


def test_a_name_is_taken_whatever_its_case_and_accents(world: World) -> None:
    for name in ("zone azurite", "ZÔNE  AZURITE", "Zone Azurité"):
        assert fault(world, name) == "There is already a zone of this name."
    with pytest.raises(Invalid):
        world.asked(zones.rename, identity(world, "Zone Azurite"), "zone cinabre")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "x" * 10_000, "a\nb", "a\u2028b", "a\0b"])
def test_a_name_that_cannot_be_is_refused(sqlite_world: World, name: str) -> None:
    assert fault(sqlite_world, name)


def test_the_longest_name_fits_whatever_it_is_made_of(world: World) -> None:
    for unit in ("x", "ß", "\ufdfa"):
        world.asked(zones.add, unit * 100)
    assert len(names(world)) == 5


def test_of_the_same_name_added_twice_at_once_one_is_refused(world: World) -> None:
    def add(_: int) -> bool:
        try:
            world.asked(zones.add, "Zone Nouvelle")
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(3) as people:
        assert sorted(people.map(add, range(3))) == [False, False, True]


def test_a_zone_is_renamed_and_may_keep_its_own_name(sqlite_world: World) -> None:
    azurite = identity(sqlite_world, "Zone Azurite")
    sqlite_world.asked(zones.rename, azurite, "ZONE AZURITE")
    sqlite_world.asked(zones.rename, azurite, "Zone Bleue")
    assert names(sqlite_world) == ["Zone Bleue", "Zone Cinabre"]
    assert told(sqlite_world)[-1] == ("zones.renamed", "Zone Bleue", {"name": "ZONE AZURITE"}, {"name": "Zone Bleue"})


def test_zones_move_up_and_down_but_not_beyond_the_ends(world: World) -> None:
    for name in ("C", "D"):
        world.asked(zones.add, name)
    for by, order in (
        (1, "Zone Azurite C Zone Cinabre D"),
        (1, "Zone Azurite C D Zone Cinabre"),
        (1, "Zone Azurite C D Zone Cinabre"),
        (-9, "Zone Cinabre Zone Azurite C D"),
    ):
        world.asked(zones.move, identity(world, "Zone Cinabre"), by)
        assert " ".join(names(world)) == order
    assert told(world)[-1] == ("zones.moved", "Zone Cinabre", {"position": 3}, {"position": 0})


def test_a_zone_in_use_stays(world: World) -> None:
    azurite = identity(world, "Zone Azurite")
    with pytest.raises(Refused) as refused:
        world.asked(zones.delete, azurite)
    assert refused.value.message.text("en") == "1 establishment is in this zone. Move it to another zone first."
    world.asked(establishment_deletion.delete_one, 1, "1")
    world.asked(zones.delete, azurite)
    assert names(world) == ["Zone Cinabre"]
    assert told(world)[-1][:2] == ("zones.deleted", "Zone Azurite")


def test_a_zone_that_is_not_there_is_not_found(world: World) -> None:
    for zone in (0, -1, 99, 2**31, 2**70):
        with pytest.raises(NotFound):
            world.asked(zones.rename, zone, "x")
        with pytest.raises(NotFound):
            world.asked(zones.move, zone, 1)
        with pytest.raises(NotFound):
            world.asked(zones.delete, zone)
    assert len(world.rows(Zone)) == 2
