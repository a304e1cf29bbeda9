"""Does `casier migrate --check` tell by its exit code, and do other commands refuse what is not theirs to change?"""

import sqlite3

import pytest

from tests.support import world
from tests.support.installations import opened
from tests.support.terminal import Terminal


@pytest.fixture
def town(terminal: Terminal) -> Terminal:
    """A terminal on a platform with an establishment."""
    with opened(terminal.settings) as installation:
        world.populated(installation)
    return terminal


def at_revision(terminal: Terminal, file: str, revision: str) -> None:
    with sqlite3.connect(terminal.settings.data_dir / file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [revision])


def test_a_new_installation_is_made_and_then_nothing_differs(nowhere: Terminal) -> None:
    assert nowhere.run("migrate", "--check").code == 1
    assert nowhere.run("migrate").code == 0
    assert nowhere.run("migrate", "--check").code == 0


def test_a_table_that_somebody_changed_is_named(town: Terminal) -> None:
    assert town.run("migrate", "--check").code == 0
    with sqlite3.connect(town.settings.data_dir / "establishments" / "2" / "establishment.db") as connection:
        connection.execute("ALTER TABLE person ADD COLUMN shoe_size INTEGER")
    said = town.run("migrate", "--check")
    assert (said.code, said.out) == (1, "")
    assert "number 2" in said.err
    assert "shoe_size" in said.err


def test_a_later_version_is_left_alone(town: Terminal) -> None:
    at_revision(town, "platform.db", "9999")
    for words in (["migrate"], ["establishment", "list"], ["demo"]):
        said = town.run(*words)
        assert said.code == 1
        assert said.err.startswith("This database is of a later version of Casier")
    assert town.run("migrate", "--check").code == 1


def test_an_establishment_of_a_later_version_does_not_keep_the_others_from_being_brought_on(town: Terminal) -> None:
    at_revision(town, "establishments/1/establishment.db", "9999")
    with sqlite3.connect(town.settings.data_dir / "platform.db") as connection:
        connection.execute("UPDATE establishment SET schema_revision = '0000'")
    said = town.run("migrate")
    assert said.code == 1
    assert "(number 1) could not be updated" in said.err
    with sqlite3.connect(town.settings.data_dir / "platform.db") as connection:
        assert connection.execute("SELECT number FROM establishment WHERE schema_revision = '0000'").fetchall() == [
            (1,)
        ]


def missing(town: Terminal, *numbers: int) -> None:
    """Their databases are of an earlier version, as far as the platform knows, and these have no file."""
    with sqlite3.connect(town.settings.data_dir / "platform.db") as connection:
        connection.execute("UPDATE establishment SET schema_revision = '0000'")
    for number in numbers:
        (town.settings.data_dir / "establishments" / str(number) / "establishment.db").unlink()


def test_each_establishment_whose_file_is_missing_is_a_line_and_no_traceback(
    town: Terminal, caplog: pytest.LogCaptureFixture
) -> None:
    missing(town, 1)
    line = (
        "Collège Azurite (number 1) could not be updated: its database cannot be opened (unable to open database file)"
    )
    said = town.run("migrate")
    assert (said.code, said.out, said.err.splitlines()) == (1, "", [line])
    assert caplog.records == []
    said = town.run("migrate", "--check")
    assert said.code == 1
    assert "Collège Azurite (number 1): its database cannot be opened (unable to open database file)" in said.err
    with sqlite3.connect(town.settings.data_dir / "platform.db") as connection:
        behind = "SELECT number FROM establishment WHERE schema_revision = '0000'"
        assert connection.execute(behind).fetchall() == [(1,)]


def test_where_they_are_many_the_last_line_counts_them(town: Terminal) -> None:
    with opened(town.settings) as installation:
        world.schools(installation, 11)
    missing(town)
    *lines, last = town.run("migrate").err.splitlines()
    assert len(lines) == 11
    assert last.startswith("11 establishments could not be updated, and let nobody in until they are.")
