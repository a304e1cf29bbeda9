"""How is a real server run for a while? In processes of its own, whose start, memory and processor time can be read."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.frontend import ROOT

TICKS: Final = os.sysconf("SC_CLK_TCK")
PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """One that answers; `start` is how many milliseconds it took to."""

    process: subprocess.Popen[bytes]
    address: str
    start: float

    def processor(self) -> float:
        """The milliseconds of processor that it and its children have taken so far."""
        fields = [_stat(process) for process in self._tree()]
        return sum(int(stat[11]) + int(stat[12]) for stat in fields if stat) * 1000 / TICKS

    def memory(self) -> float:
        """The MiB that it and its children hold, what they share counted once."""
        return sum(_proportional(process) for process in self._tree()) / 1024

    def kill(self) -> None:
        """End it as a power cut would."""
        for process in self._tree():
            os.kill(process, signal.SIGKILL)
        self.process.wait()

    def _tree(self) -> list[int]:
        found = [self.process.pid]
        for parent in found:
            tasks = Path(f"/proc/{parent}/task").glob("*/children")
            found += [int(child) for task in tasks for child in task.read_text().split()]
        return found


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextmanager
def casier(data: Path, **settings: object) -> Generator[Server]:
    """The portal itself, as `casier serve` serves it."""
    given = {f"CASIER_{name.upper()}": str(value) for name, value in settings.items()}
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    environment = {"CASIER_DATA_DIR": str(data), **given}
    with running(command, ROOT, environment, f"http://localhost:{port}", "/readyz") as server:
        yield server


@contextmanager
def running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], address: str, ready: str
) -> Generator[Server]:
    """Run `command` in `folder` until the end of the block, from when `ready` is answered."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CASIER_")}
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env={**inherited, **environment}, stdout=subprocess.DEVNULL)
    try:
        while not _answers(address + ready):
            if process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                raise RuntimeError(f"{command} does not answer at {address}{ready}")
            time.sleep(0.01)
        yield Server(process, address, (time.perf_counter() - begun) * 1000)
    finally:
        process.terminate()  # does nothing to one that was killed
        process.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own
            return True
    except (urllib.error.URLError, OSError):
        return False


def _stat(process: int) -> list[str] | None:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _proportional(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
