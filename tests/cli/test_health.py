"""Does `casier doctor` tell by its exit code, in words and as data?"""

from tests.support.terminal import Terminal


def test_a_sound_installation_ends_with_0(terminal: Terminal) -> None:
    terminal.settings.data_dir.chmod(0o700)
    said = terminal.run("doctor", "--json")
    assert said.code == 0
    assert {finding["state"] for finding in said.data} <= {"ok", "warn"}
    assert {*said.data[0]} == {"check", "state", "message", "advice"}


def test_what_does_not_work_ends_with_1_and_says_what_to_do(terminal: Terminal) -> None:
    (terminal.settings.data_dir / "secret.key").chmod(0o644)
    said = terminal.run("doctor")
    assert said.code == 1
    assert "✗ secret-key: " in said.out
    assert "→ Run: chmod 600 " in said.out


def test_where_nothing_is_installed_nothing_is_made(nowhere: Terminal) -> None:
    said = nowhere.run("doctor")
    assert said.code == 1
    assert "Nothing is installed here yet." in said.out
    assert not nowhere.settings.data_dir.exists()
