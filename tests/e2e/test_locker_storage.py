"""Is somebody's room limited, and do they and the administrator see it coming (L7, L11)?"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import examine, examined_by
from tests.e2e.depositing import attach, choose, deposited, sending
from tests.e2e.gestures import row, said
from tests.e2e.places import settled
from tests.e2e.test_phone import OVERFLOW
from tests.support.browser import PHONE, Come, Visitor
from tests.support.portals import Portal
from tests.support.staffroom import PDF, Staffroom, staffroom_of

NO_ROOM = re.compile("status of 507")  # what Chromium says of it, too
LENGTH = "bar => bar.getBoundingClientRect().width"
COLOUR = "bar => getComputedStyle(bar).backgroundColor"


@pytest.fixture
def room(portal: Portal) -> Staffroom:
    return staffroom_of(portal, "Collège des Quotas")


def enter(come: Come, room: Staffroom, login: str, path: str, forgiven: re.Pattern[str] | None = None) -> Page:
    visitor: Visitor = examined_by(come(forgiven) if forgiven else come())
    visitor.sign_in(room.place.number, login)
    page = visitor.open(path)
    settled(page)
    return page


def weighing(size: int) -> bytes:
    return PDF + bytes(size - len(PDF))


def bar(page: Page, table: str, name: str) -> Locator:
    named = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name=table))
    return named.get_by_role("row", name=name).locator("[aria-hidden=true] > div")


def test_a_quota_is_set_warned_of_and_kept(come: Come, room: Staffroom) -> None:
    admin = enter(come, room, "admin", "/roles/TEACHER")
    admin.get_by_label("Quota du casier en mégaoctets").fill("1")
    admin.get_by_role("button", name="Enregistrer").click()
    said(admin, "Enregistré")

    page = enter(come, room, "marie", "/locker/deposit", NO_ROOM)
    warning = page.get_by_role("note").filter(has_text="presque plein")
    expect(page.get_by_text(re.compile(r"il vous reste 1\sMo"))).to_be_visible()
    attach(page, "Manuel.pdf", weighing(900_000))
    expect(warning).to_contain_text(re.compile(r"il vous reste 100\sko sur 1\sMo"))
    examine(page, "a locker that is nearly full")
    refused = sending(page, "Annexe.pdf", weighing(300_000))
    expect(refused.get_by_role("alert")).to_have_text(
        re.compile(r"^Il n’y a plus de place pour ce fichier\s: 0,9 de vos 1\sMo sont pris\. Supprimez")
    )
    refused.get_by_role("button", name="Retirer : Annexe.pdf").click()
    choose(page, "petit", re.compile("Anne Petit"))
    deposited(page, people=1)
    page.reload()
    expect(warning).to_be_visible()
    page.set_viewport_size(PHONE)
    examine(page, "a locker that is nearly full, on a phone")

    room.give("Note.pdf", weighing(90_000), by="admin")
    admin.goto(f"{room.portal.address}/settings")
    settled(admin)
    expect(admin.get_by_text(re.compile(r"^1 personne a utilisé 80\s% ou plus de son espace"))).to_be_visible()
    expect(admin.get_by_role("listitem").filter(has_text="Marie Curie")).to_contain_text(
        re.compile(r"900\sko sur 1\sMo$")
    )
    expect(row(admin, "Marie Curie")).to_contain_text(re.compile(r"900\sko sur 1\sMo presque plein"))
    expect(row(admin, "Anne Petit")).to_contain_text(re.compile(r"90\sko sur"))
    expect(row(admin, "Professeur")).to_contain_text(re.compile(r"900\sko"))
    expect(row(admin, "Webmestre")).to_contain_text(re.compile(r"90\sko"))
    for table, full, other in (("Personne", "Marie Curie", "Anne Petit"), ("Fonction", "Professeur", "Webmestre")):
        longest, short = (bar(admin, table, name).evaluate(LENGTH) for name in (full, other))
        assert longest / short == pytest.approx(10, rel=0.05)
    full, other = (bar(admin, "Personne", name).evaluate(COLOUR) for name in ("Marie Curie", "Anne Petit"))
    assert full != other
    examine(admin, "a warning and figures")
    admin.set_viewport_size(PHONE)
    assert admin.evaluate(OVERFLOW) == []
    examine(admin, "a warning and figures, on a phone")


def test_the_trash_keeps_as_long_as_was_decided(come: Come, room: Staffroom) -> None:
    given = room.give("Brouillon.pdf", by="marie", to=["admin"])
    admin = enter(come, room, "admin", "/settings")
    days = admin.get_by_label("Jours dans la corbeille")
    expect(days).to_have_value("30")
    days.fill("7")
    admin.get_by_role("button", name="Enregistrer").click()
    said(admin, "Les paramètres sont enregistrés.")
    admin.reload()
    expect(days).to_have_value("7")
    page = enter(come, room, "marie", f"/locker/sent/{given}")
    page.get_by_role("button", name="Supprimer pour tous").click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    expect(page).to_have_url(re.compile(r"/locker/sent$"))
    page.get_by_role("link", name="Corbeille").click()
    expect(row(page, "Brouillon.pdf").get_by_text("7 jours")).to_be_visible()
