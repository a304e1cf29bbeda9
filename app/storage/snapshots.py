"""How is a database copied while people work on it? Into one SQLite file, whatever the engine."""

import sqlite3
from pathlib import Path

from sqlalchemy import insert, select

from app.models.establishment import EstablishmentTable
from app.storage import engines
from app.storage.databases import Address, Databases
from app.storage.provisioning import template

BATCH = 1000


def snapshot(databases: Databases, address: Address, target: Path) -> None:
    """Copy an establishment's database to `target`, as it is at one moment."""
    target.unlink(missing_ok=True)
    if databases.settings.is_postgresql:
        _collect(databases, address, target)
    else:
        _back_up(databases.folder(address.number) / "establishment.db", target)


def _back_up(source: Path, target: Path) -> None:
    reading, writing = sqlite3.connect(f"file:{source}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode=DELETE")
    finally:
        reading.close()
        writing.close()


def _collect(databases: Databases, address: Address, target: Path) -> None:
    target.write_bytes(template(databases).read_bytes())
    engine = engines.sqlite(target, pool=1)
    tables = EstablishmentTable.metadata.sorted_tables
    source = databases.establishment(address).engine.execution_options(
        isolation_level="REPEATABLE READ", stream_results=True
    )
    with source.connect() as reading, engine.execution_options(writes=True).begin() as writing:
        writing.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in reversed(tables):
            writing.execute(table.delete())
        for table in tables:
            for batch in reading.execute(select(table)).mappings().partitions(BATCH):
                writing.execute(insert(table), [dict(row) for row in batch])
    with engine.connect() as finished:
        finished.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]
    engine.dispose()
