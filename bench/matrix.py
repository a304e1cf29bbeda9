"""How soon is the permission matrix painted, and how soon does a tick show?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Page
from sqlmodel import select

from app.models.establishment import Person
from app.models.platform import Establishment
from app.services import establishment_creation, passwords, zones
from app.services.lookup import found
from app.services.scope import open_platform
from app.storage.installation import Installation
from bench import browser, ground, servers
from bench.figures import Figure, percentile
from bench.servers import Server

PAINTS, TICKS = 11, 21
# Both are painted by the browser alone: the first answers a click on the navigation, the second asks nobody.
OPEN: Final = f"""() => casierProbe(
  () => document.querySelector('nav a[href="/permissions"]').click(),
  () => document.querySelectorAll('table td input').length + '', {browser.FRAMES})"""
LEAVE: Final = f"""() => casierProbe(
  () => document.querySelector('nav a[href="/services"]').click(),
  () => document.querySelector('h1').textContent, {browser.FRAMES})"""
TICK: Final = """() => casierProbe(
  () => document.querySelector('table td input:not(:disabled):not(:checked)').click(),
  () => document.querySelector('main').lastElementChild.textContent, 0)"""


def figures(folder: Path) -> Iterator[Figure]:
    """In a school with its built-in roles, as its administrator."""
    installation = ground.opened(folder / "matrix")
    establishment = _school(installation)
    installation.close()
    with servers.casier(folder / "matrix") as server, browser.chromium() as chromium:
        page = browser.member(chromium, server.address, establishment=establishment, password=ground.PASSWORD)
        yield from _painted(page, server)


def _school(installation: Installation) -> int:
    """Where `admin` has the password of the bench."""
    with open_platform(installation, ground.actor(installation), writes=True) as scope:
        zone = zones.ensure(scope.db, "Créteil").id or 0
        number = establishment_creation.create(scope, ground.form(zone, 0))["number"]
        home = found(scope.db, Establishment, number)
    with installation.databases.session(home, writes=True) as db:
        admin = db.exec(select(Person)).one()
        admin.give_password(passwords.hashed(ground.PASSWORD, installation.settings.bcrypt_cost))
        db.commit()
    return number


def _painted(page: Page, server: Server) -> Iterator[Figure]:
    page.goto(f"{server.address}/services")
    page.wait_for_selector("#add")
    paints = list[float]()
    for _ in range(PAINTS):
        paints.append(page.evaluate(OPEN))
        page.evaluate(LEAVE)
    page.evaluate(OPEN)
    size = page.evaluate(
        "[document.querySelectorAll('tbody tr').length, document.querySelectorAll('thead th').length - 1]"
    )
    yield Figure(f"matrix, {size[0]} rows × {size[1]} roles: navigation to paint", percentile(paints, 50), most=400)
    ticks = [page.evaluate(TICK) for _ in range(TICKS)]
    yield Figure("matrix: the first time", paints[0], most=400)
    yield Figure("matrix: a tick, click to paint", percentile(ticks, 50), most=30)
