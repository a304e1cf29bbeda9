"""Do the ministry's schools become establishments once, each line accounted for (E11)?"""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app.models.platform import Establishment, Job, Mail, PlatformJournal, Zone
from app.services import directory_import, directory_plan, establishments, job_runs, jobs, recovery, staging
from app.services.desks import Desk
from app.services.directory import FileRefused
from app.services.errors import NotFound
from app.services.jobs import JobCard
from app.services.listing import Query
from tests.support.crashes import crash_before
from tests.support.world import World, newest_job, uai

HEADINGS = "UAI;Nom;Code postal;Commune;Académie;Courriel"


def school(number: int, name: str = "École Élémentaire", town: str = "Créteil") -> str:
    return f"{uai(number)};{name} {number};94000;{town};Créteil;ce.{uai(number)}@ac-creteil.fr"


def uploaded(world: World, *lines: str | bytes) -> str:
    """The name under which a file waits, as an upload leaves it."""
    name = staging.new_name()
    content = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in (HEADINGS, *lines))
    staged(world, name).write_bytes(content)
    return name


def staged(world: World, name: str) -> Path:
    return staging.folder(world.installation) / f"{name}.csv"


def imported(world: World, *lines: str | bytes) -> JobCard:
    job = world.asked(directory_import.confirm, uploaded(world, *lines))
    world.work()
    return world.asked(jobs.card, job["id"])


def by_uai(world: World) -> dict[str, Establishment]:
    return {row.uai or "": row for row in world.rows(Establishment)}


def plan(world: World, *lines: str | bytes) -> tuple[int, int, int, int, int]:
    planned = world.asked(directory_plan.plan, staged(world, uploaded(world, *lines)))
    return planned["rows"], planned["create"], planned["update"], planned["unchanged"], len(planned["refused"])


def test_a_preview_says_what_would_be_done_and_does_nothing(sqlite_world: World) -> None:
    azurite = f"{sqlite_world.azurite.uai};Collège Azurite;94000;Azurite-sur-Marne;;"
    cinabre = f"{sqlite_world.cinabre.uai};Lycée Cinabre;94000;Cinabre-sur-Marne;;"
    file = uploaded(sqlite_world, azurite, cinabre, school(77), "0951099E;Faux;94000;Créteil;;", school(78), school(77))
    preview = sqlite_world.asked(directory_plan.preview, file)
    assert (preview["rows"], preview["create"], preview["update"], preview["unchanged"]) == (6, 2, 1, 1)
    assert [(row["line"], row["message"]) for row in preview["refused"]] == [
        (5, "The check letter is wrong: 0951099 goes with D."),
        (7, f"The UAI {uai(77)} is already on line 4."),
    ]
    assert (preview["refused_total"], preview["new_zones"], preview["file"]) == (2, "Créteil", file)
    assert preview["examples"][2] == f"{uai(77)} École Élémentaire 77, 94000 Créteil"
    assert len(sqlite_world.rows(Establishment)) == 2


def test_schools_are_added_with_all_that_the_file_says_and_a_database(world: World) -> None:
    card = imported(world, school(77), "0951099E;Faux;94000;Créteil;;", school(78))
    assert (card["state"], card["total"], card["done"], card["refused"]) == ("done", 3, 2, 1)
    assert (card["result"]["created"], card["result"]["updated"]) == (2, 0)
    row = by_uai(world)[uai(77)]
    assert (row.number, row.name, row.locality, row.state) == (3, "École Élémentaire 77", "94000 Créteil", "active")
    assert row.contact_email == f"ce.{uai(77)}@ac-creteil.fr".lower()
    assert world.asked(establishments.card, 4)["zone"] == "Créteil"
    with world.installation.databases.session(row, writes=False) as db:
        assert db.connection().exec_driver_sql("SELECT username FROM person").scalars().all() == ["admin"]
    lines = [line.subject for line in world.rows(PlatformJournal) if line.action == "establishments.created"]
    assert lines == ["1", "2", "3", "4"]
    assert {mail.establishment for mail in world.rows(Mail)} == {1, 2}, "nobody is written to"


def test_a_second_run_changes_nothing(world: World) -> None:
    lines = [school(number) for number in range(77, 80)]
    imported(world, *lines)
    before = [row.model_dump() for row in world.rows(Establishment)], len(world.rows(PlatformJournal))
    assert plan(world, *lines) == (3, 0, 0, 3, 0)
    assert imported(world, *lines)["result"] == {"created": 0, "updated": 0, "refused": []}
    after = [row.model_dump() for row in world.rows(Establishment)], len(world.rows(PlatformJournal)) - 1
    assert after == before


def test_what_the_ministry_changed_is_updated_and_nothing_else(world: World) -> None:
    card = imported(world, f"{world.azurite.uai.lower()};Lycée Azurite;75001;Paris;Paris;autre@ac-paris.fr")
    assert (card["result"]["created"], card["result"]["updated"]) == (0, 1)
    found = world.asked(establishments.card, 1)
    assert (found["name"], found["locality"], found["zone"]) == ("Lycée Azurite", "75001 Paris", "Zone Azurite")
    assert found["contact_email"] == "contact@azurite.test"
    assert world.asked(establishments.page, Query(q="lycee paris"))["total"] == 1
    line = world.rows(PlatformJournal)[-1]
    assert (line.action, line.before["name"], line.after["name"]) == (
        "establishments.modified", "Collège Azurite", "Lycée Azurite",
    )  # fmt: skip


