"""Is what is counted what is there (E8)?"""

import shutil
from datetime import timedelta

from sqlmodel import col, select

from app.models.establishment import Person, PersonState
from app.models.platform import Statistic
from app.models.types import now
from app.services import establishment_bulk, establishment_deletion, establishments, jobs, statistics
from app.services.bulk import Selection
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.scope import open_platform
from app.services.statistics import StatisticRow
from tests.support.world import World


def counted(world: World, *numbers: int) -> JobCard:
    previewed = world.asked(
        establishment_bulk.preview, "establishments.count", Selection(ids=list(numbers), all=False), Query()
    )
    world.asked(establishment_bulk.confirm, previewed["job"], {})
    world.work()
    return world.asked(jobs.card, previewed["job"])


def figures(world: World, number: int) -> StatisticRow:
    rows = {row["id"]: row for row in world.asked(statistics.page, Query())["rows"]}
    return rows[number]


def change(world: World, username: str, **fields: object) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.exec(select(Person).where(col(Person.username) == username)).one().sqlmodel_update(fields)
        db.commit()


def test_people_are_counted_by_state_with_what_they_store(world: World) -> None:
    change(world, "prof", state=PersonState.BLOCKED, last_access=now() - timedelta(days=29))
    change(world, "eleve", state=PersonState.PENDING, last_access=now() - timedelta(days=31))
    counted(world, 1, 2)
    row = figures(world, 1)
    assert (row["name"], row["uai"]) == ("Collège Azurite", world.azurite.uai)
    assert (row["people"], row["active"], row["pending"], row["blocked"], row["administrators"]) == (3, 1, 1, 1, 1)
    assert (row["signed_in"], row["bytes"]) == (1, len("Bulletin Azurite"))
    assert (figures(world, 2)["active"], figures(world, 2)["blocked"]) == (3, 0)


def test_the_list_of_establishments_knows_how_many_there_are(sqlite_world: World) -> None:
    counted(sqlite_world, 1)
    assert [row["people"] for row in sqlite_world.asked(establishments.page, Query())["rows"]] == [3, 1]


def test_counting_again_replaces_the_last_count(sqlite_world: World) -> None:
    counted(sqlite_world, 1)
    change(sqlite_world, "prof", state=PersonState.BLOCKED)
    counted(sqlite_world, 1)
    assert (figures(sqlite_world, 1)["blocked"], len(sqlite_world.rows(Statistic))) == (1, 1)


def test_a_job_shows_what_it_counted(world: World) -> None:
    first, second = counted(world, 1), counted(world, 2)
    for job, number in ((first, 1), (second, 2)):
        page = world.asked(statistics.page, Query.read({"job": str(job["id"])}))
        assert [row["id"] for row in page["rows"]] == [number]
    assert world.asked(statistics.page, Query.read({"job": "99"}))["rows"] == []
    assert world.asked(statistics.page, Query.read({"q": "cinabre"}))["total"] == 1


def test_a_school_out_of_reach_is_refused_and_the_others_are_counted(sqlite_world: World) -> None:
    shutil.rmtree(sqlite_world.installation.databases.folder(1))
    sqlite_world.installation.databases.forget(sqlite_world.azurite.place)
    card = counted(sqlite_world, 1, 2)
    assert (card["state"], card["done"], card["refused"]) == ("done", 1, 1)
    rows = sqlite_world.asked(jobs.rows, card["id"], Query())["rows"]
    assert rows[0]["reason"] == "Its database or its files are out of reach; the log has details."
    assert figures(sqlite_world, 2)["people"] == 3


def test_a_file_has_every_row_in_order(world: World) -> None:
    counted(world, 2, 1)
    with open_platform(world.installation, world.admin, writes=False) as scope:
        assert [row["name"] for row in statistics.every(scope, Query())] == ["Collège Azurite", "Collège Cinabre"]


def test_every_sort_is_of_figures_that_are_shown(world: World) -> None:
    counted(world, 1, 2)
    for sort in statistics.ORDER.columns:
        page = world.asked(statistics.page, Query(sort=f"-{sort}"))
        assert page["sort"] == f"-{sort}"
        assert len(page["rows"]) == 2


def test_figures_go_with_their_school(sqlite_world: World) -> None:
    counted(sqlite_world, 1, 2)
    sqlite_world.asked(establishment_deletion.delete_one, 1, "1")
    assert [row["id"] for row in sqlite_world.asked(statistics.page, Query())["rows"]] == [2]
    assert [statistic.number for statistic in sqlite_world.rows(Statistic)] == [2]
