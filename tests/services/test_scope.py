"""Is a unit of work all or nothing, and what follows it only done once it is there?"""

import pytest

from app.models.platform import Zone
from app.services import home, zones
from app.services.errors import Forbidden
from app.services.permissions import Open, Permission, PlatformPermission
from app.services.scope import PlatformActor, PlatformScope, Visit, open_establishment, open_platform
from tests.support.world import World, visit


def test_what_waits_for_a_commit_follows_it_and_only_it(world: World) -> None:
    done = list[str]()

    def work(scope: PlatformScope, name: str, *, fails: bool) -> None:
        zones.add(scope, name)
        scope.after_commit.append(lambda: done.append(name))
        scope.on_failure.append(lambda: done.append(f"not {name}"))
        if fails:
            raise ZeroDivisionError

    world.asked(work, "A", fails=False)
    with pytest.raises(ZeroDivisionError):
        world.asked(work, "B", fails=True)
    assert done == ["A", "not B"]
    assert {zone.name for zone in world.rows(Zone)} >= {"A"}
    assert "B" not in {zone.name for zone in world.rows(Zone)}


def test_what_was_committed_amid_the_work_stays_and_is_not_taken_back(world: World) -> None:
    taken_back = list[str]()

    def work(scope: PlatformScope) -> None:
        zones.add(scope, "A")
        scope.on_failure.append(lambda: taken_back.append("A"))
        scope.checkpoint()
        zones.add(scope, "B")
        scope.on_failure.append(lambda: taken_back.append("B"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        world.asked(work)
    assert taken_back == ["B"]
    names = {zone.name for zone in world.rows(Zone)}
    assert ("A" in names, "B" in names) == (True, False)


def test_a_fault_in_what_follows_changes_no_answer(sqlite_world: World, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    def work(scope: PlatformScope) -> str:
        scope.after_commit.append(fail)
        zones.add(scope, "A")
        return "the answer"

    assert sqlite_world.asked(work) == "the answer"
    assert "ZeroDivisionError" in caplog.text
    assert "A" in {zone.name for zone in sqlite_world.rows(Zone)}


def test_a_platform_right_is_never_held_in_a_school_nor_the_other_way_round(sqlite_world: World) -> None:
    with open_platform(sqlite_world.installation, sqlite_world.admin, writes=False) as scope:
        assert not any(scope.may(right) for right in (*Permission, *Open))
        assert all(scope.may(right) for right in PlatformPermission)
    with open_establishment(
        sqlite_world.installation, sqlite_world.person(sqlite_world.azurite, "admin"), writes=False
    ) as inside:
        assert not any(inside.may(right) for right in (*PlatformPermission, Open.STRANGER))
        assert all(inside.may(right) for right in (*Permission, Open.SIGNED_IN))
    assert [
        right for right in (*PlatformPermission, *Permission, *Open) if visit(sqlite_world.installation).may(right)
    ] == [Open.STRANGER]


def test_a_right_is_asked_for_at_the_call_whoever_calls(sqlite_world: World) -> None:
    powerless = PlatformActor(sqlite_world.admin.id, "nobody", "en", permissions=frozenset())
    with open_platform(sqlite_world.installation, powerless, writes=True) as scope, pytest.raises(Forbidden):
        zones.add(scope, "A")
    stranger: Visit = visit(sqlite_world.installation)
    with pytest.raises(Forbidden):
        zones.add(stranger, "A")  # pyright: ignore[reportArgumentType]  as a mistake would


def test_figures_are_for_administrators_of_their_own_school(sqlite_world: World) -> None:
    for login, people in (("admin", 3), ("prof", 0)):
        with open_establishment(
            sqlite_world.installation, sqlite_world.person(sqlite_world.azurite, login), writes=False
        ) as scope:
            card = home.card(scope)
        assert (card["accounts"]["people"], bool(card["parts"])) == (people, login == "admin")
    with open_establishment(
        sqlite_world.installation, sqlite_world.person(sqlite_world.azurite, "admin"), writes=False
    ) as scope:
        card = home.card(scope)
    assert card["accounts"] == {"people": 3, "active": 3, "pending": 0, "blocked": 0}
    assert sum(role["n"] for role in card["roles"]) == 3
