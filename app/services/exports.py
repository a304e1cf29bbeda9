"""How do an establishment's data leave as a file? One zip each, inside one zip, streamed (E8)."""

import hashlib
import json
import logging
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from app.locales import Message
from app.models.jobs import JobState
from app.models.platform import Establishment, Job
from app.models.types import now
from app.services.errors import NotFound
from app.services.lookup import GONE, OUT_OF_REACH, found, still_there
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.zips import zipped
from app.storage.installation import Installation
from app.storage.snapshots import snapshot

log = logging.getLogger(__name__)
KIND: Final = "establishments.export"
FORMAT: Final = 1
KEPT: Final = 3600.0
CHUNK: Final = 1 << 20


def prepare(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    """Make the zips of a chunk. Not a use case: run by the bulk action, which declares the permission."""
    installation, refused, folder = (
        scope.installation,
        dict.fromkeys(numbers, GONE),
        _folder(scope.installation, job.id),
    )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with installation.databases.platform_session(writes=False) as db:
        homes = still_there(db, job, numbers)
    for home in homes:
        try:
            _zip_one(installation, home, folder)
        except Exception:
            log.exception("establishment %s cannot be exported", home.number)
            refused[home.number] = OUT_OF_REACH
    remain = {home.number for home in still_there(scope.db, job, numbers)}
    for home in homes:
        if home.number not in remain:  # deleted while it was copied
            forget(installation, home.number)
        elif refused[home.number] is GONE:
            scope.record("establishments.exported", home.number, home.name)
            del refused[home.number]
    return refused


@requires(PlatformPermission.ESTABLISHMENTS_EXPORT)
def stream(scope: PlatformScope, job_id: int) -> Iterator[bytes]:
    """The finished export as one zip. Refuses with `NotFound` when it is not the actor's, not done, or too old."""
    job, folder = found(scope.db, Job, job_id), _folder(scope.installation, job_id)
    is_mine = job.kind == KIND and job.admin_id == scope.actor.id
    if not is_mine or job.state is not JobState.DONE or not folder.is_dir():
        raise NotFound
    return _zipped(sorted(folder.glob("*.zip"), key=lambda file: int(file.stem.partition("-")[0])))


def forget(installation: Installation, number: int) -> None:
    """Take away what exports hold of an establishment that goes."""
    for file in _root(installation).glob(f"*/{number}[-.]*"):
        file.unlink(missing_ok=True)


def sweep(installation: Installation) -> None:
    """Take away exports an hour old: they hold everything."""
    for folder in _root(installation).glob("*"):
        if time.time() - folder.stat().st_mtime > KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def _root(installation: Installation) -> Path:
    return installation.settings.data_dir / "exports"


def _folder(installation: Installation, job_id: int | None) -> Path:
    return _root(installation) / str(job_id)


def _zip_one(installation: Installation, home: Establishment, folder: Path) -> None:
    name = f"{home.number}-{home.uai}" if home.uai else str(home.number)
    database, part = folder / f"{home.number}.db", folder / f"{name}.part"
    snapshot(installation.databases, home, database)
    people, sums = _people(database), {"establishment.db": _sum(database)}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(database, "establishment.db")
        for file, _size in installation.files.names(home.number):
            member = f"files/{file.partition('/')[2]}"
            sums[member] = _copy(archive, member, installation.files.chunks(file))
        archive.writestr("manifest.json", json.dumps(_manifest(home, people, sums), ensure_ascii=False, indent=2))
    database.unlink()
    part.replace(folder / f"{name}.zip")


def _people(database: Path) -> int:
    """Counted in the copy itself, so that the number is that of its people."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as copy:
        return copy.execute("SELECT count(*) FROM person").fetchone()[0]


def _manifest(home: Establishment, people: int, sums: dict[str, str]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "number": home.number,
        "uai": home.uai,
        "name": home.name,
        "exported_at": now().isoformat(),
        "people": people,
        "sha256": sums,
    }


def _copy(archive: zipfile.ZipFile, member: str, chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    with archive.open(member, "w", force_zip64=True) as out:
        for chunk in chunks:
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _sum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _zipped(files: Sequence[Path]) -> Iterator[bytes]:
    return zipped((file.name, _read(file)) for file in files)


def _read(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            yield chunk
