"""What if the process is killed, anywhere? A child works until it is, by SIGKILL and at random."""

import multiprocessing
import random
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from app.services import recovery
from app.settings import Settings
from app.storage.installation import Installation

Labour = Callable[[Installation], None]

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__, "app.services.recovery"])


def killed_amid(labour: Labour, settings: Settings, chance: random.Random, longest: float) -> None:
    """Let a child do `labour` over and over; kill it within `longest` seconds of its first."""
    killed_after(labour, settings, lambda: time.sleep(chance.uniform(0, longest)))


def killed_after(labour: Labour, settings: Settings, wait: Callable[[], None]) -> None:
    """Let a child do `labour` over and over; kill it as soon as `wait`, which begins with its first, is over."""
    started, starting = _processes.Pipe(duplex=False)
    child = _processes.Process(target=_labour, args=(labour, settings, starting))
    child.start()
    starting.close()
    assert started.recv() == "started"
    wait()
    assert child.is_alive(), "it came to an end by itself"
    child.kill()
    child.join()
    started.close()


def _labour(labour: Labour, settings: Settings, starting: Connection) -> None:
    installation = Installation.open(settings)
    recovery.register(installation)
    starting.send("started")
    while True:
        labour(installation)
