"""Does `casier serve` refuse what cannot work before anything is built, and stop when told to?"""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

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
    port = servers.free_port()
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--demo-if-empty"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=nowhere.settings.environment(), stdout=pipe, stderr=pipe, text=True) as serving:
        assert answered(f"http://127.0.0.1:{port}/healthz", serving)
        begun = time.monotonic()
        serving.send_signal(signal.SIGTERM)
        out, err = serving.communicate(timeout=PATIENCE)
        assert time.monotonic() - begun < 10
    assert serving.returncode == 0
    assert f"http://localhost:{port}\n" in out
    assert "webmestre@casier.test" in out
    assert "Casier-demo-2026" in out
    assert "Traceback" not in err


def answered(address: str, serving: subprocess.Popen[str]) -> bool:
    end = time.monotonic() + PATIENCE
    while serving.poll() is None and time.monotonic() < end:
        try:
            return httpx.get(address).status_code == 200
        except httpx.TransportError:
            time.sleep(0.2)
    return False
