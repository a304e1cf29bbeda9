"""How is a database connected to? SQLite and PostgreSQL, both made to behave the same."""

import secrets
import sqlite3
import zlib
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from psycopg.errors import DiskFull
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import LRUCache

PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
    "PRAGMA mmap_size=268435456",
)
NO_ROOM = sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE  # the latter to whoever opens it first
WAIT = 5  # seconds: for a lock, a connection, an answer
# What was compiled for one database is right for all of a kind; an engine's own cache begins empty for each of them.
COMPILED: dict[str, Any] = {"compiled_cache": LRUCache(2000)}
# The connection used last knows the most: its statements are prepared, its pages read.
POOLED: dict[str, Any] = {"pool_use_lifo": True, "pool_timeout": WAIT, "execution_options": COMPILED}


class _Alike:
    """Dialects of a kind are the same key."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class Sqlite(_Alike, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class Postgresql(_Alike, PGDialect_psycopg):
    supports_statement_cache = True


registry.register("sqlite.alike", __name__, Sqlite.__name__)
registry.register("postgresql.alike", __name__, Postgresql.__name__)


def blank(file: Path) -> Path:
    """An empty SQLite database that only its owner reads; one that is there stays as it is."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        # It appears with its journal chosen: of two processes that choose at once, SQLite lets one fail.
        part = file.with_suffix(f".{secrets.token_hex(4)}")
        part.touch(mode=0o600)
        with closing(sqlite3.connect(part)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        with suppress(FileExistsError):
            file.hardlink_to(part)
        part.unlink()
    return file


def sqlite(file: Path, pool: int, stamp: str | None = None, pragmas: Sequence[str] = ()) -> Engine:
    """One file that must be there, and bear that stamp; transactions that announce `writes` queue for the lock."""
    uri = f"{file.resolve().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, timeout=WAIT, isolation_level=None, check_same_thread=False, uri=True)
        if stamp is not None and connection.execute("PRAGMA user_version").fetchone() != (user_version(stamp),):
            connection.close()
            raise sqlite3.OperationalError("this file is the database of another establishment")
        for pragma in (*PRAGMAS, *pragmas):
            connection.execute(pragma)
        return connection

    url = URL.create("sqlite+alike", database=str(file))
    engine = create_engine(url, creator=connect, pool_size=pool, max_overflow=16, **POOLED)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def user_version(stamp: str) -> int:
    """A stamp as SQLite's header keeps it."""
    return zlib.crc32(stamp.encode()) >> 1


def postgresql(url: URL | str, schema: str, pool: int) -> Engine:
    """One schema of one database, as one login role; transactions that announce `writes` queue there too."""
    options = {
        "options": f"-csearch_path={schema} -ctimezone=UTC -clock_timeout={WAIT}s",
        "connect_timeout": WAIT,
        "tcp_user_timeout": WAIT * 1000,
    }
    engine = create_engine(
        make_url(url).set(drivername="postgresql+alike"),
        connect_args=options,
        pool_size=pool,
        max_overflow=8,
        pool_pre_ping=True,
        **POOLED,
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    # The driver would begin too late; and who reads first and writes later fails when another wrote in between.
    writes = _writes(connection)
    if writes:
        _driver(connection).execute(f"PRAGMA synchronous={'FULL' if _is_durable(connection) else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    writes = _writes(connection)
    _driver(connection).read_only = writes is False
    if writes:  # what was read stays true until the commit, as on SQLite: no last administrator goes twice
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(current_setting('search_path')))")
        if not _is_durable(connection):
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")


def _driver(connection: Connection) -> Any:  # noqa: ANN401  each driver has a type of its own
    return connection.connection.dbapi_connection


def _writes(connection: Connection) -> bool | None:
    """True: queues for the lock. False: cannot write, on SQLite as it was opened so. None: neither."""
    return connection.get_execution_options().get("writes")


def _is_durable(connection: Connection) -> bool:
    return connection.get_execution_options().get("durable", True)


@contextmanager
def restructuring(engine: Engine) -> Generator[Connection]:
    """A transaction that changes tables, one at a time."""
    with engine.execution_options(writes=True).connect() as connection:
        if engine.dialect.name == "sqlite":
            yield from _restructuring_sqlite(connection)
        else:
            with connection.begin():
                yield connection


def _restructuring_sqlite(connection: Connection) -> Generator[Connection]:
    # A table is changed by dropping it for a new one, which must not take away the rows that refer to it.
    _driver(connection).execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            yield connection
            if orphan := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise sqlite3.IntegrityError(f"a row of {orphan[0]} would refer to nothing")
    finally:
        connection.invalidate()


def is_full(fault: Exception) -> bool:
    """There is no room left where the database is."""
    origin = fault.orig if isinstance(fault, DBAPIError) else None
    if isinstance(origin, sqlite3.Error):  # one of ours has no code
        return getattr(origin, "sqlite_errorcode", None) in NO_ROOM
    return isinstance(origin, DiskFull)
