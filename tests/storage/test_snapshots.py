"""Is a copy whole, of one moment, and readable by itself, whatever the engine?"""

from pathlib import Path

from sqlmodel import Session, select

from app.models.establishment import EstablishmentTable, Person
from app.storage import engines, migrations
from app.storage.database import Database
from app.storage.installation import Installation
from app.storage.snapshots import snapshot
from tests.support.installations import Home, founded


def rows(db: Session) -> dict[str, list[tuple[object, ...]]]:
    tables = EstablishmentTable.metadata.sorted_tables
    return {table.name: sorted(map(tuple, db.execute(table.select())), key=repr) for table in tables}


def copied(file: Path) -> dict[str, list[tuple[object, ...]]]:
    database = Database.in_file(file)
    with database.session(writes=False) as db:
        found = rows(db)
    database.dispose()
    return found


def populated(installation: Installation) -> Home:
    home = founded(installation, 1)
    with installation.databases.session(home, writes=True) as db:
        db.add_all(Person(username=f"p{n}", username_key=f"p{n}", last_name="Nuñez œ’") for n in range(50))
        db.commit()
    return home


def test_a_copy_holds_every_row_of_every_table(installation: Installation, tmp_path: Path) -> None:
    home = populated(installation)
    snapshot(installation.databases, home, tmp_path / "copy.db")
    with installation.databases.session(home, writes=False) as db:
        assert copied(tmp_path / "copy.db") == rows(db)


def test_a_copy_is_one_file_with_the_newest_tables(installation: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    snapshot(installation.databases, populated(installation), folder / "copy.db")
    assert [file.name for file in folder.iterdir()] == ["copy.db"]
    engine = engines.sqlite(folder / "copy.db", pool=1)
    assert migrations.drift("establishment", engine) == []
    engine.dispose()


def test_copying_again_replaces_the_copy(installation: Installation, tmp_path: Path) -> None:
    home = populated(installation)
    snapshot(installation.databases, home, tmp_path / "copy.db")
    with installation.databases.session(home, writes=True) as db:
        db.delete(db.exec(select(Person).where(Person.username == "p0")).one())
        db.commit()
    snapshot(installation.databases, home, tmp_path / "copy.db")
    assert len(copied(tmp_path / "copy.db")["person"]) == 50


def test_nobody_waits_for_a_copy_and_it_holds_only_what_is_committed(
    installation: Installation, tmp_path: Path
) -> None:
    home = populated(installation)
    with installation.databases.session(home, writes=True) as db:
        db.add(Person(username="late", username_key="late"))
        db.flush()
        snapshot(installation.databases, home, tmp_path / "copy.db")
        db.commit()
    assert len(copied(tmp_path / "copy.db")["person"]) == 51
