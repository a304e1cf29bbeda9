"""What if there is no room left? A small disk, and a database that takes no page more until there is room again."""

import sqlite3
import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import event

from app.storage.database import Database


@contextmanager
def full(database: Database) -> Generator[None]:
    """Its file stays as large as it is: what fits no more is refused, as on a full disk."""
    is_full = True

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        if is_full:
            connection.execute("PRAGMA max_page_count=1")

    for engine in database.ways:
        event.listen(engine, "connect", limit)
    database.dispose()
    try:
        yield
    finally:
        is_full = False
        database.dispose()


@contextmanager
def small(folder: Path, megabytes: int = 8) -> Generator[Path]:
    """A disk of so many megabytes."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(folder: Path) -> Generator[None]:
    """Something else takes all the room that its disk has left."""
    other = folder / "other"
    with suppress(OSError), other.open("wb", buffering=0) as taking:
        while taking.write(bytes(1 << 16)):
            pass
    try:
        yield
    finally:
        other.unlink()
