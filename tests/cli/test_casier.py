"""Does every command explain itself, answer at once, and refuse in one sentence?"""

import subprocess
import sys
from importlib import import_module

import pytest
import typer.main

from app.cli import COMMANDS
from tests.support.terminal import Terminal


def test_help_names_every_command_in_its_own_words(terminal: Terminal) -> None:
    shown = terminal.run("--help").out
    for name, (module, sentence) in COMMANDS.items():
        command = typer.main.get_command(import_module(f"app.cli.{module}").commands)
        assert f"{name} " in shown
        assert sentence in shown
        assert (command.help or "").partition("\n")[0] == sentence


@pytest.mark.parametrize(
    "words",
    [[name] for name in COMMANDS]
    + [["admin", "create"]]
    + [["establishment", verb] for verb in ("list", "create", "block", "unblock", "delete")],
)
def test_every_command_has_help(terminal: Terminal, words: list[str]) -> None:
    said = terminal.run(*words, "--help")
    assert said.code == 0
    assert "Usage:" in said.out


def test_help_imports_nothing_of_the_portal() -> None:
    looked = "import sys, app.cli; print({'alembic', 'granian', 'huey', 'reflex', 'sqlalchemy'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("words", [["nonsense"], ["demo", "--people", "many"], ["establishment", "block", "0"]])
def test_what_cannot_be_understood_ends_with_2(terminal: Terminal, words: list[str]) -> None:
    said = terminal.run(*words)
    assert said.code == 2
    assert said.err
    assert not said.out


def test_a_setting_that_cannot_be_used_is_named(terminal: Terminal) -> None:
    said = terminal.run("migrate", BCRYPT_COST="99")
    assert said.code == 1
    assert said.err.startswith("These settings cannot be used: CASIER_BCRYPT_COST: ")


def test_a_data_folder_that_cannot_be_made_is_one_sentence(terminal: Terminal) -> None:
    said = terminal.run("migrate", DATA_DIR="/proc/casier")
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "/proc/casier" in said.err


def test_a_database_that_is_none_is_one_sentence(terminal: Terminal) -> None:
    (terminal.settings.data_dir / "platform.db").write_bytes(b"not a database " * 1000)
    said = terminal.run("establishment", "list")
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_a_server_that_does_not_answer_is_one_sentence_without_its_password(terminal: Terminal) -> None:
    said = terminal.run("migrate", DATABASE_URL="postgresql+psycopg://u:secret@127.0.0.1:9/casier")
    assert said.code == 1
    assert said.err.startswith("The database is busy or out of reach: ")
    assert said.err.count("\n") == 1
    assert "secret" not in said.err


def test_refusals_speak_the_language_of_the_installation(terminal: Terminal) -> None:
    words = "establishment", "block", "7", "--reason", "x"
    assert terminal.run(*words).err == "This does not exist, or is no longer there.\n"
    assert terminal.run(*words, LANGUAGE="fr").err == "Cela n’existe pas, ou n’est plus là.\n"
