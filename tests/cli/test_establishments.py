"""Can a terminal do with establishments what the platform's pages do?"""

import pytest

from app.services import sign_in
from tests.support import installations, world
from tests.support.terminal import Said, Terminal


@pytest.fixture
def town(terminal: Terminal) -> Terminal:
    """A terminal on a platform that has a zone."""
    with installations.opened(terminal.settings) as installation:
        world.zone(installation, "Académie de Créteil")
    return terminal


def create(terminal: Terminal, *more: str, uai: str = "0951099D", zone: str = "academie de creteil") -> Said:
    return terminal.run(
        "establishment",
        "create",
        *("--name", "Collège Jean-Jaurès", "--locality", "94000 Créteil", "--zone", zone, "--uai", uai),
        *("--contact-last-name", "Petit", "--contact-first-name", "Camille", "--contact-email", "c.petit@jaures.test"),
        *more,
    )


def test_the_credentials_are_printed_once_and_let_the_administrator_in(town: Terminal) -> None:
    said = create(town, "--no-send")
    assert said.code == 0
    password = said.out.rpartition(": ")[2].strip()
    with installations.opened(town.settings) as installation:
        assert sign_in.enter(world.visit(installation), "0951099D", "admin", password).token


def test_the_credentials_are_mailed_and_not_printed(town: Terminal) -> None:
    said = create(town)
    assert said.code == 0
    assert "c.petit@jaures.test" in said.out
    assert "assword" not in said.out


def test_the_list_is_data_for_other_programs(town: Terminal) -> None:
    create(town)
    (row,) = town.run("establishment", "list", "--json").data
    assert (row["number"], row["uai"], row["name"], row["zone"]) == (
        *(1, "0951099D", "Collège Jean-Jaurès"),
        "Académie de Créteil",
    )
    assert town.run("establishment", "list").out == "1\t0951099D\tactive\t1\tCollège Jean-Jaurès\t94000 Créteil\n"


def test_an_empty_list_is_an_empty_list(terminal: Terminal) -> None:
    assert terminal.run("establishment", "list", "--json").data == []
    assert terminal.run("establishment", "list").out == ""


@pytest.mark.parametrize(
    ("changes", "named"), [({"uai": "0951099E"}, "uai: "), ({"zone": "Lyon"}, "zone: Please choose a zone.")]
)
def test_a_wrong_field_is_named_and_nothing_is_made(town: Terminal, changes: dict[str, str], named: str) -> None:
    said = create(town, **changes)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(named)
    assert town.run("establishment", "list", "--json").data == []


def test_blocking_and_unblocking(town: Terminal) -> None:
    create(town)
    assert town.run("establishment", "block", "1", "--reason", "Travaux").code == 0
    assert town.run("establishment", "list", "--json").data[0]["state"] == "blocked"
    assert town.run("establishment", "block", "1", "--reason", "x").err == "This establishment is already blocked.\n"
    assert town.run("establishment", "unblock", "1").code == 0
    assert town.run("establishment", "list", "--json").data[0]["state"] == "active"


def test_deleting_wants_a_yes(town: Terminal) -> None:
    create(town)
    said = town.run("establishment", "delete", "1")
    assert said.code == 1
    assert "lost: 1 accounts" in said.err
    assert town.run("establishment", "list", "--json").data
    assert town.run("establishment", "delete", "1", "--yes").code == 0
    assert town.run("establishment", "list", "--json").data == []
    assert not (town.settings.data_dir / "establishments" / "1").exists()
    assert town.run("establishment", "delete", "1", "--yes").code == 1
