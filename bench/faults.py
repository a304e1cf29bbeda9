"""What survives a kill of the server, again and again, amid creations, imports, bulk actions, and documents?"""

import argparse
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from sqlmodel import col, select

from app.models.jobs import OPEN
from app.models.platform import Establishment, Job, PlatformJournal
from app.services import (
    directory_import,
    establishment_bulk,
    establishment_creation,
    recovery,
    staging,
    zones,
)
from app.services.bulk import Selection
from app.services.listing import Query
from app.services.lookup import is_settled
from app.services.scope import open_platform
from app.settings import Settings
from app.storage.engines import user_version
from app.storage.installation import Installation
from bench import document_faults, ground, servers
from bench.figures import Figure, as_json, table

ROWS: Final = 300  # that bulk actions work on; they have no database
SCHOOLS: Final = 60  # that each import adds
LONGEST: Final = 2.5  # seconds that a server lives
PATIENCE: Final = 120.0


def main() -> None:
    """Kill, look, say."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("times", nargs="?", type=int, default=200)
    parser.add_argument("parts", nargs="*", default=["schools", "documents"], help="schools, documents, or both")
    parser.add_argument("--elsewhere", action="store_true", help="documents in PostgreSQL and S3")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument("--create", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.create:
        _create(said.create)
        return
    with tempfile.TemporaryDirectory(prefix="casier-faults-") as folder:
        chance = random.Random(said.seed)  # noqa: S311  the same each run
        figures = list(_figures(Path(folder) / "schools", said.times, chance)) if "schools" in said.parts else []
        if "documents" in said.parts:
            with document_faults.elsewhere(Path(folder)) if said.elsewhere else nullcontext({}) as places:
                figures += _documents(Path(folder) / "documents", said.times, chance, places)
    print(as_json(figures) if said.json else table(figures))
    sys.exit(any(figure.is_met is False for figure in figures))


def _figures(folder: Path, times: int, chance: random.Random) -> Iterator[Figure]:
    installation = ground.opened(folder, bcrypt_cost=4)
    ground.fill(installation, ROWS)
    starts, told = list[float](), set[int]()
    for turn in range(times):
        server, told_now = _life(installation, folder, turn, chance)
        starts.append(server)
        told |= told_now
    with servers.casier(folder, bcrypt_cost=4) as server:
        starts.append(server.start)
        _until_done(installation)
    yield Figure(f"ready again after {times} kills, at the longest", max(starts) / 1000, "s", most=10)
    yield Figure("creations that were told", len(told), "")
    yield from _said(_faults(installation, folder, told))
    installation.close()


def _documents(folder: Path, times: int, chance: random.Random, places: dict[str, str]) -> Iterator[Figure]:
    found, told = document_faults.faults(folder, times, chance, places)
    yield Figure(f"documents that were told to be there, over {times} kills", len(told.sent), "")
    yield Figure("deposits of them that were told", len(told.deposited), "")
    yield from _said(found)


def _said(found: dict[str, list[str]]) -> Iterator[Figure]:
    for name, faults in found.items():
        yield Figure(f"faults: {name}", len(faults), "", most=0)
        for fault in faults[:5]:
            print(f"{name}: {fault}", file=sys.stderr)


def _life(installation: Installation, folder: Path, turn: int, chance: random.Random) -> tuple[float, set[int]]:
    """Start a server and a terminal, give them work, kill both; how long the start took, and what the terminal told."""
    command = [sys.executable, "-m", "bench.faults", "--create", str(folder)]
    with servers.casier(folder, bcrypt_cost=4) as server:
        terminal = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        _give_work(installation, turn)
        time.sleep(chance.uniform(0, LONGEST))
        terminal.send_signal(signal.SIGKILL)
        server.kill()
    told = terminal.communicate()[0].splitlines()
    return server.start, {int(line) for line in told if line.isdecimal()}


def _create(folder: Path) -> None:
    """What the terminal does: one establishment after the other, each told once it is there."""
    installation = Installation.open(Settings.model_validate({"data_dir": folder, "bcrypt_cost": 4}))
    recovery.register(installation)
    with open_platform(installation, ground.actor(installation), writes=True) as scope:
        zone = zones.ensure(scope.db, "Créteil").id or 0
    while True:
        with open_platform(installation, ground.actor(installation), writes=True) as scope:
            number = establishment_creation.create(scope, ground.form(zone, 0))["number"]
        print(number, flush=True)


def _give_work(installation: Installation, turn: int) -> None:
    name = f"{turn:032x}"
    ground.directory(staging.folder(installation) / f"{name}.csv", SCHOOLS, turn * SCHOOLS)
    action = (establishment_bulk.BLOCK, establishment_bulk.UNBLOCK)[turn % 2]
    with open_platform(installation, ground.actor(installation), writes=True) as scope:
        directory_import.confirm(scope, name)
        selection = Selection(ids=[*range(1, ROWS + 1)], all=False)
        job = establishment_bulk.preview(scope, action.name, selection, Query())["job"]
        establishment_bulk.confirm(scope, job, {"reason": "bench"})


def _until_done(installation: Installation) -> None:
    late = time.monotonic() + PATIENCE
    while time.monotonic() < late:
        with installation.databases.platform_session(writes=False) as db:
            if db.exec(select(Job).where(col(Job.state).in_(OPEN))).first() is None:
                return
        time.sleep(0.2)


def _faults(installation: Installation, folder: Path, told: set[int]) -> dict[str, list[str]]:
    with installation.databases.platform_session(writes=False) as db:
        homes = list(db.exec(select(Establishment)))
        settled = list(db.exec(select(Establishment).where(is_settled())))
        jobs = list(db.exec(select(Job)))
        lines = list(db.exec(select(PlatformJournal)))
    folders = {int(each.name) for each in (folder / "establishments").iterdir()}
    real = {home.number: home for home in settled if home.number > ROWS}
    created = Counter(line.subject for line in lines if line.action == "establishments.created")
    return {
        "half visible": [str(home.number) for home in homes if home not in settled],
        "told, then lost": [str(number) for number in told - real.keys()],
        "row without database, or the other way round": [str(n) for n in folders ^ real.keys()],
        "not told once in the journal": [str(number) for number in real if created[str(number)] != 1],
        "work not finished": [f"{job.kind} {job.id}: {job.state}" for job in jobs if job.state != "done"],
        "bulk action told otherwise than done": _miscounted(jobs, lines),
        "schools not imported": _missing(settled, len([job for job in jobs if job.kind == directory_import.KIND])),
        "database": [*_broken(folder / "platform.db", None), *_all_broken(folder, real)],
    }


def _miscounted(jobs: list[Job], lines: list[PlatformJournal]) -> list[str]:
    """Each row that a bulk action did has one line of the journal, however often the action was interrupted."""
    done = Counter[str]()
    for job in jobs:
        done[f"{job.kind}ed"] += job.done if job.kind.endswith("block") else 0
    told = Counter(line.action for line in lines)
    return [f"{action}: {told[action]} lines for {n} rows" for action, n in done.items() if n and told[action] != n]


def _missing(settled: list[Establishment], imports: int) -> list[str]:
    there = {home.uai for home in settled}
    wanted = {f"09{serial:05d}" for serial in range(imports * SCHOOLS)}
    return sorted(wanted - {uai[:7] for uai in there if uai})


def _all_broken(folder: Path, real: dict[int, Establishment]) -> Iterator[str]:
    for number, home in real.items():
        yield from _broken(folder / "establishments" / str(number) / "establishment.db", home.stamp)


def _broken(file: Path, stamp: str | None) -> Iterator[str]:
    """What SQLite itself finds wrong, and whether it is the right establishment's."""
    database = sqlite3.connect(file)
    if (said := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        yield f"{file}: {said}"
    if found := database.execute("PRAGMA foreign_key_check").fetchone():
        yield f"{file}: {json.dumps(found)}"
    if stamp and database.execute("PRAGMA user_version").fetchone()[0] != user_version(stamp):
        yield f"{file}: of another establishment"
    database.close()


if __name__ == "__main__":
    main()
