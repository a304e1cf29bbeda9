"""Does an export hold everything of an establishment, and reach nobody but who asked (E8, T32)?"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.models.establishment import EstablishmentTable, Person
from app.models.jobs import JobState
from app.models.platform import Job, PlatformJournal
from app.services import establishment_bulk, exports, jobs
from app.services.bulk import Selection
from app.services.errors import NotFound
from app.services.listing import Query
from app.storage import migrations
from tests.support.world import School, World, asked_by

MEGABYTE = 1 << 20


def asked(world: World, *numbers: int) -> int:
    previewed = world.asked(
        establishment_bulk.preview, "establishments.export", Selection(ids=list(numbers), all=False), Query()
    )
    world.asked(establishment_bulk.confirm, previewed["job"], {})
    return previewed["job"]


def exported(world: World, *numbers: int) -> int:
    job = asked(world, *numbers)
    world.work()
    return job


def read(chunks: Iterator[bytes]) -> dict[str, zipfile.ZipFile]:
    """The zips within a zip."""
    outer = zipfile.ZipFile(io.BytesIO(b"".join(chunks)))
    assert outer.testzip() is None
    return {name: zipfile.ZipFile(io.BytesIO(outer.read(name))) for name in outer.namelist()}


def of_one(world: World, school: School) -> zipfile.ZipFile:
    [archive] = read(world.asked(exports.stream, exported(world, school.number))).values()
    return archive


def test_there_is_a_zip_for_each_named_by_number_and_uai(world: World) -> None:
    archives = read(world.asked(exports.stream, exported(world, 2, 1)))
    assert list(archives) == [f"1-{world.azurite.uai}.zip", f"2-{world.cinabre.uai}.zip"]
    for school, archive in zip((world.azurite, world.cinabre), archives.values(), strict=True):
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["establishment.db", f"files/{school.canary}.txt", "manifest.json"]
        assert archive.read(f"files/{school.canary}.txt") == f"Bulletin {school.canary}".encode()


def test_the_manifest_says_what_is_there_and_its_sums_are_right(world: World) -> None:
    archive = of_one(world, world.azurite)
    manifest = json.loads(archive.read("manifest.json"))
    said = {name: manifest[name] for name in ("format", "number", "uai", "name", "people")}
    assert said == {"format": 1, "number": 1, "uai": world.azurite.uai, "name": "Collège Azurite", "people": 3}
    members = set(archive.namelist()) - {"manifest.json"}
    assert manifest["sha256"] == {name: hashlib.sha256(archive.read(name)).hexdigest() for name in members}


def test_the_database_is_sqlite_with_every_row_whatever_the_engine(world: World, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(of_one(world, world.azurite).read("establishment.db"))
    tables = EstablishmentTable.metadata.sorted_tables
    with (
        closing(sqlite3.connect(copy)) as found,
        world.installation.databases.session(world.azurite.place, writes=False) as db,
    ):
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert found.execute("PRAGMA foreign_key_check").fetchall() == []
        assert found.execute("SELECT version_num FROM alembic_version").fetchone() == (
            migrations.head("establishment"),
        )
        for table in tables:
            there = found.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]  # noqa: S608  our own tables
            assert there == len(db.connection().execute(table.select()).all()), table.name
        names = {name for (name,) in found.execute("SELECT username FROM person")}
    assert names == {"admin", "prof", "eleve"}


def test_nothing_of_another_school_is_in_it(sqlite_world: World) -> None:
    archive = of_one(sqlite_world, sqlite_world.azurite)
    assert not [name for name in archive.namelist() if b"inabre" in archive.read(name)]


def test_nobody_else_can_fetch_it(sqlite_world: World) -> None:
    job = exported(sqlite_world, 1)
    with pytest.raises(NotFound):
        asked_by(sqlite_world.installation, sqlite_world.other)(exports.stream, job)
    for unknown in (0, -1, 99, 2**70):
        with pytest.raises(NotFound):
            sqlite_world.asked(exports.stream, unknown)


def test_nothing_is_fetched_before_it_is_done_nor_of_other_work(sqlite_world: World) -> None:
    job = asked(sqlite_world, 1)
    for state in set(JobState) - {JobState.DONE}:
        with sqlite_world.installation.databases.platform_session(writes=True) as db:
            db.get_one(Job, job).state = state
            db.commit()
        with pytest.raises(NotFound):
            sqlite_world.asked(exports.stream, job)
    previewed = sqlite_world.asked(
        establishment_bulk.preview, "establishments.count", Selection(ids=[1], all=False), Query()
    )
    sqlite_world.asked(establishment_bulk.confirm, previewed["job"], {})
    sqlite_world.work()
    with pytest.raises(NotFound):
        sqlite_world.asked(exports.stream, previewed["job"])


def test_a_cancelled_export_is_not_fetched(sqlite_world: World) -> None:
    job = asked(sqlite_world, 1)
    sqlite_world.asked(jobs.cancel, job)
    sqlite_world.work()
    with pytest.raises(NotFound):
        sqlite_world.asked(exports.stream, job)


def test_it_is_gone_after_an_hour_and_only_its_owner_reads_it_until_then(sqlite_world: World) -> None:
    job = exported(sqlite_world, 1)
    folder = sqlite_world.installation.settings.data_dir / "exports" / str(job)
    assert folder.stat().st_mode & 0o077 == 0
    assert [file.suffix for file in folder.iterdir()] == [".zip"]
    exports.sweep(sqlite_world.installation)
    assert folder.exists()
    os.utime(folder, (0, time.time() - 3700))
    exports.sweep(sqlite_world.installation)
    assert not folder.exists()
    with pytest.raises(NotFound):
        sqlite_world.asked(exports.stream, job)


def test_it_is_written_down_for_each_school(sqlite_world: World) -> None:
    exported(sqlite_world, 1, 2)
    said = [
        (line.subject, line.actor)
        for line in sqlite_world.rows(PlatformJournal)
        if line.action == "establishments.exported"
    ]
    assert said == [("1", "alix@casier.test"), ("2", "alix@casier.test")]


def test_a_school_out_of_reach_is_refused_and_the_others_are_exported(sqlite_world: World) -> None:
    sqlite_world.installation.databases.forget(sqlite_world.azurite.place)
    shutil.rmtree(sqlite_world.installation.databases.folder(1))
    job = exported(sqlite_world, 1, 2)
    card = sqlite_world.asked(jobs.card, job)
    assert (card["state"], card["done"], card["refused"]) == ("done", 1, 1)
    assert list(read(sqlite_world.asked(exports.stream, job))) == [f"2-{sqlite_world.cinabre.uai}.zip"]


def test_large_schools_are_exported_and_fetched_a_piece_at_a_time(sqlite_world: World) -> None:
    for n in range(4):
        sqlite_world.installation.files.put(f"1/large {n}", os.urandom(6 * MEGABYTE))
    with sqlite_world.installation.databases.session(sqlite_world.azurite.place, writes=True) as db:
        db.connection().execute(insert(Person), [_row(n) for n in range(5000)])
        db.commit()
    tracemalloc.start()
    job = exported(sqlite_world, 1)
    size = sum(len(chunk) for chunk in sqlite_world.asked(exports.stream, job))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 24 * MEGABYTE
    assert peak < 16 * MEGABYTE


def _row(n: int) -> dict[str, object]:
    person = Person(username=f"p{n}", username_key=f"p{n}", search="x" * 200)
    return person.model_dump(exclude={"id"})
