"""Are services added, and people attached to them (R7)?"""

import re

from playwright.sync_api import expect

from tests.e2e.gestures import said
from tests.support.browser import Come
from tests.support.portals import Portal


def test_a_service_is_added_filled_renamed_and_deleted(come: Come, portal: Portal) -> None:
    visitor = come()
    visitor.sign_in(portal.inhabited("Collège des Services"), "admin")
    page = visitor.open("/services")
    field = page.get_by_label("Nom du nouveau service")
    field.fill("Intendance")
    field.press("Enter")
    said(page, "Le service est ajouté.")
    page.get_by_role("link", name=re.compile("Personnes du service Intendance")).click()
    expect(page).to_have_url(re.compile(r"\?service=\d+$"))
    expect(page.get_by_text("Personne n’est encore rattaché.")).to_be_visible()
    page.get_by_label("Rattacher quelqu’un").fill("ADM")
    page.get_by_role("button", name="Rattacher Petit Anne").click()
    said(page, "Petit Anne est rattaché.")
    page.get_by_role("rowheader", name="Petit Anne").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/people/\d+$"))
    expect(page.get_by_role("heading", name="État")).to_be_visible()
    page.go_back()
    page.reload()
    page.get_by_role("button", name="Détacher Petit Anne").click()
    expect(page.get_by_text("Personne n’est encore rattaché.")).to_be_visible()
    page.get_by_role("button", name="Renommer").click()
    page.get_by_role("dialog").get_by_label("Dénomination").fill("Gestion")
    page.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    said(page, "Le service est renommé.")
    page.get_by_role("button", name="Supprimer").click()
    page.get_by_role("dialog", name="Supprimer le service Gestion").get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Aucun service pour l’instant.")).to_be_visible()
