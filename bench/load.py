"""How does the list answer while many have it open? So many sockets, each turning a page every few seconds."""

import argparse
import asyncio
import http.client
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import socketio
from socketio.exceptions import SocketIOError

from bench import ground, servers
from bench.browser import LIST
from bench.figures import Figure, as_json, percentile, table

TABS: Final = 25  # of one session; the gate holds more than thirty for a flood
EVENTS: Final = "/_event"
STATE: Final = "reflex___state____state.app___state___establishments____establishments_state"
PAUSE: Final = 2.0  # seconds between two gestures of a client, in the middle
PAGES: Final = 40
LATE: Final = 10.0


class Client:
    """A tab of a browser, as far as the server can tell."""

    def __init__(self, number: int, server: str, cookie: str) -> None:
        self._chance, self._server, self._cookie = random.Random(number), server, cookie  # noqa: S311  the same each run
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("event", self._heard, namespace=EVENTS)
        self._rows = asyncio.Event()
        self._token = f"load-{number}"
        self.taken: list[float] = []
        self.errors = 0

    async def live(self, until: float) -> None:
        """Come in, turn pages, leave."""
        try:
            await self._socket.connect(
                f"{self._server}?{urlencode({'token': self._token})}",
                headers={"Cookie": self._cookie, "Origin": self._server},
                auth={"event": _event("reflex___state____state.hydrate_and_load", {"hashes": []}, 1)},
                namespaces=[EVENTS],
                socketio_path=EVENTS,
                transports=["websocket"],
            )
            while time.monotonic() < until:
                await asyncio.sleep(self._chance.uniform(0.5 * PAUSE, 1.5 * PAUSE))
                await self._turn(self._chance.randint(1, PAGES))
        except (SocketIOError, TimeoutError):
            self.errors += 1
        finally:
            await self._socket.disconnect()

    async def _turn(self, page: int) -> None:
        self._rows.clear()
        begun = time.perf_counter()
        await self._socket.emit("event", _event(f"{STATE}.load", {"ahead": f"{LIST}?page={page}"}, page), EVENTS)
        await asyncio.wait_for(self._rows.wait(), LATE)
        self.taken.append((time.perf_counter() - begun) * 1000)

    async def _heard(self, update: Any) -> None:  # noqa: ANN401  Socket.IO's
        said = json.loads(update) if isinstance(update, str) else update
        if "rows_rx_state_" in said.get("delta", {}).get(STATE, {}):
            self._rows.set()


def _event(name: str, payload: dict[str, Any], page: int) -> dict[str, Any]:
    address = {"pathname": LIST, "asPath": f"{LIST}?page={page}", "query": {"page": str(page)}}
    return {"name": name, "payload": payload, "router_data": address}


def _cookie(server: str) -> str:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    form = urlencode({"email": ground.ADMIN, "password": ground.PASSWORD})
    connection.request("POST", "/auth/platform/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
    said = connection.getresponse().getheader("Set-Cookie") or ""
    return said.partition(";")[0]


async def _crowd(server: servers.Server, clients: int, seconds: float) -> list[Client]:
    cookies = [_cookie(server.address) for _ in range(-(-clients // TABS))]
    crowd = [Client(number, server.address, cookies[number // TABS]) for number in range(clients)]
    until = time.monotonic() + seconds
    await asyncio.gather(*(client.live(until) for client in crowd))
    return crowd


def _figures(server: servers.Server, clients: int, seconds: float) -> list[Figure]:
    empty, begun, processor = server.memory(), time.monotonic(), server.processor()
    crowd = asyncio.run(_crowd(server, clients, seconds))
    busy = (server.processor() - processor) / (time.monotonic() - begun) / 10
    taken = [each for client in crowd for each in client.taken]
    return [
        Figure(f"list, {clients} clients: p50", percentile(taken, 50)),
        Figure(f"list, {clients} clients: p95", percentile(taken, 95), most=100),
        Figure(f"list, {clients} clients: p99", percentile(taken, 99)),
        Figure("pages a second", len(taken) / seconds, "/s"),
        Figure("errors", sum(client.errors for client in crowd), "", most=0),
        Figure("server: of one processor", busy, "%"),
        Figure("server: memory for each client", (server.memory() - empty) * 1024 / clients, "KiB", most=400),
    ]


def main() -> None:
    """Fill a portal and let them in."""
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("clients", nargs="?", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--json", action="store_true", help="for a program to read")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="casier-load-") as folder:
        installation = ground.opened(Path(folder), bcrypt_cost=4)
        ground.fill(installation, 10_000)
        installation.close()
        with servers.casier(Path(folder), bcrypt_cost=4) as server:
            figures = _figures(server, said.clients, said.seconds)
    print(as_json(figures) if said.json else table(figures))


if __name__ == "__main__":
    main()
