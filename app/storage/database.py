"""How is one database read and written? In units of work, by connections that always do the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL
from sqlmodel import Session

from app.storage import engines

AT_ONCE: Final = 4  # connections of one database that are kept for the next who reads it
READING: Final = ("PRAGMA query_only=ON",)


class Database:
    """The platform's, or one establishment's; `engine` is for what is no unit of work.

    A SQLite connection that is told whether it may write prepares every statement anew, so those of `reading` never
    may. PostgreSQL is told at each beginning.
    """

    def __init__(self, engine: Engine, reading: Engine | None = None) -> None:
        self.engine = engine
        self.ways = [engine, reading] if reading else [engine]
        self._reading = (reading or engine).execution_options(writes=False)
        self._writing = engine.execution_options(writes=True)
        self._hasty = engine.execution_options(writes=True, durable=False)

    @classmethod
    def in_file(cls, file: Path, stamp: str | None = None) -> Self:
        """A SQLite file that must be there, and bear that stamp."""
        return cls(engines.sqlite(file, 1, stamp), engines.sqlite(file, AT_ONCE, stamp, READING))

    @classmethod
    def in_schema(cls, url: URL | str, schema: str) -> Self:
        """One schema of a PostgreSQL database, as one login role."""
        return cls(engines.postgresql(url, schema, AT_ONCE))

    def session(self, *, writes: bool, durable: bool = True) -> Session:
        """A unit of work; what it read stays readable after its commit.

        One that is not `durable` survives the death of any process, but not of the machine: it waits for no disk.
        """
        way = self._reading if not writes else self._writing if durable else self._hasty
        return Session(way, expire_on_commit=False)

    def on_connecting(self, act: Callable[[], None]) -> None:
        """Do that each time it takes one more connection."""

        def connected(_driver: object, _record: object) -> None:
            act()

        for engine in self.ways:
            event.listen(engine, "connect", connected)

    @property
    def connections(self) -> int:
        """How many are open, at work or at rest."""
        return sum(pool.size() + pool.overflow() for pool in self._pools)

    @property
    def is_busy(self) -> bool:
        """Somebody is at work in it."""
        return any(pool.checkedout() for pool in self._pools)

    @property
    def _pools(self) -> list[Any]:  # QueuePools, as SQLAlchemy does not say
        return [engine.pool for engine in self.ways]

    def dispose(self) -> None:
        """Close what is at rest; what is at work closes some time after it ended."""
        for engine in self.ways:
            engine.dispose()
