"""Are categories kept in the order and under the names that people gave them (L3)?"""

import pytest
from sqlmodel import select

from app.models.establishment import Deposit
from app.services import categories, deposits
from app.services.deposits import Changes
from app.services.errors import Forbidden, Invalid, NotFound, Refused
from app.services.permissions import Permission
from tests.support.asked import counted
from tests.support.depositing import deposited, whom
from tests.support.schooling import deputy, grant, member, read, told
from tests.support.world import World


def names(world: World) -> list[str]:
    return [row["name"] for row in member(world)(categories.rows)]


def test_categories_are_in_the_order_in_which_they_were_put(world: World) -> None:
    ask = member(world)
    for name in (" Conseils ", "Vie scolaire", "Règlement"):
        ask(categories.create, name)
    first, _, last = (row["id"] for row in ask(categories.rows))
    for identity, by, order in (
        (last, -1, "Conseils Règlement Vie scolaire"),
        (first, 9, "Règlement Vie scolaire Conseils"),
        (first, 1, "Règlement Vie scolaire Conseils"),
        (first, -1, "Règlement Conseils Vie scolaire"),
    ):
        ask(categories.move, identity, by)
        assert " ".join(names(world)) == order
    assert [choice["name"] for choice in member(world, "prof")(categories.choices)] == names(world)
    assert (told(world)[-1].action, told(world)[-1].after) == ("categories.moved", {"position": 1})


def test_a_name_is_unique_whatever_its_case_and_accents(world: World) -> None:
    ask = member(world)
    first, _ = ask(categories.create, "Règlement"), ask(categories.create, "Conseils")
    for taken in ("REGLEMENT", "conseils", "", " ", "x" * 61, "a\nb"):
        with pytest.raises(Invalid):
            ask(categories.create, taken)
    with pytest.raises(Invalid):
        ask(categories.rename, first, "Conseils")
    ask(categories.rename, first, "RÈGLEMENT")
    assert names(world) == ["RÈGLEMENT", "Conseils"]
    assert (told(world)[-1].before, told(world)[-1].after) == ({"name": "Règlement"}, {"name": "RÈGLEMENT"})
    for unit in ("ß", "\ufdfa"):
        ask(categories.create, unit * 60)


def test_deleting_a_category_leaves_its_deposits_without(world: World) -> None:
    identity, filed = deposited(world, whom("person", 1)), member(world)(categories.create, "Conseils")
    member(world, "prof")(deposits.modify, identity, Changes(category=filed, memo=""))
    assert member(world)(categories.rows)[0]["deposits"] == 1
    member(world)(categories.delete, filed)
    with read(world) as db:
        assert db.exec(select(Deposit)).one().category_id is None
    assert (told(world)[-1].action, told(world)[-1].before) == ("categories.deleted", {"deposits": 1})
    assert names(world) == []


def test_there_are_never_more_than_a_select_can_show(sqlite_world: World) -> None:
    ask = member(sqlite_world)
    ask(categories.create, "0")
    few = counted(lambda: (ask(categories.rows), ask(categories.choices)))
    for n in range(1, categories.MOST):
        ask(categories.create, f"{n}")
    with pytest.raises(Refused):
        ask(categories.create, "one more")
    assert counted(lambda: (ask(categories.rows), ask(categories.choices))) == few


def test_what_is_not_there_is_not_found(world: World) -> None:
    ask = member(world)
    for absent in (0, -1, 99, 2**31, 2**70):
        for use_case, said in ((categories.rename, ("x",)), (categories.move, (1,)), (categories.delete, ())):
            with pytest.raises(NotFound):
                ask(use_case, absent, *said)


def test_who_has_no_locker_does_not_read_them_and_who_deposits_does(world: World) -> None:
    with pytest.raises(NotFound):
        member(world, "eleve")(categories.choices)
    grant(world, "STUDENT", Permission.LOCKER_DEPOSIT)
    assert member(world, "eleve")(categories.choices) == []


def test_the_right_alone_is_enough_and_needed(world: World) -> None:
    with pytest.raises(Forbidden):
        member(world, "prof")(categories.rows)
    deputy(world, Permission.LOCKER_MANAGE)
    member(world, "prof")(categories.create, "Conseils")
    assert names(world) == ["Conseils"]
