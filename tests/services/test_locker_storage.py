"""Is it said what lockers weigh, and who has little room left (L7)?"""

import pytest
from sqlmodel import col, update

from app.models.establishment import Deposit, LockerSettings, Role
from app.services import deposits, locker_storage
from app.services.errors import Forbidden
from app.services.permissions import Permission
from tests.support.asked import counted
from tests.support.depositing import deposited, joined, uploaded, whom
from tests.support.schooling import deputy, holds, member, written
from tests.support.world import World

ALL = whom("everyone", 0)


def weighed(world: World, part: str) -> list[tuple[str, int, int, bool]]:
    found = member(world)(locker_storage.storage)[part]
    return [(row["name"], row["used"], row["quota"], row["is_tight"]) for row in found]


def usual(world: World, quota: int) -> None:
    with written(world) as db:
        db.merge(LockerSettings(quota=quota))
        db.commit()


def test_a_depositor_is_charged_every_version_once_whatever_the_recipients(world: World) -> None:
    usual(world, 100)
    first = deposited(world, ALL, content=b"x" * 30)
    deposited(world, ALL, content=b"x" * 30, name="again.pdf")
    member(world, "prof")(deposits.update, first, [uploaded(world, content=b"y" * 10)])
    deposited(world, ALL, by="admin", content=b"z" * 5)
    uploaded(world, "admin", content=b"w" * 2)
    member(world, "prof")(deposits.trash, first)
    whole = member(world)(locker_storage.storage)
    assert (whole["stored"], whole["charged"]) == (47, 77)
    assert weighed(world, "roles") == [("Professeur", 70, -1, False), ("Webmestre", 7, -1, False)]
    assert weighed(world, "people") == [
        ("Dominique-Azurite Durand-Azurite", 70, 100, False),
        ("Camille-Azurite Petit-Azurite", 7, 100, False),
    ]
    assert member(world, "prof")(locker_storage.room) == {
        "largest": 50_000_000, "left": 30, "quota": 100, "is_tight": False,
    }  # fmt: skip


def test_from_four_fifths_of_a_quota_on_its_owner_is_warned(world: World) -> None:
    usual(world, 100)
    deposited(world, ALL, content=b"x" * 79)
    assert (weighed(world, "tight"), member(world, "prof")(locker_storage.room)["is_tight"]) == ([], False)
    uploaded(world, content=b"y")
    assert [name for name, *_ in weighed(world, "tight")] == ["Dominique-Azurite Durand-Azurite"]
    assert member(world, "prof")(locker_storage.room)["is_tight"]
    with written(world) as db:  # the largest of the quotas of one's roles counts
        db.exec(update(Role).where(col(Role.code) == "SCHOOL_LIFE").values(quota=1000))
        db.commit()
    holds(world, "prof", "SCHOOL_LIFE")
    assert weighed(world, "people")[0][2:] == (1000, False)
    assert member(world, "prof")(locker_storage.room)["left"] == 920


def test_what_was_left_to_nobody_is_anonymous(world: World) -> None:
    deposited(world, ALL, content=b"x" * 9)
    with written(world) as db:
        db.exec(update(Deposit).values(depositor_id=None))
        db.commit()
    assert weighed(world, "roles") == [("Anonymous", 9, -1, False)]
    assert weighed(world, "people") == []


def test_nothing_is_nothing(world: World) -> None:
    whole = member(world)(locker_storage.storage)
    assert (whole["stored"], whole["charged"], whole["roles"], whole["tight_total"]) == (0, 0, [], 0)


def test_twenty_people_are_named_and_all_counted_in_as_many_queries(sqlite_world: World) -> None:
    usual(sqlite_world, 3)
    deposited(sqlite_world, ALL, content=b"abc")
    ask = member(sqlite_world)
    few = counted(lambda: ask(locker_storage.storage))
    for n in range(25):
        joined(sqlite_world, f"p{n}")
        uploaded(sqlite_world, f"p{n}", content=b"abc")
    assert counted(lambda: ask(locker_storage.storage)) == few
    whole = ask(locker_storage.storage)
    assert (len(whole["people"]), len(whole["tight"]), whole["tight_total"]) == (20, 20, 26)


def test_the_right_alone_is_enough_and_needed(world: World) -> None:
    with pytest.raises(Forbidden):
        member(world, "prof")(locker_storage.storage)
    with pytest.raises(Forbidden):
        member(world, "eleve")(locker_storage.room)
    deputy(world, Permission.LOCKER_MANAGE)
    assert member(world, "prof")(locker_storage.storage)["charged"] == 0
