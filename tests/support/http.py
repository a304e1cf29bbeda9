"""What do tests of the outer door need? Schools with people, and a stand-in for Reflex that tells what reaches it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import col, select
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.types import Message, Receive, Scope, Send

from app.http.gate import Gate
from app.http.routes import ROUTES
from app.locales import DEFAULT
from app.models.establishment import Membership, Person, PersonState, Role
from app.models.platform import Establishment, PlatformAdmin, Session
from app.services import establishment_creation, passwords, zones
from app.services.scope import Place, PlatformActor, open_platform
from app.services.sessions import hash_of, place_of
from app.storage.installation import Installation

PASSWORD = "Juste-un-cheval-42"
ADMIN = "webmestre@casier.test"
POLICY = "default-src 'self'"
HERE = "http://localhost:8000"
TERMINAL = PlatformActor(None, "test", DEFAULT)
PAGES = frozenset({"/", "/people", "/sign-in", "/platform/sign-in", "/platform/establishments", "/forgot", "/bye"})


class Behind:
    """Stands where Reflex is: pages for addresses that exist, another for those that do not, and a websocket."""

    def __init__(self) -> None:
        self.seen: list[Scope] = []
        self.frames = 0
        self.left = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append(scope)
        if scope["type"] == "websocket":
            await self._talk(receive, send)
        else:
            await self._page(scope)(scope, receive, send)

    def headers(self) -> dict[str, str]:
        """Of the last request that came this far."""
        return {name.decode(): value.decode() for name, value in self.seen[-1]["headers"]}

    def query(self) -> str:
        return self.seen[-1]["query_string"].decode()

    def _page(self, scope: Scope) -> Response:
        if scope["path"].startswith("/assets/"):
            return Response("let n = 1", media_type="text/javascript", headers={"etag": '"1"'})
        careless = {"access-control-allow-origin": "*", "access-control-allow-credentials": "true"}
        if scope["path"] in PAGES:
            return HTMLResponse("<h1>Casier</h1>", headers=careless)
        return HTMLResponse("<h1>Nowhere</h1>", 404, headers=careless)

    async def _talk(self, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            if message["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
            else:
                self.frames += 1
                await send({"type": "websocket.send", "text": message["text"]})
        self.left += 1


@dataclass(frozen=True)
class Portal:
    """Everything between the network and Reflex, for an installation."""

    installation: Installation
    behind: Behind
    gate: Gate

    def client(self, base: str = HERE, address: str = "192.0.2.1") -> TestClient:
        """A browser, as far as it matters; nothing is followed by itself."""
        return TestClient(self.gate, base, follow_redirects=False, client=(address, 50000))


@dataclass
class Wire:
    """One request as a server hands it over, piece by piece; says how much was taken of it."""

    address: str
    cookie: str
    pieces: AsyncIterator[bytes | None]
    length: int | None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    read: int = 0
    sent: list[Message] = field(default_factory=list[Message])

    async def put(self, gate: Gate) -> int:
        await gate(self._scope(), self._receive, self._send)
        return self.sent[0]["status"]

    def _scope(self) -> Scope:
        said = {"host": "localhost:8000", "cookie": f"casier={self.cookie}", **self.headers}
        headers = [(name.encode(), value.encode()) for name, value in said.items()]
        if self.length is not None:
            headers.append((b"content-length", str(self.length).encode()))
        return {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "PUT", "scheme": "http",
            "path": self.address, "raw_path": self.address.encode(), "query_string": b"", "headers": headers,
            "client": ("192.0.2.1", 5), "server": ("localhost", 8000),
        }  # fmt: skip

    def answer(self) -> dict[str, Any]:
        """What was said at last."""
        return json.loads(self.sent[-1]["body"])

    async def _receive(self) -> Message:
        piece = await anext(self.pieces, b"")
        if piece is None:
            return {"type": "http.disconnect"}
        self.read += len(piece)
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def _send(self, message: Message) -> None:
        self.sent.append(message)


def portal(installation: Installation, **settings: Any) -> Portal:  # noqa: ANN401  any setting
    """A portal with these settings."""
    changed = replace(installation, settings=installation.settings.model_copy(update=settings))
    behind = Behind()
    return Portal(changed, behind, Gate(Starlette(routes=[*ROUTES, Mount("", app=behind)]), changed, POLICY))


def school(installation: Installation, *usernames: str, name: str = "Collège Jean Moulin") -> int:
    """An establishment with these people, all with the same password; gives its number."""
    with open_platform(installation, TERMINAL, writes=True) as scope:
        zone = zones.ensure(scope.db, "Créteil")
        form = establishment_creation.EstablishmentForm(
            zone=str(zone.id), name=name, locality="Alfortville", contact_last_name="Dupont", contact_first_name="Anne",
            contact_email="anne@casier.test",
        )  # fmt: skip
        number = establishment_creation.create(scope, form)["number"]
    hashed = passwords.hashed(PASSWORD, installation.settings.bcrypt_cost)
    with installation.databases.session(home(installation, number), writes=True) as db:
        student = db.exec(select(Role.id).where(col(Role.code) == "STUDENT")).one()
        for username in usernames:
            person = Person(username=username, username_key="", email=f"{username}@casier.test")
            person.describe()
            person.give_password(hashed)
            db.add(person)
            db.flush()
            db.add(Membership(person_id=person.id or 0, role_id=student or 0, is_primary=True))
        db.commit()
    return number


def home(installation: Installation, number: int) -> Establishment:
    """The row of an establishment."""
    with installation.databases.platform_session(writes=False) as db:
        return db.get_one(Establishment, number)


def administrator(installation: Installation, email: str = ADMIN) -> None:
    """An administrator of the platform."""
    hashed = passwords.hashed(PASSWORD, installation.settings.bcrypt_cost)
    with installation.databases.platform_session(writes=True) as db:
        db.add(PlatformAdmin(email=email, password_hash=hashed))
        db.commit()


def block_person(installation: Installation, number: int, username: str) -> None:
    """Somebody who may not come in any more."""
    with installation.databases.session(home(installation, number), writes=True) as db:
        db.exec(select(Person).where(Person.username == username)).one().state = PersonState.BLOCKED
        db.commit()


def entered(client: TestClient, number: int, login: str, **fields: str) -> Any:  # noqa: ANN401  a response of httpx's
    """Post the form of a person."""
    fields = {"establishment": str(number), "login": login, "password": PASSWORD, **fields}
    return client.post("/auth/sign-in", data=fields)


def entered_platform(client: TestClient, **fields: str) -> Any:  # noqa: ANN401  likewise
    """Post the form of an administrator."""
    return client.post("/auth/platform/sign-in", data={"email": ADMIN, "password": PASSWORD, **fields})


def websocket(client: TestClient, path: str, headers: dict[Any, Any]) -> WebSocketTestSession:
    """A websocket to the host of this browser's address."""
    base = str(client.base_url).replace("http", "ws", 1)
    return client.websocket_connect(f"{base.rstrip('/')}{path}", headers=headers)


def session_of(client: TestClient) -> str:
    """The hash of the session whose cookie this browser holds."""
    return hash_of(client.cookies["casier"])


def is_living(installation: Installation, session: str) -> bool:
    with installation.databases.platform_session(writes=False) as db:
        return db.get_one(Session, session).ended is None


@dataclass(frozen=True)
class World:
    """One portal, and the number of its school, whose people are anne and bob."""

    portal: Portal
    school: int

    @property
    def installation(self) -> Installation:
        return self.portal.installation

    @property
    def behind(self) -> Behind:
        return self.portal.behind

    @property
    def place(self) -> Place:
        return place_of(home(self.installation, self.school))

    def person(self, login: str = "anne", address: str = "192.0.2.1") -> TestClient:
        """Somebody of the school, signed in."""
        client = self.portal.client(address=address)
        assert entered(client, self.school, login).headers["location"] == "/"
        return client

    def administrator(self) -> TestClient:
        """Somebody of the platform, signed in."""
        client = self.portal.client()
        assert entered_platform(client).headers["location"] == "/platform/establishments"
        return client
