"""Does blocking stop those inside and keep out the others, with the reason? (E7)."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.gestures import enter, said, title, warned
from tests.support.browser import Visitor
from tests.support.portals import PASSWORD, Portal

REASON = "Inspection de l’académie jusqu’à lundi"


def _ask(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmer").click()


def test_those_inside_are_stopped_and_told_why(webmaster: Visitor, stranger: Visitor, portal: Portal) -> None:
    number = portal.inhabited("Collège Dahlia")
    stranger.sign_in(number, "admin")
    inside = stranger.open("/journal")
    expect(title(inside, "Journal")).to_be_visible()

    page = webmaster.open(f"/platform/establishments/{number}")
    page.get_by_role("button", name="Bloquer").click()
    dialog = page.get_by_role("dialog", name="Bloquer cet établissement")
    dialog.get_by_role("button", name="Confirmer").click()
    expect(dialog.get_by_label("Motif")).to_be_focused()  # it cannot be empty
    dialog.get_by_label("Motif").fill(REASON)
    dialog.get_by_role("button", name="Confirmer").click()
    said(page, "Collège Dahlia est bloqué.")
    expect(page.get_by_text(REASON)).to_be_visible()

    expect(inside).to_have_url(re.compile("/sign-in"), timeout=3_000)
    expect(inside.get_by_text("Votre établissement a été bloqué")).to_be_visible()
    expect(inside.get_by_text(f"Motif : {REASON}")).to_be_visible()
    enter(inside, "admin", PASSWORD)
    warned(inside, "Cet établissement est bloqué : personne ne peut s’y connecter pour l’instant.")
    expect(inside.get_by_text(f"Motif : {REASON}")).to_be_visible()

    _ask(page, "Débloquer")
    said(page, "Collège Dahlia est débloqué.")
    inside.goto(f"{portal.address}/sign-in?e={number}")
    enter(inside, "admin", PASSWORD)
    expect(title(inside, "Accueil")).to_be_visible()
