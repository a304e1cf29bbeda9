"""Does axe-core find nothing, on any page and in any dialog, light and dark? (X3)."""

import re
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.e2e import places
from tests.e2e.gestures import LIST, confirm, names, preview, title
from tests.support.browser import PHONE, Come, Visitor
from tests.support.portals import Portal

TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
THEMES: Final = ("light", "dark")
MISSING: Final = re.compile("404")  # what the browser says of the page that is not there
RUN: Final = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 140) + ' ' + n.any.map(a => a.message).join(' ')).join(' | '));
}"""
DRESS: Final = "theme => { document.documentElement.classList.remove('light', 'dark'); document.documentElement.classList.add(theme) }"


def _check(page: Page, what: str, themes: tuple[str, ...] = THEMES) -> None:
    for theme in themes:
        page.evaluate(DRESS, theme)
        found: list[Any] = page.evaluate(RUN, list(TAGS))
        assert not found, f"{what}, {theme}: {found}"


@pytest.fixture
def examined(come: Come) -> Visitor:
    visitor = come()
    visitor.context.add_init_script(AXE_SCRIPT)
    return visitor


def test_nothing_is_found_on_the_pages_for_strangers(examined: Visitor) -> None:
    for path, page in places.strangers(examined):
        _check(page, path)
    page = examined.open("/sign-in")
    page.get_by_label("Établissement").fill("e")
    expect(page.get_by_role("option").first).to_be_visible()
    _check(page, "the list of establishments")


def test_nothing_is_found_on_the_pages_inside(examined: Visitor, portal: Portal) -> None:
    for path, page in places.inside(examined, portal):
        _check(page, path)


def test_nothing_is_found_at_phone_width(come: Come, portal: Portal) -> None:
    visitor = come(viewport=PHONE)
    visitor.context.add_init_script(AXE_SCRIPT)
    for path, page in places.inside(visitor, portal):
        _check(page, path, ("light",))


def test_nothing_is_found_in_the_dialogs_of_a_list(examined: Visitor, portal: Portal) -> None:
    portal.block(portal.school("Lycée Verveine aaa"), "Déjà")
    portal.school("Lycée Verveine bbb")
    examined.sign_in()
    page = examined.open(f"{LIST}?q=verveine")
    page.get_by_role("checkbox", name="Tout sélectionner sur la page").check()
    _check(page, "the bulk bar")
    for action in ("Écrire un courriel", "Bloquer", "Débloquer", "Supprimer", "Exporter données et bases"):
        dialog = preview(page, action)
        _check(page, action)
        dialog.get_by_role("button", name="Annuler").click()
        expect(dialog).to_have_count(0)
    confirm(preview(page, "Calculer les statistiques"))
    expect(page.get_by_role("main").get_by_role("progressbar")).to_be_visible()
    _check(page, "work that goes on")
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_be_visible()
    _check(page, "its result")
    for link in ("Voir les statistiques", "Travaux", "Courriels"):
        page.get_by_role("link", name=link).click()
        expect(title(page, link.split()[-1].capitalize())).to_be_visible()
        places.settled(page)
        _check(page, link)


def test_nothing_is_found_in_the_dialogs_of_an_establishment(examined: Visitor, portal: Portal) -> None:
    number = portal.inhabited("Lycée Mélisse")
    examined.sign_in()
    page = examined.open(f"{LIST}/{number}")
    for opener in ("Bloquer", "Supprimer", "Réinitialiser le mot de passe"):
        page.get_by_role("button", name=opener, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        _check(page, opener)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("UAI (facultatif)").fill("0951099E")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("UAI (facultatif)")).to_be_focused()
    _check(page, "a fault")
    page.get_by_role("button", name="Menu du compte").click()
    _check(page, "the menu")
    portal.block(number, "Travaux")
    page.reload()
    page.get_by_role("button", name="Débloquer").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    _check(page, "Débloquer")


def test_nothing_is_found_in_the_other_states(examined: Visitor, portal: Portal) -> None:
    portal.zone("Zone de l’axe")
    examined.sign_in()
    page = examined.open("/platform/zones")
    zone = page.get_by_role("listitem").filter(has_text="Zone de l’axe")
    for opener in ("Renommer", "Supprimer"):
        zone.get_by_role("button", name=opener).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        _check(page, opener)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page = examined.open("/platform/import")
    text = "uai;nom;code postal;commune\n0951099E;Lycée;29200;Brest\n"
    page.get_by_label("Choisir un fichier").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    expect(page.get_by_role("heading", name="Ce que fera l’import")).to_be_visible()
    _check(page, "the preview of an import")
    page = examined.open(LIST)
    expect(names(page).first).to_be_visible()


def test_nothing_is_found_on_a_page_that_is_not_there(come: Come, portal: Portal) -> None:
    visitor = come(MISSING, portal)
    visitor.context.add_init_script(AXE_SCRIPT)
    visitor.sign_in()
    page = visitor.open("/nowhere")
    expect(title(page, "Page introuvable")).to_be_visible()
    _check(page, "/nowhere")
