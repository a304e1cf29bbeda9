"""How is a real server started for tests, and stopped? A child process, given a moment to answer."""

import socket
import subprocess
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import SystemRandom
from signal import Signals
from typing import Final, TypeVar

T = TypeVar("T")


LENT: Final = range(15_000, 32_000)  # below the ports that the system lends to connections, which come and go


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Several, which differ; two test processes hardly ever choose the same."""
    with ExitStack() as stack:
        return [_bound(stack.enter_context(socket.socket())) for _ in range(count)]


def _bound(asked: socket.socket) -> int:
    while True:
        port = SystemRandom().choice(LENT)
        with suppress(OSError):
            asked.bind(("127.0.0.1", port))
            return port


@contextmanager
def running(
    command: Sequence[str | Path],
    folder: Path,
    answer: Callable[[Path], T],
    *,
    user: str | None = None,
    end: Signals = Signals.SIGINT,
) -> Generator[T]:
    """Run `command` in `folder`, and give what `answer` gives once it no longer raises."""
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, user=user, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield _answered(process, folder, answer)
    finally:
        process.send_signal(end)
        process.wait(timeout=10)


def _answered(process: subprocess.Popen[bytes], folder: Path, answer: Callable[[Path], T]) -> T:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return answer(folder)
        except Exception:  # noqa: BLE001  each server has its own way of not being there yet
            time.sleep(0.02)
    raise RuntimeError((folder / "log").read_text(errors="replace")[-2000:])
