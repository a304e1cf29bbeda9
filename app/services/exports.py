"""How do an establishment's data leave as a file? One zip each, inside one zip, streamed (E8)."""

import hashlib
import json
import shutil
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlmodel import col, select

from app.locales import Message, msg
from app.models.platform import Establishment, Job, JobState
from app.models.types import now
from app.services.errors import NotFound
from app.services.establishments import is_settled
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.storage.installation import Installation
from app.storage.snapshots import snapshot

FORMAT: Final = 1
KEPT: Final = 3600.0
CHUNK: Final = 1 << 20


def prepare(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    """Make the zip of each establishment of a chunk. Not a use case: run by the bulk action, which has the permission."""
    folder = _folder(scope.installation, job.id or 0)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with scope.installation.databases.platform_session(writes=False) as db:
        homes = list(db.exec(select(Establishment).where(col(Establishment.number).in_(numbers), is_settled())))
    for home in homes:
        _zip_one(scope.installation, home, folder)
    for home in homes:
        scope.record("establishments.exported", home.number, home.name)
    gone = set(numbers) - {home.number for home in homes}
    return {number: msg("It was deleted meanwhile.") for number in gone}


@requires(PlatformPermission.ESTABLISHMENTS_EXPORT)
def stream(scope: PlatformScope, job_id: int) -> Iterator[bytes]:
    """The finished export as one zip. Refuses with `NotFound` when it is not the actor's, not done, or too old."""
    job = scope.db.get(Job, job_id)
    folder = _folder(scope.installation, job_id)
    is_mine = job is not None and job.kind == "establishments.export" and job.admin_id == scope.actor.id
    if job is None or not is_mine or job.state is not JobState.DONE or not folder.is_dir():
        raise NotFound
    return _zipped(sorted(folder.glob("*.zip"), key=lambda f: int(f.stem.split("-")[0])))


def sweep(installation: Installation) -> None:
    """Take away exports an hour old: they hold everything."""
    for folder in (installation.settings.data_dir / "exports").glob("*"):
        if time.time() - folder.stat().st_mtime > KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def _folder(installation: Installation, job_id: int) -> Path:
    return installation.settings.data_dir / "exports" / str(job_id)


def _zip_one(installation: Installation, home: Establishment, folder: Path) -> None:
    target = folder / f"{home.number}-{home.uai or 'sans-uai'}.zip"
    database, part = folder / f"{home.number}.db", target.with_suffix(".part")
    snapshot(installation.databases, home, database)
    sums = {"establishment.db": _sum(database)}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(database, "establishment.db")
        for name, _size in installation.files.names(home.number):
            member = f"files/{name.partition('/')[2]}"
            sums[member] = _copy(archive, member, installation.files.chunks(name))
        manifest = {
            "format": FORMAT, "number": home.number, "uai": home.uai, "name": home.name,
            "exported_at": now().isoformat(), "people": home.people, "sha256": sums,
        }
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
    database.unlink()
    part.replace(target)


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


class _Sink:
    """What a zip is written to; gives back what came in since it was last asked."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _zipped(files: Sequence[Path]) -> Iterator[bytes]:
    """A zip of files, as it is made: never on disk, never whole in memory."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for file in files:
            with file.open("rb") as content, archive.open(file.name, "w", force_zip64=True) as out:
                while chunk := content.read(CHUNK):
                    out.write(chunk)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()
