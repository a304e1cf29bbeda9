"""What survives a kill amid uploads, deposits and deletions of documents? Bytes, rows, and what was told (G-R1)."""

import hashlib
import http.client
import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from app.models.establishment import Delivery, Deposit, Document, Upload
from app.models.platform import Establishment
from app.models.types import now
from app.services import clock, deposits, document_upkeep, recovery, sessions, sign_in, uploads
from app.services.audiences import Choice
from app.services.deposits import DepositForm
from app.services.lookup import found
from app.services.scope import PersonActor, Scope, Visit, open_establishment, open_platform
from app.settings import Settings
from app.storage.installation import Installation
from bench import documents, ground, servers
from bench.servers import Server
from tests.support import postgresql, s3

SIZES: Final = (1, 50_000, 900_000, 3_000_000, 12_000_000)
EVERYONE: Final = Choice(kind="everyone", ref=0, is_dynamic=True)
LONGEST: Final = 2.0  # seconds that a server lives


@dataclass
class Told:
    """What was acknowledged before the kills; `gone` are deposits whose deletion had begun."""

    sent: dict[str, str] = field(default_factory=dict[str, str])  # digests of uploads
    deposited: dict[int, str] = field(default_factory=dict[int, str])
    claimed: set[str] = field(default_factory=set[str])
    gone: set[int] = field(default_factory=set[int])


def faults(
    folder: Path, times: int, chance: random.Random, places: dict[str, str]
) -> tuple[dict[str, list[str]], Told]:
    """Kill so many times; what is wrong afterwards, by kind, and what had been told. `places` are settings."""
    installation, told = ground.opened(folder, bcrypt_cost=4, **places), Told()
    home = documents.school(installation)
    serial, ownerless = count(), list[str]()
    for _ in range(times):
        _life(installation, home, told, chance, serial, places)
        ownerless += _ownerless(installation, home)  # at each: what the next life does may hide it
    after = _looked_at(installation, home, told)
    installation.close()
    return {"bytes without a document, after one sweep": ownerless, **after}, told


@contextmanager
def elsewhere(folder: Path) -> Generator[dict[str, str]]:
    """Settings of an installation whose rows are in PostgreSQL and whose bytes are in S3, both started here."""
    kept = folder / "s3"
    kept.mkdir()
    with postgresql.running() as rows, rows.database() as name, s3.running(kept) as files:
        yield {"database_url": rows.url(name), **files.settings("faults")}


def _life(  # noqa: PLR0913, PLR0917  whose, where
    installation: Installation,
    home: Establishment,
    told: Told,
    chance: random.Random,
    serial: "count[int]",
    places: dict[str, str],
) -> None:
    folder = installation.settings.data_dir
    command = [sys.executable, "-m", "bench.document_faults", str(folder), str(home.number), json.dumps(places)]
    with servers.casier(folder, bcrypt_cost=4, **places) as server:
        cookie = documents.entered(server, home.number)
        over = threading.Event()
        senders = [
            threading.Thread(target=_send, args=(server, cookie, told, serial, chance.random(), over)) for _ in range(2)
        ]
        for each in senders:
            each.start()
        clerk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if clerk.stdout:
            clerk.stdout.readline()  # it has begun
        time.sleep(chance.uniform(0, LONGEST))
        clerk.send_signal(signal.SIGKILL)
        server.kill()
        over.set()
        for each in senders:
            each.join()
    for line in clerk.communicate()[0].splitlines():
        _read(line, told)


def _send(server: Server, cookie: str, told: Told, serial: "count[int]", seed: float, over: threading.Event) -> None:  # noqa: PLR0913, PLR0917  a thread's
    """One file after the other, until the line breaks; every fourth is one that was sent before."""
    chance = random.Random(seed)  # noqa: S311  the same each run
    with suppress(OSError, http.client.HTTPException):
        connection = documents.connected(server)
        while not over.is_set():
            which = next(serial)
            which = which - 3 if which % 4 == 3 else which  # noqa: PLR2004
            body = f"%PDF {which}".encode() + random.Random(which).randbytes(SIZES[which % len(SIZES)])  # noqa: S311
            connection.request("PUT", "/files", body, {"Cookie": cookie, "X-File-Name": f"{which}.pdf"})
            answer = connection.getresponse()
            said = answer.read()
            if answer.status == http.HTTPStatus.CREATED:
                told.sent[documents.parsed(said)["id"]] = hashlib.sha256(body).hexdigest()
            time.sleep(chance.uniform(0, 0.02))


def _read(line: str, told: Told) -> None:
    match line.split():
        case ["claiming", *identities]:
            told.claimed |= set(identities)
        case ["deposited", deposit, digest]:
            told.deposited[int(deposit)] = digest
        case ["deleting", deposit]:
            told.gone.add(int(deposit))
        case _:  # cut as it was written
            pass


