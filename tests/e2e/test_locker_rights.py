"""Who has a locker, who may deposit, and what is left when an account ends with its content (L1, L2, P6)?"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.gestures import names, row, title
from tests.support.browser import Come, Visitor
from tests.support.portals import Portal
from tests.support.staffroom import Staffroom, staffroom_of

REFUSED = re.compile("status of 403")  # what Chromium says of it, too
SEND = """async () => (await fetch('/files', {
  method: 'PUT', body: 'Bonjour', headers: {'Content-Type': 'application/octet-stream', 'X-File-Name': 'a.txt'},
})).status"""


@pytest.fixture
def room(portal: Portal) -> Staffroom:
    return staffroom_of(portal, "Collège des Droits")


def enter(
    come: Come, room: Staffroom, login: str, path: str = "/locker", forgiven: re.Pattern[str] | None = None
) -> Page:
    visitor: Visitor = come(forgiven) if forgiven else come()
    visitor.sign_in(room.place.number, login)
    return visitor.open(path)


def parts(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Parties du casier").get_by_role("link")


def test_whoever_may_not_deposit_receives_all_the_same(come: Come, room: Staffroom) -> None:
    room.enrol("Verne", "Jules", "INTRANET_AGENT")
    room.give("Emploi du temps.pdf", to=["jules"])
    page = enter(come, room, "jules", forgiven=REFUSED)
    expect(row(page, "Emploi du temps.pdf")).to_be_visible()
    expect(parts(page)).to_have_text([re.compile("^Reçus")])
    expect(page.get_by_role("link", name="Déposer un document")).to_have_count(0)
    page.goto(page.url.replace("/locker", "/locker/deposit"))
    expect(page.get_by_text("Vous n’avez pas le droit d’ouvrir cette page.")).to_be_visible()
    expect(page.get_by_text("Chargement…")).to_have_count(0)
    expect(page.get_by_label("Choisir des fichiers")).to_have_count(0)
    assert page.evaluate(SEND) == 403
    page.goto(page.url.replace("/locker/deposit", "/locker/sent"))
    expect(page.get_by_text("Vous n’avez encore rien déposé.")).to_be_visible()
    expect(page.get_by_role("link", name="Déposer un document")).to_have_count(0)
    expect(parts(enter(come, room, "marie"))).to_have_text(["Reçus", "Distribution", "Corbeille"])


def test_students_and_guardians_have_none_at_its_address_either(come: Come) -> None:
    for login in ("eleve", "parent"):
        visitor = come()
        visitor.sign_in(1, login)
        page = visitor.open("/locker")
        expect(page.get_by_text("Vous n’avez pas de casier.")).to_be_visible()
        expect(names(page)).to_have_count(0)
        expect(page.get_by_role("link", name="Casier", exact=True)).to_have_count(0)
        for closed in ("/locker/deposit", "/people/new", "/people/1/cancel"):
            visitor.open(closed)
            expect(page.get_by_text("Vous n’avez pas le droit d’ouvrir cette page.")).to_be_visible()
            expect(page.get_by_text("Chargement…")).to_have_count(0)


def end(page: Page, room: Staffroom, person: int, way: str, typed: str = "") -> None:
    """As the administrator, one step after the other."""
    page.goto(f"{room.portal.address}/people/{person}/cancel")
    page.get_by_role("radio", name=way).check()
    page.get_by_role("button", name="Continuer").click()
    if typed:
        page.locator("#typed").fill(typed)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_be_visible()


def test_what_is_unpublished_with_an_account_only_administrators_see(come: Come, room: Staffroom) -> None:
    person = room.enrol("Verne", "Jules")
    given = room.give("Secret.txt", b"Vingt mille lieues", by="jules")
    room.give("Autre.pdf")
    marie = enter(come, room, "marie")
    expect(names(marie)).to_have_count(2)
    admin = enter(come, room, "admin", f"/people/{person}/cancel")
    expect(admin.get_by_text("1 document déposé")).to_be_visible()
    end(admin, room, person, "Bloquer et dépublier le contenu")
    expect(row(marie, "Secret.txt")).to_have_count(0)  # at once, in the open list
    expect(row(marie, "Autre.pdf")).to_be_visible()
    marie.goto(f"{room.portal.address}/locker/{given}")
    expect(marie.get_by_text("Ce document n’existe pas ou n’est plus là.")).to_be_visible()

    admin.goto(f"{room.portal.address}/locker/sent?overseen=1")
    expect(row(admin, "Secret.txt").get_by_text("retiré", exact=True)).to_be_visible()
    admin.get_by_role("link", name="Secret.txt").click()
    expect(row(admin, "Curie Marie")).to_be_visible()
    admin.get_by_role("link", name="Lire", exact=True).click()
    expect(admin.frame_locator("iframe").get_by_text("Vingt mille lieues")).to_be_visible()

    end(admin, room, person, "Supprimer avec le contenu", typed="jules")
    admin.goto(f"{room.portal.address}/locker/sent?overseen=1")
    expect(title(admin, "Distribution")).to_be_visible()
    expect(admin.get_by_text("Aucun document ne correspond.")).to_be_visible()
    admin.goto(f"{room.portal.address}/locker/sent/{given}")
    expect(admin.get_by_text("Ce document n’existe pas ou n’est plus là.")).to_be_visible()
    assert len(list(room.portal.installation.files.names(room.place.number))) == 1  # the other document's alone
