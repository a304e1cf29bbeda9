"""How fast do documents come and go, beside a bare endpoint of the same server, and how much memory do they take?"""

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import urlencode, urlsplit

from sqlmodel import Session, select

from app.models.establishment import Delivery, Deposit, Document, LockerSettings, Membership, Person, Role, Version
from app.models.platform import Establishment
from app.services import establishment_creation, passwords, zones
from app.services.lookup import found
from app.services.scope import open_platform
from app.storage.installation import Installation
from bench import ground, servers
from bench.figures import Figure
from bench.servers import Server

MB: Final = 1_000_000
LARGE: Final = 500 * MB
SMALL, MANY, CLIENTS = 100_000, 1000, 4
ROUNDS: Final = 7
SENT: Final = 15  # rounds of what takes a fifth of a second, and varies
BLOCK: Final = 1 << 20


def figures(folder: Path) -> Iterator[Figure]:
    """A large document, then a thousand small ones."""
    installation = ground.opened(folder / "documents", bcrypt_cost=4)
    establishment = school(installation)
    plain = folder / "plain"
    plain.mkdir()
    with servers.casier(folder / "documents", bcrypt_cost=4) as server, _bare(plain) as bare:
        cookie = entered(server, establishment.number)
        yield from _large(installation, establishment, server, bare, cookie, plain)
        yield from _small(installation, establishment, server, bare, cookie, plain)
    installation.close()


