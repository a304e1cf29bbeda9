"""Does `casier admin create` make somebody who can sign in, and nobody else?"""

import pytest

from app.services import sign_in
from tests.support import installations
from tests.support.terminal import Terminal
from tests.support.world import visit

PASSWORD = "Trois-sapins-42"


def test_the_administrator_signs_in_with_the_password_that_was_piped_in(nowhere: Terminal) -> None:
    said = nowhere.run("admin", "create", "--email", " Alix@Casier.Test", typed=f"{PASSWORD}\n")
    assert (said.code, said.out) == (0, "alix@casier.test may now sign in to the platform.\n")
    with installations.opened(nowhere.settings) as installation:
        assert sign_in.enter_platform(visit(installation), "alix@casier.test", PASSWORD).token


@pytest.mark.parametrize("typed", [f"{PASSWORD}\n", f"{PASSWORD}\r\n", PASSWORD, f"{PASSWORD}\nmore\n"])
def test_the_password_is_the_first_line_and_nothing_of_its_end(terminal: Terminal, typed: str) -> None:
    assert terminal.run("admin", "create", "--email", "alix@casier.test", typed=typed).code == 0
    with installations.opened(terminal.settings) as installation:
        assert sign_in.enter_platform(visit(installation), "alix@casier.test", PASSWORD).token


@pytest.mark.parametrize(
    ("email", "typed", "named"),
    [
        ("alix@casier.test", "", "password: A password has at least 12 characters."),
        ("alix@casier.test", "trois-sapins", "password: "),
        ("alix@casier.test", "x" * 5000, "password: A password has at most 200 characters."),
        ("Alix.Casier-2026@casier.test", "alix.casier-2026@casier.test", "password: "),
        ("alix", PASSWORD, "email: "),
        ("alix@casier.test\nbcc: x@y.test", PASSWORD, "email: "),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(terminal: Terminal, email: str, typed: str, named: str) -> None:
    said = terminal.run("admin", "create", "--email", email, typed=typed)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(named)
    assert typed not in said.err or not typed


def test_an_address_belongs_to_one_administrator(terminal: Terminal) -> None:
    assert terminal.run("admin", "create", "--email", "alix@casier.test", typed=PASSWORD).code == 0
    said = terminal.run("admin", "create", "--email", "ALIX@casier.test", typed=PASSWORD)
    assert (said.code, said.err) == (1, "email: There is already an administrator with this address.\n")
