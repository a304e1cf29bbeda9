"""Do transactions behave the same on both engines?"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import IntegrityError as IntegrityOfFile
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from psycopg.errors import DiskFull
from sqlalchemy import Connection, String, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session, func, select

from app.models.establishment import Membership, Person
from app.models.platform import Establishment, Zone
from app.storage import engines, migrations
from app.storage.installation import Installation
from tests.support.crashes import crash_before
from tests.support.installations import founded


def zone(db: Session, name: str) -> Zone:
    added = Zone(name=name, name_key=name)
    db.add(added)
    db.flush()
    return added


def count(installation: Installation) -> int:
    with installation.databases.platform_session(writes=False) as db:
        return db.exec(select(func.count()).select_from(Zone)).one()


def test_writers_queue_and_none_overwrites_what_another_wrote(installation: Installation) -> None:
    with installation.databases.platform_session(writes=True) as db:
        zone(db, "counted")
        db.commit()

    def count_up(_: int) -> None:
        with installation.databases.platform_session(writes=True) as db:
            counted = db.exec(select(Zone)).one()
            counted.position += 1
            db.add(counted)
            db.commit()

    with ThreadPoolExecutor(4) as people:
        list(people.map(count_up, range(40)))
    with installation.databases.platform_session(writes=False) as db:
        assert db.exec(select(Zone.position)).one() == 40


def test_a_writer_waits_for_the_one_before_it(installation: Installation) -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        with installation.databases.platform_session(writes=True) as db:
            zone(db, "first")
            waiting = elsewhere.submit(add, installation, "second")
            assert not waiting.done()
            db.commit()
        waiting.result(timeout=5)
    assert count(installation) == 2


def add(installation: Installation, name: str) -> None:
    with installation.databases.platform_session(writes=True) as db:
        zone(db, name)
        db.commit()


def test_a_reader_is_never_blocked_by_a_writer_and_sees_only_what_is_committed(installation: Installation) -> None:
    with installation.databases.platform_session(writes=True) as db:
        zone(db, "not yet")
        assert count(installation) == 0
        db.commit()
    assert count(installation) == 1


def test_a_writer_is_never_blocked_by_a_reader(installation: Installation) -> None:
    with installation.databases.platform_session(writes=False) as reading:
        assert reading.exec(select(func.count()).select_from(Zone)).one() == 0
        add(installation, "meanwhile")
    assert count(installation) == 1


def test_a_session_that_did_not_announce_it_cannot_write(installation: Installation) -> None:
    with (
        installation.databases.platform_session(writes=False) as db,
        pytest.raises(DBAPIError, match=r"(?i)read.?only"),
    ):
        zone(db, "unannounced")


@pytest.mark.parametrize("ways", [{"writes": False}, {"writes": True}, {"writes": True, "durable": False}], ids=str)
def test_no_connection_is_told_whether_it_may_write(sqlite_installation: Installation, ways: dict[str, bool]) -> None:
    """SQLite would prepare all of its statements anew."""
    said = list[str]()
    for _ in range(2):
        said.clear()
        with sqlite_installation.databases.platform.session(**ways) as db:
            db.exec(select(Zone.name)).all()
            driver: Any = db.connection().connection.dbapi_connection
            driver.set_trace_callback(said.append)
    assert [words.split()[0] for words in said if "synchronous" not in words] == ["BEGIN", "SELECT", "ROLLBACK"]


def test_who_read_can_write_next(installation: Installation) -> None:
    assert count(installation) == 0
    add(installation, "announced")
    assert count(installation) == 1


def test_only_what_says_so_waits_for_no_disk(installation: Installation, engine_kind: str) -> None:
    ask, (swift, sure) = {
        "sqlite": (text("PRAGMA synchronous"), (1, 2)),
        "postgresql": (text("SHOW synchronous_commit"), ("off", "on")),
    }[engine_kind]
    if engine_kind == "postgresql":
        with installation.databases.platform_session(writes=True) as db:
            db.connection().execute(text("SET synchronous_commit TO on"))  # the test server's own is off
            db.commit()
    for durable in (True, False, True):
        with installation.databases.platform.session(writes=True, durable=durable) as db:
            assert db.connection().execute(ask).scalar() == (sure if durable else swift)
            zone(db, f"kept {durable} {count(installation)}")
            db.commit()
    assert count(installation) == 3


def test_a_session_left_without_commit_leaves_nothing(installation: Installation) -> None:
    with installation.databases.platform_session(writes=True) as db:
        zone(db, "forgotten")
    assert count(installation) == 0


def test_what_was_read_stays_readable_after_the_commit(installation: Installation) -> None:
    with installation.databases.platform_session(writes=True) as db:
        added = zone(db, "kept")
        db.commit()
    assert added.name == "kept"


def test_a_row_cannot_refer_to_nothing(installation: Installation) -> None:
    with installation.databases.platform_session(writes=True) as db:
        db.add(Establishment(number=1, name="Lycée", locality="Paris", zone_id=404, stamp="0"))
        with pytest.raises(IntegrityError):
            db.flush()


def test_a_writer_that_waited_too_long_is_told_so(installation: Installation, engine_kind: str) -> None:
    hurry = {"sqlite": "PRAGMA busy_timeout=50", "postgresql": "SET lock_timeout=50"}[engine_kind]

    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401  of either driver
        connection.execute(hurry)
        connection.commit()

    event.listen(installation.databases.platform.engine, "connect", connected)
    with installation.databases.platform_session(writes=True) as db:
        zone(db, "long")
        with pytest.raises(OperationalError):
            add(installation, "impatient")


def restructured(connection: Connection) -> None:
    with Operations(MigrationContext.configure(connection)).batch_alter_table("person") as person:
        person.alter_column("last_name", type_=String(150), existing_type=String(100), existing_nullable=False)


def test_a_table_can_be_restructured_without_losing_what_refers_to_it(installation: Installation) -> None:
    home = founded(installation, 1)
    with engines.restructuring(installation.databases.establishment(home).engine) as connection:
        restructured(connection)
    with installation.databases.session(home, writes=False) as db:
        assert db.exec(select(func.count()).select_from(Membership)).one() == 1


def test_a_restructuring_that_fails_changes_nothing(installation: Installation) -> None:
    home = founded(installation, 1)
    engine = installation.databases.establishment(home).engine
    with crash_before("SELECT 'last'"), engines.restructuring(engine) as connection:
        restructured(connection)
        connection.execute(text("SELECT 'last'"))
    assert migrations.drift("establishment", engine) == []


def test_a_restructuring_that_would_leave_rows_referring_to_nothing_is_refused(
    sqlite_installation: Installation,
) -> None:
    home = founded(sqlite_installation, 1)
    engine = sqlite_installation.databases.establishment(home).engine
    with pytest.raises(IntegrityOfFile, match="membership"), engines.restructuring(engine) as connection:
        connection.execute(text("DELETE FROM person"))
    with sqlite_installation.databases.session(home, writes=False) as db:
        assert db.exec(select(func.count()).select_from(Person)).one() == 1


def test_references_are_kept_again_after_a_restructuring(installation: Installation) -> None:
    home = founded(installation, 1)
    with engines.restructuring(installation.databases.establishment(home).engine) as connection:
        restructured(connection)
    with installation.databases.session(home, writes=True) as db:
        db.delete(db.exec(select(Person)).one())
        db.commit()
        assert db.exec(select(func.count()).select_from(Membership)).one() == 0


def test_a_full_database_is_told_from_one_that_is_busy(tmp_path: Path) -> None:
    """G-R2: the one is a sentence about room, the other about trying again."""
    engine = engines.sqlite(engines.blank(tmp_path / "small.db"), pool=1)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=10")
        connection.exec_driver_sql("CREATE TABLE much (content)")
        with pytest.raises(OperationalError) as full:
            connection.exec_driver_sql("INSERT INTO much VALUES (zeroblob(1000000))")
        with pytest.raises(OperationalError) as other:
            connection.exec_driver_sql("SELECT * FROM nothing")
    engine.dispose()
    assert (engines.is_full(full.value), engines.is_full(other.value)) == (True, False)
    no_room = OperationalError("INSERT", {}, DiskFull("could not extend file"))
    assert engines.is_full(no_room)
    ours = OperationalError("", {}, sqlite3.OperationalError("this file is the database of another establishment"))
    assert not engines.is_full(ours)


def test_a_database_that_is_opened_on_a_full_disk_says_so(small_disk: Path) -> None:
    """SQLite wants some room even to read, and calls it an error of input and output."""
    file = engines.blank(small_disk / "a.db")
    with pytest.raises(OSError, match="No space"):
        (small_disk / "other").write_bytes(bytes(9 << 20))
    engine = engines.sqlite(file, pool=1)
    with pytest.raises(OperationalError) as fault, engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM sqlite_schema")
    assert engines.is_full(fault.value)
    (small_disk / "other").unlink()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    engine.dispose()
