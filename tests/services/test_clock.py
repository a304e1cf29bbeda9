"""Are establishments seen to when they are due, by one process, and is nothing forgotten that came up meanwhile?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, update

from app.models.platform import Establishment, EstablishmentState
from app.models.types import now
from app.services import clock
from app.services.clock import AGAIN, AT_LEAST, DUTIES
from app.services.scope import Place
from app.storage.installation import Installation
from tests.support.world import World

SOON = timedelta(minutes=2)


@pytest.fixture
def seen() -> Iterator[list[int]]:
    """Which establishments were seen to; one more duty than there is otherwise."""
    numbers = list[int]()

    def see(_installation: Installation, place: Place) -> datetime | None:
        numbers.append(place.number)
        return None

    DUTIES.append(see)
    yield numbers
    DUTIES.remove(see)


def due(world: World, number: int) -> datetime | None:
    home = world.row(Establishment, number)
    assert home
    return home.due


def set_due(world: World, number: int, at: datetime) -> None:
    with world.installation.databases.platform_session(writes=True) as db:
        db.exec(update(Establishment).where(col(Establishment.number) == number).values(due=at))
        db.commit()


def taken_again(world: World, number: int) -> None:
    """Ten minutes go by."""
    home = world.row(Establishment, number)
    assert home
    assert home.due_taken_until
    assert abs(home.due_taken_until - now() - AGAIN) < timedelta(minutes=1)
    with world.installation.databases.platform_session(writes=True) as db:
        gone = update(Establishment).where(col(Establishment.number) == number)
        db.exec(gone.values(due_taken_until=now() - timedelta(seconds=1)))
        db.commit()


def test_the_soonest_moment_that_was_asked_for_counts(world: World) -> None:
    first, later = now() + SOON, now() + 2 * SOON
    for at in (later, first, later):
        clock.wake(world.installation, 1, at)
    assert (due(world, 1), due(world, 2)) == (first, None)


def test_those_that_are_due_are_seen_to_and_no_others(world: World, seen: list[int]) -> None:
    set_due(world, 1, now() - SOON)
    set_due(world, 2, now() + SOON)
    clock.run(world.installation)
    clock.run(world.installation)
    assert seen == [1]
    again = due(world, 1)
    assert again
    assert abs(again - now() - AT_LEAST) < timedelta(minutes=1)


def test_a_process_that_dies_leaves_it_to_the_next_one(world: World, seen: list[int]) -> None:
    set_due(world, 1, now() - SOON)
    assert [home.number for home in clock._taken(world.installation)] == [1]
    clock.run(world.installation)  # another's, meanwhile
    assert seen == []
    taken_again(world, 1)
    clock.run(world.installation)
    assert seen == [1]


@pytest.mark.parametrize("later", [SOON, 2 * AGAIN])
def test_what_is_asked_for_while_it_runs_is_not_forgotten(world: World, later: timedelta) -> None:
    soon = now() + later

    def wakes(installation: Installation, place: Place) -> datetime | None:
        clock.wake(installation, place.number, soon)
        return None

    set_due(world, 1, now() - SOON)
    DUTIES.append(wakes)
    try:
        clock.run(world.installation)
    finally:
        DUTIES.remove(wakes)
    assert due(world, 1) == soon


def test_one_that_fails_keeps_no_other_waiting(world: World, seen: list[int], caplog: pytest.LogCaptureFixture) -> None:
    def fails(_installation: Installation, place: Place) -> datetime | None:
        if place.number == 1:
            raise OSError("out of reach")
        return None

    for number in (1, 2):
        set_due(world, number, now() - number * SOON)
    DUTIES.insert(0, fails)
    try:
        clock.run(world.installation)
    finally:
        DUTIES.remove(fails)
    assert seen == [2]
    assert "establishment 1 could not be seen to" in caplog.text
    home = world.row(Establishment, 1)
    assert home
    assert home.due_taken_until


def test_one_that_is_blocked_waits(world: World, seen: list[int]) -> None:
    set_due(world, 1, now() - SOON)
    with world.installation.databases.platform_session(writes=True) as db:
        db.exec(update(Establishment).values(state=EstablishmentState.BLOCKED))
        db.commit()
    clock.run(world.installation)
    assert seen == []
