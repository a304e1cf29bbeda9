"""How does a file of any size come to be, whole or not at all? Piece by piece, in bounded memory."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

StoreError = BaseError  # S3 does not answer, or takes no more; in a folder, faults are those of the disk
PART: Final = ".part"  # the end of the name of what is not whole yet
PIECE: Final = 5 << 20  # the least that S3 takes of a file in several pieces
AT_ONCE: Final = 2  # pieces on their way
TRIES: Final = 20


class Writer(Protocol):
    """What is written is there under its name once closed, and durable; abandoned, nothing of it is."""

    def write(self, content: bytes | bytearray, /) -> object: ...
    def close(self) -> None: ...
    def abandon(self) -> None: ...


class FileWriter:
    """Into a folder, under another name until it is whole and on the disk."""

    def __init__(self, target: Path) -> None:
        """Begin; whatever has that name stays until the end."""
        self._target, self._part = target, target.with_name(target.name + PART)
        self._file = _created(self._part)

    def write(self, content: bytes | bytearray) -> None:
        """Add some."""
        self._file.write(content)

    def close(self) -> None:
        """Let it survive a power cut, then give it its name."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._target)
        _sync(self._target.parent)

    def abandon(self) -> None:
        """Leave nothing, whatever happened; also after `close`."""
        with suppress(OSError):  # a full disk says so once more
            self._file.close()
        self._part.unlink(missing_ok=True)
        self._target.unlink(missing_ok=True)


class ObjectWriter:
    """Into S3, which shows an object only once all of its pieces are there; nothing is kept on this machine."""

    def __init__(self, store: S3Store, name: str) -> None:
        """Begin; the first piece leaves when it is full."""
        self._store, self._name = store, name
        self._out = obstore.open_writer(store, name, buffer_size=PIECE, max_concurrency=AT_ONCE)

    def write(self, content: bytes | bytearray) -> None:
        """Add some; waits for a piece to arrive where two are on their way."""
        with _told():
            self._out.write(bytes(content))

    def close(self) -> None:
        """Send the rest; S3 has it all, durably, when this returns."""
        with _told():
            self._out.close()

    def abandon(self) -> None:
        """Leave nothing: pieces that nobody ends would be kept, and paid for, unseen. Also after `close`."""
        for act in (self._out.close, self._delete):
            _tried(act)

    def _delete(self) -> None:
        self._store.delete(self._name)


@contextmanager
def _told() -> Generator[None]:
    """The library calls some faults of S3 those of a file."""
    try:
        yield
    except OSError as why:
        raise StoreError(str(why)) from why


def _tried(act: Callable[[], None]) -> None:
    with suppress(Exception):  # closed already, or out of reach: the sweep looks again
        act()


def _created(part: Path) -> BinaryIO:
    """A new file that its owner alone reads; its folder may be taken away as somebody else empties it."""
    for tried in range(TRIES):
        try:
            if tried:
                part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        except (FileNotFoundError, FileExistsError):
            if tried == TRIES - 1:
                raise
    raise AssertionError


def _sync(folder: Path) -> None:
    """A new name is as durable as its folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
