"""How does a hostile page speak with the portal? Any frame under any headers, on a websocket of a real server."""

import asyncio
import hashlib
import json
import sqlite3
import sys
import time
from collections.abc import AsyncGenerator, Generator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType
from reflex.state import OnLoadInternalState

from app.services import recovery, sessions, sign_in, view_as
from app.services.scope import PersonActor, open_establishment
from tests.support import servers
from tests.support.world import PASSWORD, School, World, visit

CONNECTING, SAYING = "40/_event,", "42/_event,"
HYDRATED: Final = f"{OnLoadInternalState.get_full_name()}.set_is_hydrated"
PATIENCE: Final = 20.0  # seconds; what takes as long will never come
# What changes as time goes by, or strangers come: no gesture did it.
RESTLESS: Final = {"session": {"seen_at"}, "throttle": {"failures", "day_failures", "window_at", "day_at", "until"}}
KEPT: Final = ("files", "mail", "staging")


@dataclass(frozen=True)
class Portal:
    """A server in a process of its own, and the world it serves; `cookies` are those of whoever events are tried as."""

    url: str
    world: World
    folder: Path
    cookies: dict[str, str] = field(default_factory=dict[str, str])

    def enter_all(self) -> None:
        """Sign everybody in."""
        azurite, cinabre = self.world.azurite, self.world.cinabre
        self.cookies["stranger"] = ""
        self.cookies["student"] = self.entered(azurite, "eleve")
        self.cookies["admin of azurite"] = self.entered(azurite, "admin")
        self.cookies["admin of cinabre"] = self.entered(cinabre, "admin")
        self.cookies["admin of the platform"] = self.entered_platform()

    def entered(self, school: School, login: str) -> str:
        """The cookie of a fresh session of a person."""
        return sign_in.enter(visit(self.world.installation), school.uai, login, PASSWORD).token

    def viewing(self, school: School, login: str, whom: str) -> str:
        """Likewise, of somebody who sees the portal as the role of that code, or as the person of that name, does."""
        token = self.entered(school, login)
        actor = sessions.actor(self.world.installation, sessions.hash_of(token))
        assert isinstance(actor, PersonActor)
        with open_establishment(self.world.installation, actor, writes=True) as scope:
            if person := self.world.people(school).get(whom):
                view_as.begin_as_person(scope, person.id or 0)
            else:
                view_as.begin_as_role(scope, whom)
        return token

    def entered_platform(self) -> str:
        """Likewise, of an administrator of the platform."""
        return sign_in.enter_platform(visit(self.world.installation), self.world.admin.name, PASSWORD).token

    def page(self, cookie: str = "", **options: Any) -> AbstractAsyncContextManager["Tab"]:  # noqa: ANN401  see `shaken`
        """The websocket of a page."""
        return opened(self.url, cookie=cookie, **options)

    def log(self) -> str:
        """All that the server has written."""
        return (self.folder / "server" / "log").read_text(errors="replace")

    def fingerprint(self) -> dict[str, str]:
        """What each table of each database holds, and which files there are, hashed, while no work waits.

        The clock puts some into the queue each minute, whatever pages do.
        """
        end, held = time.monotonic() + PATIENCE, self._held()
        while held["queue.db task"] and time.monotonic() < end:
            time.sleep(0.05)
            held = self._held()
        return {name: hashlib.sha256(repr(rows).encode()).hexdigest() for name, rows in held.items()}

    def _held(self) -> dict[str, object]:
        held: dict[str, object] = {
            f"{file.relative_to(self.folder)} {name}": rows
            for file in sorted(self.folder.rglob("*.db"))
            for name, rows in _tables(file)
        }
        return {**held, "files": [sorted(map(str, (self.folder / folder).rglob("*"))) for folder in KEPT]}


