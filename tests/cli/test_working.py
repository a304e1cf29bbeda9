"""Does `casier worker` do what waits, and leave politely?"""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.services import establishment_creation
from tests.support import installations, world
from tests.support.terminal import Terminal


@pytest.fixture(params=["sqlite", "redis"])
def queued(terminal: Terminal, request: pytest.FixtureRequest) -> Terminal:
    """A terminal whose installation queues its work in the one or the other."""
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    return Terminal(installations.settings(terminal.settings.data_dir, language="en", redis_url=url))


@pytest.mark.slow
def test_work_that_waits_is_done(queued: Terminal) -> None:
    with installations.opened(queued.settings) as installation:
        there = world.populated(installation)
        there.asked(establishment_creation.create, world.form(installation))
    command = [sys.executable, "-m", "app.cli", "worker"]
    with subprocess.Popen(command, env=queued.settings.environment(), stderr=subprocess.PIPE, text=True) as working:
        end = time.monotonic() + 60
        while not (sent := mails_for_the_new_one(queued)) and time.monotonic() < end:
            time.sleep(0.2)
        working.send_signal(signal.SIGTERM)
        _, err = working.communicate(timeout=30)
    assert sent
    assert working.returncode == 0
    assert err == "The worker is waiting for work; stop it with Ctrl+C.\n"


def mails_for_the_new_one(terminal: Terminal) -> list[Path]:
    kept = (terminal.settings.data_dir / "mail").glob("*.eml")
    return [mail for mail in kept if "contact@nouveau.test" in mail.read_text()]
