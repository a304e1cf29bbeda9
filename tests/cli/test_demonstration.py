"""Does `casier demo` fill an empty installation, once, and undo what was cut short?"""

import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.support.terminal import Terminal


def test_it_tells_how_many_it_made(nowhere: Terminal) -> None:
    said = nowhere.run("demo", "--establishments", "2", "--people", "10", "--seed", "5")
    assert said.code == 0
    assert said.out.startswith("2 establishments and 20 people were made in ")
    rows = nowhere.run("establishment", "list", "--json").data
    assert [row["people"] for row in rows] == [10, 10]


def test_a_second_one_is_refused(terminal: Terminal) -> None:
    assert terminal.run("demo", "--establishments", "1", "--people", "6").code == 0
    said = terminal.run("demo")
    assert (said.code, said.out) == (1, "")
    assert said.err == "This installation is not empty: the demonstration is for a new one.\n"


def test_an_installation_with_an_administrator_is_not_empty(terminal: Terminal) -> None:
    terminal.run("admin", "create", "--email", "alix@casier.test", typed="Trois-sapins-42")
    assert terminal.run("demo").code == 1


@pytest.mark.slow
def test_one_that_was_killed_can_be_loaded_again(terminal: Terminal) -> None:
    command = [sys.executable, "-m", "app.cli", "demo", "--establishments", "2000", "--people", "6"]
    folder = terminal.settings.data_dir / "establishments"
    with subprocess.Popen(command, env=terminal.settings.environment()) as loading:
        while loading.poll() is None and not list(folder.glob("*/establishment.db")):
            time.sleep(0.05)
        loading.send_signal(signal.SIGKILL)
    assert terminal.run("establishment", "list", "--json").data == []
    assert terminal.run("demo", "--establishments", "1", "--people", "6").code == 0
    with sqlite3.connect(terminal.settings.data_dir / "platform.db") as connection:
        assert connection.execute("SELECT count(*) FROM establishment").fetchall() == [(1,)]
    assert [file.parent.name for file in folder.glob("*/establishment.db")] == ["1"]
