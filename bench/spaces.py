"""How long does it take to decide who may enter a web space, to show the home page, and to lead everybody out?"""

import asyncio
import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import socketio
from sqlmodel import Session, col, select

from app.models.establishment import Membership, Person, PersonState, Role, SpaceCode
from app.models.platform import Establishment
from app.services import demo, entrants, recovery, sessions
from app.services.entry import decide
from app.settings import Settings
from app.storage import provisioning
from app.storage.installation import Installation
from bench import browser, servers
from bench.figures import Figure, medians, timed

PEOPLE: Final = 10_000
TABS, OF_A_SESSION = 500, 25  # the gate holds more than thirty of one session for a flood
ROUNDS: Final = 9
EVENTS: Final = "/_event"
ROOT: Final = "reflex___state____state"
SPACES: Final = f"{ROOT}.app___state___spaces____spaces_state"
LATE: Final = 30.0
# Painted: its title is there, and what it shows is no longer awaited.
SHOWN: Final = """new Promise(done => { const look = () => document.querySelector('h1')?.textContent
  && !document.querySelector('main [role=status]') && document.querySelector('main section, main h2')
  ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look); look() })"""


def figures(folder: Path) -> Iterator[Figure]:
    """In one establishment of ten thousand people."""
    settings = {"_env_file": None, "data_dir": folder / "spaces", "bcrypt_cost": 4}
    installation = Installation.open(Settings(**settings))
    provisioning.prepare_platform(installation.databases)
    recovery.register(installation)
    demo.load(installation, 1, PEOPLE, 1)
    with installation.databases.platform_session(writes=False) as db:
        place = sessions.place_of(db.get_one(Establishment, 1))
    with installation.databases.session(place, writes=False) as db:
        for space in (SpaceCode.STUDENTS, SpaceCode.GUARDIANS):
            yield Figure(f"decision for {PEOPLE:,} people: {space.lower()}", _decided(db, space), most=50)
        pupils = _pupils(db)
    installation.close()
    with servers.casier(folder / "spaces", bcrypt_cost=4) as server:
        with browser.chromium() as chromium:
            for login in ("admin", "eleve"):
                cold = medians(5, {"ours": lambda login=login: _home(chromium, server.address, login)})["ours"]
                yield Figure(f"home of {login}: address to paint, cold", cold, most=700)
        took = asyncio.run(_stopped(server.address, pupils))
        yield Figure(f"a stop reaches {TABS} tabs: the last one", took, most=2000)


def _decided(db: Session, space: SpaceCode) -> float:
    def ask() -> int:
        facts = entrants.facts_of_many(db, space)
        return len([person for person, known in facts.items() if decide(space, known).refused_by is None])

    return median(timed(ask)() for _ in range(ROUNDS))


def _pupils(db: Session) -> list[str]:
    theirs = (
        select(Person.username)
        .join(Membership)
        .join(Role)
        .where(
            Role.code == "STUDENT",
            col(Membership.is_primary),
            col(Person.state) == PersonState.ACTIVE,
            col(Person.must_change).is_(False),
        )
    )
    return list(db.exec(theirs.order_by(col(Person.id)).limit(TABS // OF_A_SESSION)))


def _home(chromium: Any, address: str, login: str) -> float:  # noqa: ANN401  Playwright's
    page = browser.member(chromium, address, login)
    page.goto(address, wait_until="commit")
    taken = page.evaluate(SHOWN)
    page.context.close()
    return taken


class _Tab:
    """A tab of a browser, as far as the server can tell."""

    def __init__(self, number: int, server: str, cookie: str) -> None:
        self._number, self._server, self._cookie = number, server, cookie
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("event", self._heard, namespace=EVENTS)
        self.led_out: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def come(self) -> None:
        hydrate = _event(f"{ROOT}.hydrate_and_load", {"hashes": []})
        await self._socket.connect(
            f"{self._server}?{urlencode({'token': f'tab-{self._number}'})}",
            headers={"Cookie": self._cookie, "Origin": self._server},
            auth={"event": hydrate},
            namespaces=[EVENTS],
            socketio_path=EVENTS,
            transports=["websocket"],
        )

    async def do(self, name: str, **payload: object) -> None:
        await self._socket.emit("event", _event(name, payload), EVENTS)

    async def leave(self) -> None:
        await self._socket.disconnect()

    async def _heard(self, update: Any) -> None:  # noqa: ANN401  Socket.IO's
        if "/closed" in (update if isinstance(update, str) else json.dumps(update)) and not self.led_out.done():
            self.led_out.set_result(time.perf_counter())


async def _stopped(server: str, pupils: list[str]) -> float:
    """The milliseconds from the gesture of an administrator to the last tab."""
    cookies = [_cookie(server, login) for login in pupils]
    tabs = [_Tab(n, server, cookies[n // OF_A_SESSION]) for n in range(TABS)]
    for start in range(0, TABS, OF_A_SESSION):
        await asyncio.gather(*(tab.come() for tab in tabs[start : start + OF_A_SESSION]))
    admin = _Tab(TABS, server, _cookie(server, "admin"))
    await admin.come()
    await asyncio.sleep(3)  # coming in takes the processor that is measured
    await admin.do(f"{SPACES}.ask", what="base")
    await asyncio.sleep(0.5)
    begun = time.perf_counter()
    await admin.do(f"{SPACES}.stop")
    heard = await asyncio.wait_for(asyncio.gather(*(tab.led_out for tab in tabs)), LATE)
    await asyncio.gather(*(tab.leave() for tab in (*tabs, admin)))
    return (max(heard) - begun) * 1000


def _event(name: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "payload": payload, "router_data": {"pathname": "/", "asPath": "/", "query": {}}}


def _cookie(server: str, login: str) -> str:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    form = urlencode({"establishment": "1", "login": login, "password": demo.PASSWORD})
    connection.request("POST", "/auth/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
    return (connection.getresponse().getheader("Set-Cookie") or "").partition(";")[0]
