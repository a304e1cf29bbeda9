"""Does `casier import-directory` say what a file would do, and then do just that?"""

from pathlib import Path

import pytest
from sqlmodel import select

from app.models.jobs import JobState
from app.models.platform import Job
from tests.support import installations
from tests.support.terminal import Terminal

FILE = """numero_uai;appellation_officielle;code_postal;libelle_commune
0951099d;Collège Jean-Jaurès;95100;Argenteuil
0750001A;École de la mauvaise lettre;75001;Paris
0940001R;Lycée Marie-Curie;94000;Créteil
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "annuaire.csv"
    path.write_text(FILE)
    return str(path)


def names(terminal: Terminal) -> set[str]:
    return {row["name"] for row in terminal.run("establishment", "list", "--json").data}


def jobs(terminal: Terminal) -> list[Job]:
    with (
        installations.opened(terminal.settings) as installation,
        installation.databases.platform_session(writes=False) as db,
    ):
        return list(db.exec(select(Job)))


def test_a_dry_run_tells_and_changes_nothing(terminal: Terminal, file: str) -> None:
    said = terminal.run("import-directory", file, "--dry-run", "--json")
    assert said.code == 0
    refused = said.data.pop("refused")
    assert said.data == {"rows": 3, "create": 2, "update": 0, "unchanged": 0, "refused": refused}
    assert [(line["line"], "letter" in line["message"]) for line in refused] == [(3, True)]
    assert names(terminal) == set()
    assert jobs(terminal) == []


def test_the_schools_are_there_when_it_ends(terminal: Terminal, file: str) -> None:
    said = terminal.run("import-directory", file)
    assert said.code == 0
    assert said.out == "3 lines: 2 to add, 0 to change, 0 as they were, 1 refused.\n"
    assert said.err.startswith("Line 3: ")
    assert names(terminal) == {"Collège Jean-Jaurès", "Lycée Marie-Curie"}
    assert [job.state for job in jobs(terminal)] == [JobState.DONE]


def test_importing_twice_changes_nothing(terminal: Terminal, file: str) -> None:
    terminal.run("import-directory", file)
    again = terminal.run("import-directory", file, "--json")
    assert (again.data["create"], again.data["unchanged"]) == (0, 2)


@pytest.mark.parametrize("content", ["", "<html>", "name;town\nx;y\n"])
def test_a_file_refused_as_a_whole_ends_with_1(terminal: Terminal, file: str, content: str) -> None:
    Path(file).write_text(content)
    for options in (["--dry-run"], ["--json"], []):
        said = terminal.run("import-directory", file, *options)
        assert (said.code, said.out) == (1, "")
        assert said.err.count("\n") == 1
    assert jobs(terminal) == []


def test_a_file_that_is_not_there(terminal: Terminal) -> None:
    assert terminal.run("import-directory", "nowhere.csv").err == "There is no file nowhere.csv.\n"
