"""Does an establishment go only when its number was typed again, and wholly? (E6)."""

import re

from playwright.sync_api import expect

from tests.e2e.gestures import LIST, faulty, names, said, search, title
from tests.support.browser import Visitor
from tests.support.portals import Portal


def test_an_establishment_goes_once_its_number_was_typed_again(
    webmaster: Visitor, stranger: Visitor, portal: Portal
) -> None:
    number = portal.inhabited("École Pâquerette")
    stranger.sign_in(number, "admin")
    inside = stranger.open("/")
    expect(title(inside, "Accueil")).to_be_visible()
    page = webmaster.open(f"{LIST}/{number}")
    expect(title(page, "École Pâquerette")).to_be_visible()

    page.get_by_role("button", name="Supprimer").click()
    dialog = page.get_by_role("dialog", name="Supprimer définitivement cet établissement")
    expect(dialog.get_by_role("listitem").first).to_have_text("1 compte")
    typed = dialog.get_by_label(f"Tapez le numéro {number} pour confirmer")
    typed.fill("0")
    dialog.get_by_role("button", name="Confirmer").click()
    faulty(typed, f"Tapez le numéro {number} pour confirmer.")
    expect(typed).to_be_focused()
    typed.fill(str(number))
    dialog.get_by_role("button", name="Confirmer").click()

    said(page, "École Pâquerette est supprimé.")
    expect(title(page, "Gestion des établissements")).to_be_visible()
    search(page, "paquerette")
    expect(names(page)).to_have_count(0)
    expect(inside).to_have_url(re.compile("/sign-in"), timeout=3_000)
    expect(
        inside.get_by_text(re.compile("Votre (établissement n’est plus sur cette plateforme|session est terminée)"))
    ).to_be_visible()


def test_thinking_again_changes_nothing(webmaster: Visitor, portal: Portal) -> None:
    page = webmaster.open(f"{LIST}/{portal.school('École Violette')}")
    opener = page.get_by_role("button", name="Supprimer")
    opener.click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    page.reload()
    expect(title(page, "École Violette")).to_be_visible()
