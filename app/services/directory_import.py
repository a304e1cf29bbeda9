"""How do the ministry's schools become establishments? Preview a file, then add and update them in a job (E11)."""

import secrets
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypedDict

from sqlmodel import Session, col, select

from app.locales import msg
from app.models.jobs import OPEN
from app.models.platform import SETTLED, Establishment, Job, Zone
from app.models.types import folded
from app.services import jobs, zones
from app.services.directory import DirectoryRow, RefusedLine, read
from app.services.errors import NotFound
from app.services.establishment_creation import reserve, settle, undo
from app.services.establishment_form import Checked, next_number
from app.services.establishments import touch
from app.services.jobs import JobCard
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.sessions import place_of
from app.services.work import Progress, Work, declare
from app.storage import provisioning
from app.storage.installation import Installation

KIND: Final = "establishments.import"
CHUNK: Final = 100
SHOWN: Final = 200
EXAMPLES: Final = 5
KEPT: Final = 3600.0  # seconds
UNFILED: Final = "Sans zone"


class RefusedRow(TypedDict):
    """A line that will not be imported, and why."""

    line: int
    message: str


class Plan(TypedDict):
    """What importing a file would do; `rows` counts every line read, refused ones included."""

    rows: int
    create: int
    update: int
    unchanged: int
    refused: list[RefusedRow]


class Preview(TypedDict):
    """The same, for the page: the first refusals, the first additions, and which file it was."""

    rows: int
    create: int
    update: int
    unchanged: int
    refused: list[RefusedRow]
    file: str
    refused_total: int
    new_zones: str
    examples: list[str]


def staging(installation: Installation) -> Path:
    """Where uploaded files wait for a confirmation."""
    folder = installation.settings.data_dir / "staging"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@requires(PlatformPermission.ESTABLISHMENTS_IMPORT)
def plan(scope: PlatformScope, file: Path) -> Plan:
    """Read a whole file and say what importing it would do; nothing changes. Refuses with `FileRefused`."""
    fates, refused = Counter[str](), list[RefusedRow]()
    with scope.installation.databases.platform_session(writes=False) as db:  # nobody waits while a long file is read
        for chunk in _chunks(read(file)):
            known = _known(db, chunk)
            for item in chunk:
                if isinstance(item, RefusedLine):
                    refused.append(RefusedRow(line=item.line, message=item.message.text(scope.actor.language)))
                else:
                    fates[_fate(known.get(item.uai), item)] += 1
    return Plan(
        rows=fates.total() + len(refused),
        create=fates["create"],
        update=fates["update"],
        unchanged=fates["unchanged"],
        refused=refused,
    )


@requires(PlatformPermission.ESTABLISHMENTS_IMPORT)
def preview(scope: PlatformScope, file: str) -> Preview:
    """The plan of an uploaded file, bounded for the page."""
    path = _staged(scope, file)
    planned, rows = plan(scope, path), [item for item in islice(read(path), SHOWN) if isinstance(item, DirectoryRow)]
    there = {zone.name_key for zone in scope.db.exec(select(Zone))}
    named = (item.zone for item in read(path) if isinstance(item, DirectoryRow))
    return Preview(
        rows=planned["rows"],
        create=planned["create"],
        update=planned["update"],
        unchanged=planned["unchanged"],
        refused=planned["refused"][:SHOWN],
        file=file,
        refused_total=len(planned["refused"]),
        new_zones=", ".join(sorted({zone for zone in named if zone and folded(zone) not in there})),
        examples=[f"{row.uai} {row.name}, {row.locality}" for row in rows[:EXAMPLES]],
    )


@requires(PlatformPermission.ESTABLISHMENTS_IMPORT)
def confirm(scope: PlatformScope, file: str) -> JobCard:
    """Import an uploaded file, as a job. Refuses with `NotFound` when it was not uploaded, or too long ago."""
    path = _staged(scope, file)
    planned = plan(scope, path)
    job = jobs.submit(scope, KIND, planned["rows"], {"file": str(path)})
    after = {"create": planned["create"], "update": planned["update"], "unchanged": planned["unchanged"]}
    scope.record("establishments.imported", job.id, path.name, after=after)
    return jobs.card_of(job, scope.actor.language)


