"""Does an establishment decide about sizes and the trash (L7, L11)?"""

import pytest

from app.services import locker_settings
from app.services.errors import Forbidden, Invalid
from app.services.locker_quotas import decided
from app.services.permissions import Permission
from tests.support.schooling import deputy, member, read, told
from tests.support.world import World


def test_what_nobody_decided_is_the_default(world: World) -> None:
    assert member(world)(locker_settings.card) == {
        "largest": "50",
        "quota": "500",
        "trash_days": "30",
        "notification": "each",
    }


def test_a_decision_counts_from_then_on_and_is_told(world: World) -> None:
    ask = member(world)
    ask(locker_settings.modify, {"largest": " 20 ", "quota": "1\u202f000", "trash_days": "30"})
    with read(world) as db:
        row = decided(db)
        assert (row.largest, row.quota, row.trash_days) == (20_000_000, 1_000_000_000, 30)
    line = told(world)[-1]
    assert (line.action, line.before, line.after) == (
        "lockers.set",
        {"largest": "50", "quota": "500"},
        {"largest": "20", "quota": "1000"},
    )
    ask(locker_settings.modify, {"largest": "20", "quota": "1000", "trash_days": "30"})
    assert told(world)[-1].id == line.id


@pytest.mark.parametrize("said", ["", "0", "-1", "1.5", "x", "9" * 30, "²", "٣"])
def test_what_is_no_number_is_refused_field_by_field(sqlite_world: World, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        member(sqlite_world)(locker_settings.modify, {"largest": said, "quota": said, "trash_days": said})
    assert [*refused.value.fields] == ["largest", "quota", "trash_days"]
    assert member(sqlite_world)(locker_settings.card)["largest"] == "50"


def test_the_largest_numbers_fit(world: World) -> None:
    most = {"largest": "2000", "quota": "100000", "trash_days": "365"}
    member(world)(locker_settings.modify, most)
    assert member(world)(locker_settings.card) == most | {"notification": "each"}


def test_the_right_alone_is_enough_and_needed(world: World) -> None:
    with pytest.raises(Forbidden):
        member(world, "prof")(locker_settings.card)
    deputy(world, Permission.LOCKER_MANAGE)
    assert member(world, "prof")(locker_settings.card)["quota"] == "500"
