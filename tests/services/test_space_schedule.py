"""Do spaces open and close when they are planned to, once (S6)? Across changes of time, and a server that was off."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select, update

from app.models.establishment import Space
from app.models.platform import Establishment
from app.services import space_schedule
from app.services.space_schedule import Schedule
from tests.support.crashes import crash_before
from tests.support.hands import Hand, deeds
from tests.support.world import World

SPACE = "STUDENTS"


def plan(world: World, opens: str = "", closes: str = "") -> None:
    Hand(world)(space_schedule.plan, SPACE, Schedule(opens_at=opens, closes_at=closes))


def faults(world: World, opens: str = "", closes: str = "") -> dict[str, str]:
    return Hand(world).faults(space_schedule.plan, SPACE, Schedule(opens_at=opens, closes_at=closes))


def row(world: World) -> Space:
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        return db.exec(select(Space).where(col(Space.code) == SPACE)).one()


def set_published(world: World, *, is_on: bool) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.exec(update(Space).where(col(Space.code) == SPACE).values(is_published=is_on))
        db.commit()


def at(world: World, moment: datetime) -> datetime | None:
    """What the clock does at that moment; says when it wants to come again."""
    return space_schedule.see_to(world.installation, world.azurite.place, moment)


def switches(world: World) -> list[tuple[str, str]]:
    return [(line.action, line.actor) for line in deeds(world) if line.action in {"spaces.published", "spaces.stopped"}]


def test_a_space_closes_and_opens_when_it_is_planned_to_and_once(world: World) -> None:
    plan(world, opens="2099-09-01T08:00", closes="2099-07-05T18:00")
    closing, opening = datetime(2099, 7, 5, 16, tzinfo=UTC), datetime(2099, 9, 1, 6, tzinfo=UTC)
    assert at(world, closing - timedelta(seconds=1)) == closing
    assert row(world).is_published
    assert at(world, closing) == opening
    assert at(world, closing) == opening
    assert (row(world).is_published, row(world).closes_at) == (False, None)
    assert at(world, opening + timedelta(minutes=3)) is None
    assert at(world, opening + timedelta(minutes=3)) is None
    assert switches(world) == [("spaces.stopped", "casier"), ("spaces.published", "casier")]
    assert row(world).changed_by == "casier"


@pytest.mark.parametrize("dies_before", ["UPDATE space", "INSERT INTO journal"])
def test_a_server_that_dies_amid_a_switch_does_it_once_when_it_is_back(world: World, dies_before: str) -> None:
    plan(world, closes="2099-07-05T18:00")
    before, closing = len(deeds(world)), datetime(2099, 7, 5, 16, tzinfo=UTC)
    with crash_before(dies_before):
        at(world, closing)
    assert (row(world).is_published, row(world).closes_at, len(deeds(world))) == (True, closing, before)
    assert at(world, closing) is None
    assert at(world, closing) is None
    assert (row(world).is_published, row(world).closes_at) == (False, None)
    assert switches(world) == [("spaces.stopped", "casier")]


def test_of_two_that_are_over_the_later_counts(world: World) -> None:
    """A server that was off for a summer."""
    plan(world, opens="2099-09-01T08:00", closes="2099-07-05T18:00")
    at(world, datetime(2099, 10, 1, tzinfo=UTC))
    assert row(world).is_published
    plan(world, opens="2099-09-01T08:00", closes="2099-09-05T18:00")
    at(world, datetime(2099, 10, 1, tzinfo=UTC))
    assert not row(world).is_published


def test_what_is_so_already_is_not_told(world: World) -> None:
    plan(world, opens="2099-09-01T08:00")
    at(world, datetime(2099, 9, 2, tzinfo=UTC))
    assert switches(world) == []
    assert row(world).opens_at is None


# Where somebody says half past two in France, when is it? (source: tzdata)
NIGHTS = {
    "2027-03-28T01:59": datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
    "2027-03-28T03:00": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    "2027-10-31T01:30": datetime(2027, 10, 30, 23, 30, tzinfo=UTC),
    "2027-10-31T02:30": datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # the first of two
    "2027-10-31T03:30": datetime(2027, 10, 31, 2, 30, tzinfo=UTC),
}


@pytest.mark.parametrize(("said", "meant"), NIGHTS.items())
def test_when_clocks_change_a_space_closes_once(world: World, said: str, meant: datetime) -> None:
    plan(world, closes=said)
    assert row(world).closes_at == meant
    assert Hand(world)(space_schedule.schedule, SPACE)["closes_at"] == said
    night = [meant + timedelta(minutes=n) for n in range(-150, 151, 10)]
    for moment in night:  # published again by hand after each turn: a second closing would show
        at(world, moment)
        assert row(world).is_published == (moment != meant)
        set_published(world, is_on=True)
    assert switches(world) == [("spaces.stopped", "casier")]


def test_an_hour_that_clocks_skip_is_refused(world: World) -> None:
    assert faults(world, opens="2027-03-28T02:30").keys() == {"opens_at"}
    assert row(world).opens_at is None


@pytest.mark.parametrize("said", ["demain", "2099-13-01T08:00", "2099-02-30T08:00", "2020-01-01T08:00", "99999", "\0"])
def test_what_is_no_moment_to_come_is_refused(world: World, said: str) -> None:
    assert faults(world, said, said).keys() == {"opens_at", "closes_at"}


def test_opening_and_closing_at_once_is_refused(world: World) -> None:
    assert faults(world, "2099-01-01T08:00", "2099-01-01T08:00").keys() == {"closes_at"}


def test_a_plan_is_given_up_and_the_journal_says_so(world: World) -> None:
    plan(world, closes="2099-07-05T18:00")
    plan(world)
    assert at(world, datetime(2100, 1, 1, tzinfo=UTC)) is None
    assert row(world).is_published
    assert [(line.action, line.after["closes_at"]) for line in deeds(world)[-2:]] == [
        ("spaces.planned", "2099-07-05T18:00"),
        ("spaces.planned", ""),
    ]


def test_the_platforms_clock_knows_when_to_come(world: World) -> None:
    plan(world, closes="2099-07-05T18:00")
    home = world.row(Establishment, world.azurite.number)
    assert home
    assert home.due == datetime(2099, 7, 5, 16, tzinfo=UTC)