def sweep(installation: Installation) -> None:
    """Take away uploaded files an hour old, but those that are being imported."""
    with installation.databases.platform_session(writes=False) as db:
        opened = db.exec(select(Job).where(col(Job.kind) == KIND, col(Job.state).in_(OPEN)))
        wanted = {job.payload["file"] for job in opened}
    for file in staging(installation).glob("*"):
        if str(file) not in wanted and time.time() - file.stat().st_mtime > KEPT:
            file.unlink(missing_ok=True)


def new_name() -> str:
    """A name for an uploaded file that nobody guesses."""
    return secrets.token_hex(16)


def _staged(scope: PlatformScope, file: str) -> Path:
    path = staging(scope.installation) / f"{file}.csv"
    if not (len(file) == 32 and set(file) <= set("0123456789abcdef") and path.is_file()):  # noqa: PLR2004  new_name's
        raise NotFound
    return path


def _step(scope: PlatformScope, job: Job) -> Progress:
    """Import the next chunk: reserve rows, make their databases, open them; a repeated chunk finds them there."""
    chunk, installation = _next(job), scope.installation
    rows = [item for item in chunk if isinstance(item, DirectoryRow)]
    known = _known(scope.db, rows)
    fates = Counter(_fate(known.get(row.uai), row) for row in rows)
    for row in rows:
        if _fate(known.get(row.uai), row) == "update":
            _update(scope, known[row.uai], row)
    made = [reserve(scope, _checked(scope.db, row), next_number(scope.db)) for row in rows if row.uai not in known]
    scope.checkpoint()  # their numbers and UAIs are ours; a crash from here is undone at the next start
    scope.on_failure += [partial(undo, installation, place_of(home)) for home in made]
    for home in made:
        provisioning.create(installation.databases, installation.cipher, home)
    for home in made:
        settle(scope.db, home)
        scope.record("establishments.created", home.number, home.name, after={"uai": home.uai})
    refused = [_stored(item) for item in chunk if isinstance(item, RefusedLine)]
    result: dict[str, Any] = {
        "created": job.result.get("created", 0) + fates["create"],
        "updated": job.result.get("updated", 0) + fates["update"],
        "refused": [*job.result.get("refused", []), *refused][:SHOWN],
    }
    return Progress(
        done=len(rows),
        refused=len(refused),
        cursor=job.cursor + len(chunk),
        is_finished=len(chunk) < CHUNK,
        result=result,
    )


_reading: Final[dict[str, tuple[int, Iterator[DirectoryRow | RefusedLine]]]] = {}


def _next(job: Job) -> list[DirectoryRow | RefusedLine]:
    """The chunk at the job's cursor; goes on where the last step stopped reading, where it was this process."""
    file = job.payload["file"]
    at, items = _reading.pop(file, (-1, iter(())))
    if at != job.cursor:
        items = islice(read(Path(file)), job.cursor, None)
    chunk = list(islice(items, CHUNK))
    if len(chunk) == CHUNK:
        _reading[file] = (job.cursor + CHUNK, items)
    return chunk


def _stored(item: RefusedLine) -> dict[str, object]:
    return {"line": item.line, "message": item.message.stored()}


def _known(db: Session, chunk: Sequence[DirectoryRow | RefusedLine]) -> dict[str, Establishment]:
    wanted = [item.uai for item in chunk if isinstance(item, DirectoryRow)]
    found = db.exec(select(Establishment).where(col(Establishment.uai).in_(wanted)))
    return {e.uai: e for e in found if e.uai}


def _fate(there: Establishment | None, row: DirectoryRow) -> str:
    if there is None:
        return "create"
    same = (there.name, there.locality) == (row.name, row.locality)
    return "unchanged" if same or there.state not in SETTLED else "update"


def _update(scope: PlatformScope, there: Establishment, row: DirectoryRow) -> None:
    before = {"name": there.name, "locality": there.locality}
    there.name, there.locality = row.name, row.locality
    touch(there, scope.actor.name)
    after = {"name": row.name, "locality": row.locality}
    scope.record("establishments.modified", there.number, there.name, before=before, after=after)


def _checked(db: Session, row: DirectoryRow) -> Checked:
    return Checked(
        zone_id=zones.ensure(db, row.zone or UNFILED).id or 0,
        locality=row.locality,
        name=row.name,
        uai=row.uai,
        contact_last_name="",
        contact_first_name="",
        contact_email=row.email,
    )


def _chunks(items: Iterator[DirectoryRow | RefusedLine]) -> Iterator[list[DirectoryRow | RefusedLine]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


declare(Work(KIND, msg("Import of the directory"), PlatformPermission.ESTABLISHMENTS_IMPORT, _step))