@contextmanager
def serving(world: World) -> Generator[Portal]:
    """`casier serve`, as long as the tests last; its clock finds nothing to sweep away."""
    recovery.sweep(world.installation)
    world.work()
    settings, port = world.installation.settings, servers.free_port()
    folder = settings.data_dir / "server"
    folder.mkdir()
    variables = [f"{name}={value}" for name, value in settings.environment().items()]
    command = ["env", *variables, sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    portal = Portal(f"http://localhost:{port}", world, settings.data_dir)
    with servers.running(command, folder, lambda _: httpx.get(f"{portal.url}/readyz").raise_for_status()):
        portal.enter_all()
        yield portal


def _tables(file: Path) -> Iterator[tuple[str, object]]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            columns = [row[1] for row in db.execute(f'PRAGMA table_info("{name}")')]
            kept = ", ".join(f'"{column}"' for column in columns if column not in RESTLESS.get(name, ()))
            yield name, db.execute(f'SELECT {kept} FROM "{name}" ORDER BY {kept}').fetchall()  # noqa: S608  our own names


@dataclass
class Tab:
    """One websocket; `heard` is every frame that came, `code` the one that it was closed with."""

    socket: ClientWebSocketResponse
    heard: list[str] = field(default_factory=list[str])
    code: int | None = None

    async def say(self, frame: str | bytes) -> None:
        """Send a frame as it is."""
        await (self.socket.send_str(frame) if isinstance(frame, str) else self.socket.send_bytes(frame))

    async def fire(self, name: str, payload: object = None, **address: object) -> None:
        """Send an event as a page does, which says where it is."""
        await self.say(event(name, payload, **address))

    async def hear(self) -> str | None:
        """The next frame; None once closed."""
        while (message := await asyncio.wait_for(self.socket.receive(), PATIENCE)).type is WSMsgType.TEXT:
            if message.data != "2":
                self.heard.append(message.data)
                return message.data
            await self.say("3")
        self.code = self.socket.close_code
        return None

    async def settled(self) -> str:
        """What answers all that was said so far; a page's events are worked off in their order."""
        begun = len(self.heard)
        for value in (False, True):
            await self.fire(HYDRATED, {"value": value})
        while (frame := await self.hear()) and '"is_hydrated_rx_state_":true' not in frame:
            pass
        return "\n".join(self.heard[begun:])

    async def answer(self, name: str, payload: object = None, **address: object) -> str:
        """What comes of an event."""
        await self.fire(name, payload, **address)
        return await self.settled()

    async def ended(self) -> str:
        """What comes until the websocket is closed."""
        begun = len(self.heard)
        while await self.hear() is not None:
            pass
        return "\n".join(self.heard[begun:])


def event(name: str, payload: object = None, **address: object) -> str:
    """The frame of an event."""
    gesture = {"name": name, "payload": {} if payload is None else payload, "router_data": {"pathname": "/", **address}}
    return f"{SAYING}{json.dumps(['event', gesture])}"


@asynccontextmanager
async def opened(url: str, **options: Any) -> AsyncGenerator[Tab]:  # noqa: ANN401  see `shaken`
    """A page's websocket, past the greetings of Engine.IO and Socket.IO."""
    async with shaken(url, **options) as socket:
        tab = Tab(socket)
        await tab.hear()
        await tab.say(CONNECTING)
        await tab.hear()
        yield tab


@asynccontextmanager
async def shaken(
    url: str,
    *,
    cookie: str = "",
    token: str = "tab",
    headers: Mapping[str, str] | None = None,
    address: str = "127.0.0.1",
) -> AsyncGenerator[ClientWebSocketResponse]:
    """A bare websocket from an address of this machine; raises `WSServerHandshakeError` when it is refused."""
    said = {"Origin": url, "Cookie": f"casier={cookie}", **(headers or {})}
    async with (
        ClientSession(connector=TCPConnector(local_addr=(address, 0))) as client,
        client.ws_connect(
            f"{url}/_event/?EIO=4&transport=websocket&token={token}",
            headers={name: value for name, value in said.items() if value},
            max_msg_size=0,
        ) as socket,
    ):
        yield socket
