"""Does axe-core find nothing, on any page and in any dialog, light and dark? (X3)."""

import re
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.e2e import places
from tests.e2e.axe import examine, examined_by
from tests.e2e.gestures import LIST, confirm, names, preview, title
from tests.support.browser import PHONE, Come, Visitor
from tests.support.portals import Portal

MISSING: Final = re.compile("404")  # what the browser says of the page that is not there


@pytest.fixture
def examined(come: Come) -> Visitor:
    return examined_by(come())


def test_nothing_is_found_on_the_pages_for_strangers(examined: Visitor) -> None:
    for path, page in places.strangers(examined):
        examine(page, path)
    page = examined.open("/sign-in")
    page.get_by_label("Établissement").fill("e")
    expect(page.get_by_role("option").first).to_be_visible()
    examine(page, "the list of establishments")


@pytest.mark.slow
def test_nothing_is_found_on_the_pages_inside(examined: Visitor, portal: Portal) -> None:
    for path, page in places.inside(examined, portal):
        examine(page, path)


@pytest.mark.slow
def test_nothing_is_found_at_phone_width(come: Come, portal: Portal) -> None:
    visitor = examined_by(come(viewport=PHONE))
    for path, page in places.inside(visitor, portal):
        examine(page, path, ("light",))


def test_nothing_is_found_in_the_dialogs_of_a_list(examined: Visitor, portal: Portal) -> None:
    portal.block(portal.school("Lycée Verveine aaa"), "Déjà")
    portal.school("Lycée Verveine bbb")
    examined.sign_in()
    page = examined.open(f"{LIST}?q=verveine")
    page.get_by_role("checkbox", name="Tout sélectionner sur la page").check()
    examine(page, "the bulk bar")
    for action in ("Écrire un courriel", "Bloquer", "Débloquer", "Supprimer", "Exporter données et bases"):
        dialog = preview(page, action)
        examine(page, action)
        dialog.get_by_role("button", name="Annuler").click()
        expect(dialog).to_have_count(0)
    confirm(preview(page, "Calculer les statistiques"))
    expect(page.get_by_role("main").get_by_role("progressbar")).to_be_visible()
    examine(page, "work that goes on")
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_be_visible()
    examine(page, "its result")
    for link in ("Voir les statistiques", "Travaux", "Courriels"):
        page.get_by_role("link", name=link).click()
        expect(title(page, link.split()[-1].capitalize())).to_be_visible()
        places.settled(page)
        examine(page, link)


def test_nothing_is_found_in_the_dialogs_of_an_establishment(examined: Visitor, portal: Portal) -> None:
    number = portal.inhabited("Lycée Mélisse")
    examined.sign_in()
    page = examined.open(f"{LIST}/{number}")
    for opener in ("Bloquer", "Supprimer", "Réinitialiser le mot de passe"):
        page.get_by_role("button", name=opener, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        examine(page, opener)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("UAI (facultatif)").fill("0951099E")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("UAI (facultatif)")).to_be_focused()
    examine(page, "a fault")
    page.get_by_role("button", name="Menu du compte").click()
    examine(page, "the menu")
    portal.block(number, "Travaux")
    page.reload()
    page.get_by_role("button", name="Débloquer").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    examine(page, "Débloquer")


def test_nothing_is_found_in_the_other_states(examined: Visitor, portal: Portal) -> None:
    portal.zone("Zone de l’axe")
    examined.sign_in()
    page = examined.open("/platform/zones")
    zone = page.get_by_role("listitem").filter(has_text="Zone de l’axe")
    for opener in ("Renommer", "Supprimer"):
        zone.get_by_role("button", name=opener).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        examine(page, opener)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page = examined.open("/platform/import")
    text = "uai;nom;code postal;commune\n0951099E;Lycée;29200;Brest\n"
    page.get_by_label("Choisir un fichier").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    expect(page.get_by_role("heading", name="Ce que fera l’import")).to_be_visible()
    examine(page, "the preview of an import")
    page = examined.open(LIST)
    expect(names(page).first).to_be_visible()


def test_nothing_is_found_on_a_page_that_is_not_there(come: Come, portal: Portal) -> None:
    visitor = examined_by(come(MISSING, portal))
    visitor.sign_in()
    page = visitor.open("/nowhere")
    expect(title(page, "Page introuvable")).to_be_visible()
    examine(page, "/nowhere")
