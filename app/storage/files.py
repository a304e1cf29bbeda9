"""Where are files kept? An object store: a folder by default, S3 by setting; each establishment under its number."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from obstore.store import LocalStore, S3Store

from app.settings import Settings
from app.storage.writers import PART, FileWriter, ObjectWriter, Writer

if TYPE_CHECKING:  # names of its stubs, which the library itself lacks
    from obstore.store import ClientConfig, RetryConfig, S3Config

BATCH: Final = 1000  # what S3 lists, and deletes, at a time
PIECE: Final = 2 << 20  # read by one request each: however slowly somebody takes a file, none of them times out
RETRIES: Final = 5  # some three seconds in all: somebody waits for the answer
SPARE: Final = 64 << 20  # bytes of a disk that are left to the databases, or a twentieth of a small disk


class Files:
    """What is stored for establishments, apart from their databases."""

    def __init__(self, settings: Settings) -> None:
        """Open the store of the settings."""
        if settings.files_url.startswith("s3://"):
            self._folder, self._store = None, _s3(settings)
        else:
            self._folder = _folder(settings)
            self._store = LocalStore(self._folder, automatic_cleanup=True)

    def names(self, number: int) -> Iterator[tuple[str, int]]:
        """Name and size of each whole file of an establishment, in bounded batches."""
        for name, size, _ in self._listed(number):
            if not name.endswith(PART):
                yield name, size

    def untouched(self, number: int, since: datetime) -> Iterator[str]:
        """The names of what nobody has written to since then, half-written files included."""
        for name, _, touched in self._listed(number):
            if touched <= since:
                yield name

    def _listed(self, number: int) -> Iterator[tuple[str, int, datetime]]:
        for batch in self._store.list(f"{number}/", chunk_size=BATCH):  # pyright: ignore[reportUnknownMemberType]  Arrow
            for found in batch:
                yield found["path"], found["size"], found["last_modified"]

    def size(self, number: int) -> int:
        """Bytes stored for an establishment."""
        return sum(size for _, size in self.names(number))

    def chunks(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The content of a file from `start` until before `end`, some megabytes at a time."""
        end = self._store.head(name)["size"] if end is None else end
        for at in range(start, end, PIECE):
            yield bytes(self._store.get_range(name, start=at, end=min(at + PIECE, end)))

    def put(self, name: str, content: bytes) -> None:
        """Store a small file."""
        self._store.put(name, content)

    def writer(self, name: str) -> Writer:
        """Something to write a file of any size into, in threads; it is there once that is closed, whole."""
        if isinstance(self._store, S3Store):
            return ObjectWriter(self._store, name)
        return FileWriter(self._at(name))

    def path(self, name: str) -> Path | None:
        """The file itself, where it lies on this machine. Refuses a name that leads elsewhere with `ValueError`."""
        return None if self._folder is None else self._at(name)

    def room(self) -> int | None:
        """How many more bytes may come in here; None where nobody knows."""
        if self._folder is None:
            return None
        disk = shutil.disk_usage(self._folder)
        return max(disk.free - min(SPARE, disk.total // 20), 0)

    def _at(self, name: str) -> Path:
        folder = self._folder or Path()
        path = (folder / name).resolve()
        path.relative_to(folder)
        return path

    def delete(self, names: Sequence[str]) -> None:
        """Take files away, half-written ones too; those that are not there are fine."""
        for start in range(0, len(names), BATCH):
            some = list(names[start : start + BATCH])
            if self._folder is None:
                self._store.delete(some)
                continue
            for name in [*some, *(name + PART for name in some)]:
                with suppress(FileNotFoundError):
                    self._store.delete(name)

    def wipe(self, number: int) -> None:
        """Take away every file of an establishment; can be repeated."""
        while names := [name for name, _, _ in islice(self._listed(number), BATCH)]:
            self.delete(names)


def _folder(settings: Settings) -> Path:
    folder = Path(unquote(urlsplit(settings.files_url).path) or settings.data_dir / "files")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder.resolve()


def _s3(settings: Settings) -> S3Store:
    """Without a key of ours, and for the region, the usual `AWS_…` variables and roles count."""
    bucket, _, prefix = settings.files_url.removeprefix("s3://").partition("/")
    config: S3Config = {}
    if settings.s3_endpoint:
        config["endpoint"] = settings.s3_endpoint
    if key := settings.s3_access_key.get_secret_value():
        config["access_key_id"], config["secret_access_key"] = key, settings.s3_secret_key.get_secret_value()
    options: ClientConfig = {"allow_http": settings.s3_endpoint.startswith("http://")}
    retries: RetryConfig = {"max_retries": RETRIES}
    return S3Store(bucket, prefix=prefix or None, config=config, client_options=options, retry_config=retries)
