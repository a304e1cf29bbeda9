"""Can everything be done without a mouse? (X3)."""

import re

from playwright.sync_api import expect

from tests.e2e.gestures import LIST, names, row, title
from tests.e2e.keys import reach
from tests.support.browser import Visitor
from tests.support.portals import PASSWORD, Portal


def test_signing_in_takes_no_mouse(stranger: Visitor, portal: Portal) -> None:
    for name in ("Collège Sarriette", "Collège Sarriette annexe"):
        portal.inhabited(name)
    page = stranger.open("/sign-in")
    box = page.get_by_role("combobox", name="Établissement")
    expect(box).to_be_visible()
    reach(page, "Établissement")
    page.keyboard.type("sarriette")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("-1$"))
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(box).to_have_value(re.compile("Collège Sarriette annexe, 75011 Paris"))
    expect(options).to_have_count(0)
    reach(page, "Identifiant ou courriel")
    page.keyboard.type("admin")
    reach(page, "Mot de passe")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(title(page, "Accueil")).to_be_visible()
    expect(page.get_by_role("banner").get_by_text("Collège Sarriette annexe")).to_be_visible()


def test_the_first_stop_skips_the_navigation(webmaster: Visitor) -> None:
    page = webmaster.open(LIST)
    expect(names(page).first).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Importer l’annuaire")).to_be_focused()


def test_another_page_begins_at_its_title(webmaster: Visitor) -> None:
    page = webmaster.open(LIST)
    expect(names(page).first).to_be_visible()
    reach(page, "Zones")
    page.keyboard.press("Enter")
    expect(title(page, "Zones")).to_be_focused()


def test_blocking_a_ticked_row_takes_no_mouse(webmaster: Visitor, portal: Portal) -> None:
    for letter in ("aaa", "bbb"):
        portal.school(f"Lycée Marjolaine {letter}")
    page = webmaster.open(f"{LIST}?q=marjolaine")
    expect(names(page)).to_have_count(2)
    reach(page, "Sélectionner Lycée Marjolaine bbb")
    page.keyboard.press("Space")
    expect(page.get_by_role("region", name="Actions")).to_contain_text("1 sélectionné")
    reach(page, "Action", "Shift+Tab")
    page.keyboard.type("Bloquer")
    reach(page, "Appliquer aux éléments sélectionnés")
    page.keyboard.press("Enter")

    dialog = page.get_by_role("dialog", name="Bloquer")
    expect(dialog.get_by_label("Motif")).to_be_focused()
    is_inside = "() => !!document.activeElement.closest('dialog') || document.activeElement === document.body"
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(is_inside)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Appliquer aux éléments sélectionnés")).to_be_focused()
    expect(row(page, "Lycée Marjolaine bbb")).to_contain_text("Actif")

    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Motif")).to_be_focused()
    page.keyboard.type("Travaux")
    reach(page, "Confirmer")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(row(page, "Lycée Marjolaine bbb")).to_contain_text("Bloqué")
    expect(page.locator("body:focus")).to_have_count(0)  # what was used is gone, the cursor is not