def test_a_school_without_an_academy_is_filed_apart(world: World) -> None:
    imported(world, f"{uai(77)};École;94000;Créteil;;", f"{uai(78)};École;94000;Créteil;CRÉTEIL;", school(79))
    assert sorted(zone.name for zone in world.rows(Zone)) == ["CRÉTEIL", "Sans zone", "Zone Azurite", "Zone Cinabre"]


def test_a_file_cut_short_gives_what_was_whole(sqlite_world: World) -> None:
    card = imported(sqlite_world, school(77), school(78), f"{uai(79)};Écol")
    assert (card["done"], card["refused"]) == (2, 1)
    assert card["result"]["refused"][0]["line"] == 4


@pytest.mark.parametrize(
    "content", [b"", b"UAI;Nom\r\nx;y", b"%PDF-1.7 ...", b"\x00\x01", HEADINGS.encode(), b"PK\x03\x04"]
)
def test_a_file_that_cannot_be_taken_is_refused_whole(sqlite_world: World, content: bytes) -> None:
    name = uploaded(sqlite_world)
    staged(sqlite_world, name).write_bytes(content)
    for use_case in (directory_plan.preview, directory_import.confirm):
        with pytest.raises(FileRefused):
            sqlite_world.asked(use_case, name)
    assert sqlite_world.rows(Job) == []


@pytest.mark.parametrize(
    "name", ["", "x", "../../platform", "a" * 32, "A" * 32, "é" * 32, "../" * 8 + "etc/pass", "0" * 31 + "\0"]
)
def test_a_file_that_was_not_uploaded_is_not_found(sqlite_world: World, name: str) -> None:
    for use_case in (directory_plan.preview, directory_import.confirm):
        with pytest.raises(NotFound):
            sqlite_world.asked(use_case, name)


def test_many_schools_come_in_steps_that_can_be_followed(sqlite_world: World) -> None:
    job = sqlite_world.asked(directory_import.confirm, uploaded(sqlite_world, *(school(n) for n in range(1000, 1210))))
    assert job_runs._claimed(Desk(sqlite_world.installation), job["id"])
    seen = list[int]()
    while job_runs._advanced(Desk(sqlite_world.installation), job["id"]):
        seen.append(sqlite_world.asked(jobs.card, job["id"])["done"])
    assert seen == [100, 200]
    card = sqlite_world.asked(jobs.card, job["id"])
    assert (card["state"], card["done"], card["result"]["created"]) == ("done", 210, 210)
    numbers = [row.number for row in sqlite_world.rows(Establishment)]
    assert sorted(numbers) == [*range(1, 213)]


@pytest.mark.parametrize("statement", ["INSERT INTO establishment", "UPDATE establishment", "UPDATE job "])
def test_a_crash_in_the_middle_is_made_up_for_without_doubles(world: World, statement: str) -> None:
    job = world.asked(directory_import.confirm, uploaded(world, *(school(n) for n in range(77, 80))))["id"]
    assert job_runs._claimed(Desk(world.installation), job)
    with crash_before(statement):
        job_runs._advanced(Desk(world.installation), job)
    assert len(world.rows(Establishment)) == 2, "what fails is undone at once where the process lives"
    with world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Job, job).owner = "0" * 16
        db.commit()
    recovery.recover(world.installation)
    world.work()
    card = world.asked(jobs.card, job)
    assert (card["state"], card["done"], card["result"]["created"]) == ("done", 3, 3)
    assert sorted(by_uai(world)) == [uai(number) for number in (1, 2, 77, 78, 79)]


def test_a_database_that_cannot_be_made_fails_the_job_and_what_resists_is_undone_later(sqlite_world: World) -> None:
    lines = [school(number) for number in range(77, 80)]
    obstacle = sqlite_world.installation.databases.folder(4)
    obstacle.write_text("not a folder")
    assert imported(sqlite_world, *lines)["state"] == "failed"
    assert sqlite_world.asked(establishments.page, Query())["total"] == 2
    assert [row.number for row in sqlite_world.rows(Establishment)] == [1, 2, 4]
    obstacle.unlink()
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Establishment, 4).changed_at -= timedelta(hours=2)
        db.commit()
    recovery.sweep(sqlite_world.installation)
    assert [row.number for row in sqlite_world.rows(Establishment)] == [1, 2]
    assert imported(sqlite_world, *lines)["result"]["created"] == 3


def test_uploads_are_kept_for_an_hour_and_while_they_are_imported(sqlite_world: World) -> None:
    waiting, old, recent = (uploaded(sqlite_world, school(77)) for _ in range(3))
    sqlite_world.asked(directory_import.confirm, waiting)
    for name in (waiting, old):
        os.utime(staged(sqlite_world, name), (0, time.time() - 3700))
    staging.sweep(sqlite_world.installation)
    assert [staged(sqlite_world, name).exists() for name in (waiting, old, recent)] == [True, False, True]
    sqlite_world.work()
    assert newest_job(sqlite_world).state == "done"
    staging.sweep(sqlite_world.installation)
    assert not staged(sqlite_world, waiting).exists()


def test_an_import_is_written_down_with_what_it_would_do(sqlite_world: World) -> None:
    job = sqlite_world.asked(directory_import.confirm, uploaded(sqlite_world, school(77)))
    line = sqlite_world.rows(PlatformJournal)[-1]
    assert (line.action, line.subject) == ("establishments.imported", str(job["id"]))
    assert line.after == {"create": 1, "update": 0, "unchanged": 0}
