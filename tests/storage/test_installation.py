"""Is what an installation keeps its owner's alone, and does it open and close as often as one likes?"""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.models.establishment import Person
from app.storage import provisioning
from app.storage.installation import Installation
from app.storage.transport import transport
from tests.support import installations

KEYS = """
import sys
from app.settings import Settings
print("ready", flush=True)
sys.stdin.readline()
print(*(Settings(data_dir=f"{sys.argv[1]}/{n}").key.decode() for n in range(100)))
"""


@pytest.fixture
def usual_mask() -> Iterator[None]:
    """New files are readable by all, unless they say otherwise."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def readable_by_others(folder: Path) -> list[str]:
    """What another user of the machine could read, when the folder itself is open to all."""
    found: list[str] = []
    for inside in folder.iterdir():
        mode = inside.stat().st_mode
        if inside.is_dir() and mode & stat.S_IXOTH:
            found += readable_by_others(inside)
        if not inside.is_dir() and mode & (stat.S_IRGRP | stat.S_IROTH):
            found.append(str(inside))
    return found


@pytest.mark.usefixtures("usual_mask")
def test_nobody_else_on_the_machine_can_read_anything(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    settings = installations.settings(tmp_path)
    with installations.opened(settings) as installation:
        provisioning.prepare_platform(installation.databases)
        with installation.databases.session(installations.founded(installation, 1), writes=True) as db:
            db.add(Person(username="anne", username_key="anne"))
            db.commit()
            installation.files.put("1/documents/a", b"1")
            mail = EmailMessage()
            mail["Message-ID"] = "<1@casier.test>"
            transport(settings).deliver(mail)
            installation.queue.register("work", lambda: None)
            installation.queue.enqueue("work")
            kept = {path.name for path in tmp_path.rglob("*")}
            assert readable_by_others(tmp_path) == []
    expected = {"platform.db", "queue.db", "secret.key", "establishment.db", "establishment.db-wal", "a", "1.eml"}
    assert kept >= expected


def test_a_data_folder_of_our_making_is_closed_to_others(tmp_path: Path) -> None:
    with installations.opened(installations.settings(tmp_path / "data")):
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_the_key_is_made_once_and_read_ever_after(tmp_path: Path) -> None:
    key = installations.settings(tmp_path).key
    assert len(key) >= 48
    assert installations.settings(tmp_path).key == key
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_key_that_is_set_is_used_and_not_written(tmp_path: Path) -> None:
    assert installations.settings(tmp_path, secret_key="set by the operator").key == b"set by the operator"
    assert list(tmp_path.iterdir()) == []


def test_two_processes_that_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KEYS, str(tmp_path)]
    with ExitStack() as stack:
        started = [
            stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
            for _ in range(2)
        ]
        for process in started:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
        for process in started:
            assert process.stdin
            process.stdin.write(b"\n")
            process.stdin.flush()
        keys, others = (process.communicate()[0].split() for process in started)
    assert keys == others
    assert len(set(keys)) == 100


def test_many_threads_that_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: installations.settings(tmp_path / "data").key, range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 48


def test_an_installation_can_be_opened_twice_at_once(installation: Installation) -> None:
    with installations.opened(installation.settings) as other:
        assert other.cipher.decrypted(installation.cipher.encrypted("secret")) == "secret"
        assert other.process.is_alive(installation.process.id)


def test_closing_again_does_nothing(installation: Installation) -> None:
    installation.close()
    installation.close()


def test_nothing_runs_on_after_closing(installation: Installation) -> None:
    installations.founded(installation, 1)
    installation.queue.start()
    installation.close()
    assert list((installation.settings.data_dir / "run").iterdir()) == []
    assert list(installation.settings.data_dir.rglob("*-wal")) == []
