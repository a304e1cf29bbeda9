"""Where are files kept? An object store: a folder by default, S3 by setting; each establishment under its number."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from obstore.store import LocalStore, S3Store

from app.settings import Settings

if TYPE_CHECKING:  # names of its stubs, which the library itself lacks
    from obstore.store import ClientConfig, S3Config

BATCH: Final = 1000  # what S3 lists, and deletes, at a time


class Files:
    """What is stored for establishments, apart from their databases."""

    def __init__(self, settings: Settings) -> None:
        """Open the store of the settings."""
        self._store = _open(settings)

    def names(self, number: int) -> Iterator[tuple[str, int]]:
        """Name and size of each file of an establishment, in bounded batches."""
        for batch in self._store.list(f"{number}/", chunk_size=BATCH):  # pyright: ignore[reportUnknownMemberType]  Arrow
            for found in batch:
                yield found["path"], found["size"]

    def size(self, number: int) -> int:
        """Bytes stored for an establishment."""
        return sum(size for _, size in self.names(number))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a file, a megabyte or so at a time."""
        for chunk in self._store.get(name).stream(min_chunk_size=1 << 20):
            yield bytes(chunk)

    def put(self, name: str, content: bytes) -> None:
        """Store a small file."""
        self._store.put(name, content)

    def delete(self, names: Sequence[str]) -> None:
        """Take files away; those that are gone already are no fault."""
        for first in range(0, len(names), BATCH):
            with suppress(FileNotFoundError):  # a folder says so, S3 does not
                self._store.delete(list(names[first : first + BATCH]))

    def wipe(self, number: int) -> None:
        """Take away every file of an establishment; can be repeated."""
        while names := [name for name, _ in islice(self.names(number), BATCH)]:
            self._store.delete(names)


def _open(settings: Settings) -> LocalStore | S3Store:
    if settings.files_url.startswith("s3://"):
        return _s3(settings)
    folder = Path(unquote(urlsplit(settings.files_url).path) or settings.data_dir / "files")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return LocalStore(folder, automatic_cleanup=True)


def _s3(settings: Settings) -> S3Store:
    """Without a key of ours, and for the region, the usual `AWS_…` variables and roles count."""
    bucket, _, prefix = settings.files_url.removeprefix("s3://").partition("/")
    config: S3Config = {}
    if settings.s3_endpoint:
        config["endpoint"] = settings.s3_endpoint
    if key := settings.s3_access_key.get_secret_value():
        config["access_key_id"], config["secret_access_key"] = key, settings.s3_secret_key.get_secret_value()
    options: ClientConfig = {"allow_http": settings.s3_endpoint.startswith("http://")}
    return S3Store(bucket, prefix=prefix or None, config=config, client_options=options)