def _clerk(folder: Path, number: int, places: dict[str, str]) -> None:
    """What the other process does: deposit what has arrived, delete every third, each told once it is done."""
    installation = Installation.open(Settings.model_validate({"data_dir": folder, "bcrypt_cost": 4, **places}))
    recovery.register(installation)
    with open_platform(installation, ground.actor(installation), writes=False) as scope:
        home = found(scope.db, Establishment, number)
    token = sign_in.enter(Visit(installation), str(home.number), "bench", ground.PASSWORD).token
    actor = sessions.actor(installation, sessions.hash_of(token))
    if not isinstance(actor, PersonActor):
        raise TypeError
    print("begun", flush=True)
    for turn in count():
        with open_establishment(installation, actor, writes=True) as scope:
            told = _deposited(scope)
        for line in told:
            print(line, flush=True)
        if turn % 3 == 0:
            _delete(installation, actor)
        time.sleep(0.01)


def _deposited(scope: Scope) -> list[str]:
    waiting = [row["id"] for row in uploads.rows(scope)][:5]
    if not waiting:
        return []
    print("claiming", *waiting, flush=True)
    said = DepositForm(files=waiting, recipients=[EVERYONE], category=0, memo="", sends_mail=True)
    made = (scope.db.get_one(Deposit, number) for number in deposits.deposit(scope, said))
    return [f"deposited {one.id} {_digest(scope.db, one.document_id)}" for one in made]


def _delete(installation: Installation, actor: PersonActor) -> None:
    """The oldest, by the trash, where a kill may have left it."""
    with open_establishment(installation, actor, writes=True) as scope:
        oldest = scope.db.exec(select(Deposit).order_by(col(Deposit.id)).limit(1)).first()
        if oldest is None:
            return
        print("deleting", oldest.id, flush=True)
        if oldest.trashed_at is None:
            deposits.trash(scope, oldest.id or 0)
    with open_establishment(installation, actor, writes=True) as scope:
        deposits.purge(scope, oldest.id or 0)


def _ownerless(installation: Installation, home: Establishment) -> list[str]:
    """Bytes that no document has after one sweep, which waits for nobody: everybody is dead."""
    place = sessions.place_of(home)
    _await_death(installation, home)
    _await_stillness(installation, home)
    clock.see_to(installation, place)
    document_upkeep.sweep(installation, place, quiet=timedelta(seconds=-5))
    with installation.databases.session(place, writes=False) as db:
        known = {f"{home.number}/{key}" for key in db.exec(select(Document.key))}
    return sorted(_names(installation, home) - known)


def _looked_at(installation: Installation, home: Establishment, told: Told) -> dict[str, list[str]]:
    place, due = sessions.place_of(home), _is_due(installation, home)
    with installation.databases.session(place, writes=False) as db:
        rows = {row.key: row for row in db.exec(select(Document))}
        there = {row.id: _digest(db, row.document_id) for row in db.exec(select(Upload))}
        kept = {row.id: _digest(db, row.document_id) for row in db.exec(select(Deposit))}
        delivered = {row.deposit_id for row in db.exec(select(Delivery))}
    broken = [key for key, row in rows.items() if _sum(installation, home, key) != row.sha256]
    wanted = {identity: digest for identity, digest in told.sent.items() if identity not in told.claimed}
    deposits = {number: digest for number, digest in told.deposited.items() if number not in told.gone}
    return {
        "documents without their bytes": broken,
        "deliveries of nothing": [str(number) for number in delivered - kept.keys()],
        "deposits before nobody": [str(number) for number in kept.keys() - delivered],
        "uploads told, then lost": [one for one, digest in wanted.items() if there.get(one) != digest],
        "deposits told, then lost": [str(n) for n, digest in deposits.items() if kept.get(n) != digest],
        "nobody would have looked": [] if due else [str(home.number)],
    }


def _await_death(installation: Installation, home: Establishment) -> None:
    """A process that was killed lives on for a moment; on a busy machine for longer."""
    with installation.databases.session(home, writes=False) as db:
        owners = {*db.exec(select(Upload.owner))}
    late = time.monotonic() + 30
    while time.monotonic() < late and any(map(installation.process.is_alive, owners)):
        time.sleep(0.1)


def _await_stillness(installation: Installation, home: Establishment) -> None:
    """What a process had sent to S3 arrives there after its death; in a folder nothing does."""
    before = None if installation.files.room() is None else _names(installation, home)
    while (there := _names(installation, home)) != before:
        before = there
        time.sleep(1)


def _names(installation: Installation, home: Establishment) -> set[str]:
    return {*installation.files.untouched(home.number, now() + timedelta(days=1))}


def _is_due(installation: Installation, home: Establishment) -> bool:
    with installation.databases.platform_session(writes=False) as db:
        return db.get_one(Establishment, home.number).due is not None


def _digest(db: Session, document: int | None) -> str:
    return db.get_one(Document, document).sha256


def _sum(installation: Installation, home: Establishment, key: str) -> str:
    digest = hashlib.sha256()
    with suppress(FileNotFoundError):
        for chunk in installation.files.chunks(f"{home.number}/{key}"):
            digest.update(chunk)
        return digest.hexdigest()
    return "missing"


if __name__ == "__main__":
    _clerk(Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]))
