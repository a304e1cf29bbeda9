"""How do the ministry's schools become establishments? Added and updated in a job, a chunk at a time (E11)."""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session

from app.locales import msg
from app.models.platform import Establishment, Job
from app.services import jobs, staging, zones
from app.services.csv_plans import SHOWN
from app.services.csv_reading import chunk_at, leave
from app.services.csv_records import RefusedLine
from app.services.directory import DirectoryRow, read
from app.services.directory_plan import CHUNK, fate, known, plan
from app.services.establishment_creation import reserve, settle, undo
from app.services.establishment_form import Checked, next_number
from app.services.establishments import touch
from app.services.jobs import JobCard
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.sessions import place_of
from app.services.work import Progress, Work, declare
from app.storage import provisioning

KIND: Final = "establishments.import"
UNFILED: Final = "Sans zone"


@requires(PlatformPermission.ESTABLISHMENTS_IMPORT)
def confirm(scope: PlatformScope, file: str) -> JobCard:
    """Import an uploaded file, as a job. Refuses with `NotFound` when it was not uploaded, or too long ago."""
    path = staging.found(scope.installation, file)
    planned = plan(scope, path)
    job = jobs.submit(scope, KIND, planned["rows"], {"file": str(path)})
    after = {"create": planned["create"], "update": planned["update"], "unchanged": planned["unchanged"]}
    scope.record("establishments.imported", job.id, path.name, after=after)
    return jobs.card_of(job, scope.actor.language)


def _step(scope: PlatformScope, job: Job) -> Progress:
    """Import the next chunk: reserve rows, make their databases, open them; a repeated chunk finds them there."""
    chunk, installation = chunk_at(Path(job.payload["file"]), job.cursor, CHUNK, read), scope.installation
    rows = [item for item in chunk if isinstance(item, DirectoryRow)]
    there = known(scope.db, rows)
    fates = Counter(fate(there.get(row.uai), row) for row in rows)
    for row in rows:
        if fate(there.get(row.uai), row) == "update":
            _update(scope, there[row.uai], row)
    made = [reserve(scope, _checked(scope.db, row), next_number(scope.db)) for row in rows if row.uai not in there]
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


def _stored(item: RefusedLine) -> dict[str, object]:
    return {"line": item.line, "message": item.message.stored()}


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


declare(Work(KIND, msg("Import of the directory"), PlatformPermission.ESTABLISHMENTS_IMPORT, _step, leave))