def _large(  # noqa: PLR0913, PLR0917  both sides, and where they keep things
    installation: Installation, home: Establishment, server: Server, bare: Server, cookie: str, plain: Path
) -> Iterator[Figure]:
    bodies = [os.urandom(BLOCK) * (LARGE // BLOCK) for _ in range(2)]
    serial = iter(range(10**6))

    def up(to: Server, cookie: str) -> Callable[[], float]:
        def run() -> float:
            body = next(serial).to_bytes(8, "big") + bodies[0]
            with _growing(to) as grown:
                speed = _rate(len(body), lambda: _put(connected(to), cookie, body))
            growths.setdefault(to.address, []).append(grown[0])
            return speed

        return run

    growths: dict[str, list[float]] = {}
    speeds = _turns({"ours": up(server, cookie), "raw": up(bare, "")})
    yield Figure("upload of 500 MB, hashed and durable, MB/s", speeds["ours"], "MB/s", speeds["raw"], least_ratio=0.5)
    yield Figure("memory that it takes", max(growths[server.address]), "MiB", max(growths[bare.address]), most=16)
    number = _deposit_all(installation, home)[0]
    (plain / "large").write_bytes(bodies[1])
    speeds = _turns(
        {
            "ours": lambda: _rate(LARGE, lambda: _get(connected(server), f"/documents/{number}", cookie)),
            "raw": lambda: _rate(LARGE, lambda: _get(connected(bare), "/large", "")),
        },
        SENT,
    )
    yield Figure("download of 500 MB, MB/s", speeds["ours"], "MB/s", speeds["raw"], least_ratio=0.9)


def _small(  # noqa: PLR0913, PLR0917  as above
    installation: Installation, home: Establishment, server: Server, bare: Server, cookie: str, plain: Path
) -> Iterator[Figure]:
    bodies = [os.urandom(SMALL) for _ in range(MANY)]

    def up(to: Server, cookie: str) -> float:
        def share(client: int) -> None:
            connection = connected(to)
            for body in bodies[client::CLIENTS]:
                _put(connection, cookie, body)

        return _together(share)

    _together(lambda _client: _put(connected(server), cookie, os.urandom(SMALL)))
    yield Figure("1,000 × 100 kB up, 4 connections, files/s", up(server, cookie), "/s", up(bare, ""))
    numbers = _deposit_all(installation, home)
    for name, body in enumerate(bodies):
        (plain / str(name)).write_bytes(body)

    def down(to: Server, addresses: list[str], cookie: str) -> float:
        def share(client: int) -> None:
            connection = connected(to)
            for address in addresses[client::CLIENTS]:
                _get(connection, address, cookie)

        return _together(share)

    ours, raw = [f"/documents/{number}" for number in numbers[-MANY:]], [f"/{name}" for name in range(MANY)]
    first, again = (down(server, ours, cookie) for _ in range(2))
    bare_rate = down(bare, raw, "")
    yield Figure("1,000 × 100 kB down, read for the first time, files/s", first, "/s", bare_rate)
    yield Figure("the same, read before", again, "/s", bare_rate)
    ids = ",".join(map(str, numbers[-MANY:]))
    with _growing(server) as grown:
        speed = _rate(MANY * SMALL, lambda: _get(connected(server), f"/documents.zip?ids={ids}", cookie, MANY * SMALL))
    yield Figure("zip of 1,000 × 100 kB, s per 50 MB", 50 / speed, "s", most=1)
    yield Figure("memory that it takes", grown[0], "MiB", most=16)


def school(installation: Installation) -> Establishment:
    """Where `bench` teaches, with room for everything."""
    with open_platform(installation, ground.actor(installation), writes=True) as scope:
        zone = zones.ensure(scope.db, "Créteil").id or 0
        number = establishment_creation.create(scope, ground.form(zone, 0))["number"]
        home = found(scope.db, Establishment, number)
    with installation.databases.session(home, writes=True) as db:
        person = Person(username="bench", username_key="")
        person.describe()
        person.give_password(passwords.hashed(ground.PASSWORD, 4))
        db.add(person)
        db.add(LockerSettings(largest=10**10, quota=10**12))
        db.flush()
        role = db.exec(select(Role.id).where(Role.code == "TEACHER")).one()
        db.add(Membership(person_id=person.id or 0, role_id=role or 0, is_primary=True))
        db.commit()
    return home


def _deposit_all(installation: Installation, home: Establishment) -> list[int]:
    """Put every document before its own sender, who shall read it; gives the deposits in their order."""
    with installation.databases.session(home, writes=True) as db:
        person = db.exec(select(Person.id).where(Person.username == "bench")).one() or 0
        return [_deposited(db, document, person) for document in db.exec(select(Document).order_by(Document.id))]  # type: ignore[arg-type]


def _deposited(db: Session, document: Document, person: int) -> int:
    deposit = Deposit(document_id=document.id or 0, name=f"{document.id}.bin", size=document.size)
    deposit.describe()
    db.add(deposit)
    db.flush()
    number = deposit.id or 0
    db.add(Version(deposit_id=number, number=1, document_id=document.id or 0, name=deposit.name, size=deposit.size))
    db.add(Delivery(deposit_id=number, person_id=person))
    db.commit()
    return number


@contextmanager
def _bare(folder: Path) -> Generator[Server]:
    port = servers.free_port()
    command = [sys.executable, "bare_files.py", str(port), str(folder)]
    here = Path(__file__).parent
    with servers.running(command, here, {}, f"http://localhost:{port}", "/-/healthz") as server:
        yield server


def connected(server: Server) -> http.client.HTTPConnection:
    """A connection that stays open."""
    return http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=120, blocksize=BLOCK)


def entered(server: Server, establishment: int) -> str:
    """The cookie of `bench`."""
    connection = connected(server)
    fields = {"establishment": str(establishment), "login": "bench", "password": ground.PASSWORD}
    connection.request(
        "POST", "/auth/sign-in", urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
    )
    answer = connection.getresponse()
    answer.read()
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def parsed(said: bytes) -> dict[str, str]:
    """What an upload was answered."""
    return json.loads(said)


def _put(connection: http.client.HTTPConnection, cookie: str, body: bytes) -> None:
    connection.request("PUT", "/files", body, {"Cookie": cookie, "X-File-Name": "bench.bin"})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != http.HTTPStatus.CREATED:
        raise RuntimeError(f"{answer.status} {said[:200]!r}")


def _get(connection: http.client.HTTPConnection, address: str, cookie: str, least: int = 1) -> None:
    connection.request("GET", address, headers={"Cookie": cookie})
    answer, taken, buffer = connection.getresponse(), 0, bytearray(BLOCK)
    while size := answer.readinto(buffer):
        taken += size
    if answer.status != http.HTTPStatus.OK or taken < least:
        raise RuntimeError(f"{address}: {answer.status}, {taken} bytes")


def _rate(size: int, work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return size / MB / (time.perf_counter() - begun)


def _turns(works: dict[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """The middle one of each, taken in turns."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(work())
    return {name: median(values) for name, values in taken.items()}


def _together(share: Callable[[int], None]) -> float:
    """How many files a second the clients take together."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(share, range(CLIENTS)))
    return MANY / (time.perf_counter() - begun)


@contextmanager
def _growing(server: Server) -> Generator[list[float]]:
    """How many MiB the server holds more than before, at the most; looked at often."""
    before, most, over = server.memory(), [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            with suppress(OSError, StopIteration):
                most[0] = max(most[0], server.memory() - before)

    watch = threading.Thread(target=look)
    watch.start()
    try:
        yield most
    finally:
        over.set()
        watch.join()
