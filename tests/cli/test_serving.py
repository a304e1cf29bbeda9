"""Does `casier serve` refuse what cannot work before anything is built, and stop when told to?"""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.support import servers
from tests.support.terminal import Terminal

PATIENCE = 90


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


def test_a_taken_port_is_refused_at_once(nowhere: Terminal, taken: str) -> None:
    said = nowhere.run("serve", "--port", taken)
    assert (said.code, said.out) == (1, "")
    assert said.err == f"Port {taken} is already in use. Choose another one with --port.\n"
    assert not nowhere.settings.data_dir.exists()


def test_the_port_may_come_from_the_settings(nowhere: Terminal, taken: str) -> None:
    assert nowhere.run("serve", PORT=taken).err.startswith(f"Port {taken} is already in use.")


def test_an_address_that_is_not_this_machines_is_refused(nowhere: Terminal) -> None:
    said = nowhere.run("serve", "--host", "192.0.2.1")
    assert said.code == 1
    assert said.err.startswith("Cannot listen on 192.0.2.1, port 8000: ")


def test_several_workers_need_redis(nowhere: Terminal) -> None:
    said = nowhere.run("serve", WORKERS="2")
    assert said.code == 1
    assert said.err.startswith("Several workers need Redis")


@pytest.mark.slow
def test_an_empty_folder_becomes_a_portal_that_says_how_to_get_in_and_stops_when_told_to(nowhere: Terminal) -> None:
    with serving(nowhere, "--demo-if-empty") as (server, port):
        begun = time.monotonic()
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=PATIENCE)
        assert time.monotonic() - begun < 10
    assert server.returncode == 0
    assert f"http://localhost:{port}\n" in out
    assert "webmestre@casier.test" in out
    assert "Casier-demo-2026" in out
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_server_that_was_killed_leaves_its_port_to_the_next_one(nowhere: Terminal) -> None:
    with serving(nowhere) as (server, port):
        server.kill()
        end = time.monotonic() + 20
        while not is_free(port) and time.monotonic() < end:
            time.sleep(0.2)
        assert is_free(port)


@contextmanager
def serving(terminal: Terminal, *options: str) -> Generator[tuple[subprocess.Popen[str], int]]:
    """A server that answers; what it says has to be short, for nobody reads it until the end."""
    port, pipe = servers.free_port(), subprocess.PIPE
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), *options]
    with subprocess.Popen(command, env=terminal.settings.environment(), stdout=pipe, stderr=pipe, text=True) as server:
        assert is_answered(f"http://127.0.0.1:{port}/healthz", server)
        yield server, port


def is_answered(address: str, server: subprocess.Popen[str]) -> bool:
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            return httpx.get(address).status_code == 200
        except httpx.TransportError:
            time.sleep(0.2)
    return False


def is_free(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0
