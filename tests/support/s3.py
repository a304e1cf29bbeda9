"""Where is an S3 server for tests? The test group's own, with one bucket and one key."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import Signals

from obstore.store import S3Store

from tests.support import servers

BUCKET, KEY, SECRET = "casier", "casier-test", "only-for-tests"
CREDENTIALS = (
    f'{{"identities": [{{"name": "casier", "actions": ["Admin", "Read", "Write", "List"],'
    f' "credentials": [{{"accessKey": "{KEY}", "secretKey": "{SECRET}"}}]}}]}}'
)
WITHOUT = ("-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0")


@dataclass(frozen=True)
class Server:
    """A running server."""

    endpoint: str

    def settings(self, prefix: str) -> dict[str, str]:
        """What an installation that keeps its files there, under `prefix`, is told."""
        return {
            "files_url": f"s3://{BUCKET}/{prefix}",
            "s3_endpoint": self.endpoint,
            "s3_access_key": KEY,
            "s3_secret_key": SECRET,
        }


@contextmanager
def running(folder: Path) -> Generator[Server]:
    """Start every part of SeaweedFS in one process."""
    (folder / "s3.json").write_text(CREDENTIALS)
    parts = ("master", "volume", "filer", "s3", "admin")
    free = servers.free_ports(2 * len(parts))
    ports, grpc = dict(zip(parts, free, strict=False)), dict(zip(parts, free[len(parts) :], strict=True))
    command = [
        Path(sys.executable).parent / "weed",
        "mini",
        f"-dir={folder / 'data'}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-s3.config=s3.json",
        f"-bucket={BUCKET}",
        *WITHOUT,
        *(f"-{part}.port={port}" for part, port in ports.items()),
        *(f"-{part}.port.grpc={port}" for part, port in grpc.items()),
    ]
    server = Server(f"http://127.0.0.1:{ports['s3']}")
    with servers.running(command, folder, lambda _: _listed(server), end=Signals.SIGKILL):
        yield server


def _listed(server: Server) -> None:
    S3Store(
        BUCKET,
        endpoint=server.endpoint,
        access_key_id=KEY,
        secret_access_key=SECRET,
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    ).list_with_delimiter()
