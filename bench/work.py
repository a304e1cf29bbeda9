"""What do creations, imports and bulk actions cost, beside the copies and statements that they cannot do without?"""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

from sqlmodel import Session

from app.models.jobs import JobState
from app.models.platform import Job
from app.services import (
    directory_import,
    establishment_bulk,
    establishment_creation,
    job_runs,
    passwords,
    staging,
    zones,
)
from app.services.bulk import Selection
from app.services.listing import Query
from app.services.scope import open_platform
from app.storage import provisioning
from app.storage.installation import Installation
from bench import ground
from bench.figures import Figure, medians, timed

CREATED: Final = 100
IMPORTED: Final = 400
TICKED: Final = 1000
JOURNAL: Final = """
    INSERT INTO platformjournal (at, actor_id, actor, action, subject, label, before, after, reason, search)
    SELECT datetime('now'), 1, 'bench', 'establishments.blocked', number, name, '{}', '{}', 'bench', name_key
    FROM establishment WHERE number <= ?"""


def figures(folder: Path) -> Iterator[Figure]:
    """Each on an installation of its own."""
    yield _creation(ground.opened(folder / "creation", bcrypt_cost=12), folder)
    yield _import(ground.opened(folder / "import", bcrypt_cost=12), folder)
    yield _block(ground.opened(folder / "block", bcrypt_cost=12), folder / "block" / "platform.db")


def _creation(installation: Installation, folder: Path) -> Figure:
    with open_platform(installation, ground.actor(installation), writes=True) as scope:
        zone = zones.ensure(scope.db, "Créteil").id or 0
    serial = count()

    def ours() -> None:
        with open_platform(installation, ground.actor(installation), writes=True) as scope:
            establishment_creation.create(scope, ground.form(zone, next(serial)))

    def raw() -> None:
        _copy(installation, folder / "copy.db")
        passwords.hashed("Mesurer-sans-peur-2026", passwords.GENERATED_COST)

    found = medians(CREATED, {"ours": timed(ours, time.process_time), "raw": timed(raw, time.process_time)})
    installation.close()
    return Figure("creation of an establishment, processor", found["ours"], raw=found["raw"], most=150)


def _import(installation: Installation, folder: Path) -> Figure:
    staged, serial, bare = staging.folder(installation), count(1), sqlite3.connect(folder / "bare.db")
    bare.execute("CREATE TABLE school (number INTEGER PRIMARY KEY, uai, name, locality, zone, mail)")
    installation.queue.start()

    def ours() -> float:
        name = f"{next(serial):032x}"
        ground.directory(staged / f"{name}.csv", IMPORTED, next(serial) * IMPORTED)
        begun = time.perf_counter()
        with open_platform(installation, ground.actor(installation), writes=True) as scope:
            job = directory_import.confirm(scope, name)["id"]
        while not _is_done(installation, job):
            time.sleep(0.01)
        return (time.perf_counter() - begun) * 1000

    def raw() -> None:
        rows = [(None, "0000000A", "Collège Jean Moulin", "94000 Créteil", "Créteil", "a@b.test")] * IMPORTED
        bare.executemany("INSERT INTO school VALUES (?, ?, ?, ?, ?, ?)", rows)
        bare.commit()
        for number in range(IMPORTED):
            _copy(installation, folder / "copies" / str(number) / "establishment.db")
        shutil.rmtree(folder / "copies")

    found = medians(2, {"ours": ours, "raw": timed(raw)})
    bare.close()
    installation.close()
    return Figure("import of 400 rows", found["ours"] / 1000, "s", found["raw"] / 1000, most=3)


def _block(installation: Installation, file: Path) -> Figure:
    ground.fill(installation, 10_000)
    bare = sqlite3.connect(file, timeout=10)
    bare.execute("PRAGMA synchronous=FULL")

    def ours() -> None:
        job = _previewed(installation)
        with open_platform(installation, ground.actor(installation), writes=True) as scope:
            establishment_bulk.confirm(scope, job, {"reason": "bench"})
        job_runs.run(installation, job)

    def raw() -> None:
        bare.execute(
            "UPDATE establishment SET state = 'blocked', blocked_reason = 'bench', blocked_at = datetime('now'),"
            " version = version + 1, changed_by = 'bench', changed_at = datetime('now') WHERE number <= ?",
            (TICKED,),
        )
        bare.execute(JOURNAL, (TICKED,))
        bare.commit()

    def reset() -> float:
        bare.execute("UPDATE establishment SET state = 'active' WHERE state = 'blocked'")
        bare.commit()
        return 0

    found = medians(5, {"reset": reset, "ours": timed(ours), "again": reset, "raw": timed(raw)})
    bare.close()
    installation.close()
    return Figure("block of 1,000, from the preview to the end", found["ours"], raw=found["raw"])


def _previewed(installation: Installation) -> int:
    with open_platform(installation, ground.actor(installation), writes=True) as scope:
        selection = Selection(ids=[*range(1, TICKED + 1)], all=False)
        return establishment_bulk.preview(scope, establishment_bulk.BLOCK.name, selection, Query())["job"]


def _copy(installation: Installation, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(provisioning.template(installation.databases), target)
    with target.open("r+b") as copied:
        os.fsync(copied.fileno())


def _is_done(installation: Installation, job: int) -> bool:
    with Session(installation.databases.platform.engine) as db:
        return db.get_one(Job, job).state is JobState.DONE
