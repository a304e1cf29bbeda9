"""What does signing in cost beyond its one hash, how many may do it at once, and do the others notice?"""

import http.client
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from urllib.parse import urlencode, urlsplit

import bcrypt
from sqlmodel import select

from app.models.establishment import Membership, Person, Role
from app.services import establishment_creation, passwords, zones
from app.services.lookup import found
from app.services.scope import open_platform
from app.storage.installation import Installation
from bench import ground
from bench.figures import Figure, medians, percentile, timed
from bench.servers import Server

CLIENTS: Final = 4
ROUNDS: Final = 9
SECONDS: Final = 6.0
GESTURES: Final = 40
COST: Final = 12


def people(installation: Installation) -> int:
    """Make an establishment where each client has an account; gives its number."""
    with open_platform(installation, ground.actor(installation), writes=True) as scope:
        zone = zones.ensure(scope.db, "Créteil").id or 0
        number = establishment_creation.create(scope, ground.form(zone, 0))["number"]
    hashed = passwords.hashed(ground.PASSWORD, COST)
    with open_platform(installation, ground.actor(installation), writes=False) as scope:
        home = found(scope.db, establishment_creation.Establishment, number)
    with installation.databases.session(home, writes=True) as db:
        pupil = db.exec(select(Role.id).where(Role.code == "STUDENT")).one()
        for client in range(CLIENTS):
            person = Person(username=f"bench{client}", username_key="")
            person.describe()
            person.give_password(hashed)
            db.add(person)
            db.flush()
            db.add(Membership(person_id=person.id or 0, role_id=pupil or 0, is_primary=True))
        db.commit()
    return number


def figures(server: Server, establishment: int, gesture: Callable[[], float]) -> Iterator[Figure]:
    """One at a time, then four clients without a pause, while somebody turns the pages of the list."""
    hashed = bcrypt.hashpw(b"bench", bcrypt.gensalt(COST))

    def hash_once() -> None:
        bcrypt.checkpw(b"bench", hashed)

    one = medians(ROUNDS, {"ours": timed(lambda: _enter(server, establishment, 0)), "raw": timed(hash_once)})
    yield Figure("sign-in, from the form to the answer", one["ours"], raw=one["raw"])
    yield Figure("sign-in beyond its hash", one["ours"] - one["raw"], most=30)
    alone = percentile([gesture() for _ in range(GESTURES)], 95)
    bare = _rate(os.cpu_count() or 1, lambda _: hash_once(), lambda: time.sleep(SECONDS))
    meanwhile: list[float] = []
    rate = _rate(
        CLIENTS,
        lambda client: _enter(server, establishment, client),
        lambda: meanwhile.extend(gesture() for _ in range(GESTURES)),
    )
    yield Figure(f"sign-ins, {CLIENTS} clients, beside the hashes of all cores", rate, "/s", raw=bare)
    yield Figure("list: p95 of a page while they sign in", percentile(meanwhile, 95), raw=alone, most_ratio=2)


def _enter(server: Server, establishment: int, client: int) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)
    fields = {"establishment": str(establishment), "login": f"bench{client}", "password": ground.PASSWORD}
    connection.request(
        "POST", "/auth/sign-in", urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
    )
    answer = connection.getresponse()
    if answer.getheader("Location") != "/":
        raise RuntimeError(f"not signed in: {answer.status} {answer.getheader('Location')}")
    connection.close()


def _rate(threads: int, work: Callable[[int], None], meanwhile: Callable[[], None]) -> float:
    """How often a second, as long as something else goes on."""
    over, counts = threading.Event(), [0] * threads

    def run(thread: int) -> None:
        while not over.is_set():
            work(thread)
            counts[thread] += 1

    with ThreadPoolExecutor(threads) as pool:
        begun = time.perf_counter()
        running = [pool.submit(run, thread) for thread in range(threads)]
        try:
            meanwhile()
        finally:
            over.set()
        for each in running:
            each.result()
        return sum(counts) / (time.perf_counter() - begun)
