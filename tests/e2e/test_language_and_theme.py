"""Is every page in the language and the light that one chose, and what is not there said to be missing? (X2, X4)."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.gestures import LIST, title
from tests.support.browser import Come, Visitor
from tests.support.portals import Portal

MISSING = re.compile("404")
PAGES = {
    "/sign-in": ("Connexion", "Sign-in"),
    "/platform/sign-in": ("Administration de la plateforme", "Platform administration"),
    "/forgot": ("Mot de passe oublié", "Forgotten password"),
    "/reset/some-token": ("Choisir un nouveau mot de passe", "Choose a new password"),
    LIST: ("Gestion des établissements", "Management of establishments"),
    f"{LIST}/new": ("Ajouter un établissement", "Add an establishment"),
    "/platform/import": ("Importer l’annuaire", "Import the directory"),
    "/platform/jobs": ("Travaux", "Jobs"),
    "/nowhere": ("Page introuvable", "Page not found"),
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_english_after_one_click_and_when_loaded_again(come: Come, path: str) -> None:
    visitor = come(MISSING if path == "/nowhere" else re.compile("(?!)"))
    is_inside = path == "/nowhere" or (path.startswith("/platform/") and "sign-in" not in path)
    if is_inside:
        visitor.sign_in()
    page, (french, english) = visitor.open(path), PAGES[path]
    expect(title(page, french)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_title(french)
    if is_inside and path != "/nowhere":
        page.get_by_role("button", name="Menu du compte").click()
    page.get_by_role("button", name="English").click()
    expect(title(page, english)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(english)
    page.reload()
    expect(title(page, english)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("body")).not_to_have_css("visibility", "hidden")


def test_an_administrator_of_an_establishment_chooses_too(stranger: Visitor, portal: Portal) -> None:
    stranger.sign_in(portal.inhabited("Collège Zinnia"), "admin")
    page = stranger.open("/")
    expect(title(page, "Accueil")).to_be_visible()
    page.get_by_role("button", name="Menu du compte").click()
    page.get_by_role("button", name="English").click()
    expect(title(page, "Home")).to_be_visible()
    expect(page.get_by_role("heading", name="Base published")).to_be_visible()


def test_what_the_server_says_follows_the_language(webmaster: Visitor) -> None:
    page = webmaster.open(f"{LIST}/new")
    page.get_by_role("button", name="Menu du compte").click()
    page.get_by_role("button", name="English").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add the establishment").click()
    expect(page.get_by_role("alert").filter(has_text="Please correct the marked fields.")).to_be_visible()
    expect(page.get_by_text("Please choose a zone.")).to_be_visible()


def test_what_the_server_names_follows_the_language_of_the_page(webmaster: Visitor, come: Come, portal: Portal) -> None:
    portal.school("Lycée Absinthe")
    page = webmaster.open(f"{LIST}?q=absinthe")
    page.get_by_role("button", name="Menu du compte").click()
    page.get_by_role("button", name="English").click()
    page.get_by_role("checkbox", name="Select Lycée Absinthe").check()
    bar = page.get_by_role("region", name="Actions")
    bar.get_by_label("Action").select_option(label="Unblock")
    page.get_by_role("button", name="Apply to the selected items").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 left out: not blocked (Lycée Absinthe)")
    page.keyboard.press("Escape")
    bar.get_by_label("Action").select_option(label="Compute statistics")
    page.get_by_role("button", name="Apply to the selected items").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(f"{portal.address}/platform/jobs")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Compute statistics")

    elsewhere = come()  # another browser, where one chose nothing
    elsewhere.sign_in()
    page = elsewhere.open("/platform/jobs")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Calculer les statistiques")


def test_another_tab_follows(webmaster: Visitor) -> None:
    page, other = webmaster.open(LIST), webmaster.tab().open("/platform/zones")
    expect(title(other, "Zones")).to_be_visible()
    expect(other.get_by_role("button", name="Ajouter la zone")).to_be_visible()
    page.get_by_role("button", name="Menu du compte").click()
    page.get_by_role("button", name="English").click()
    expect(other.get_by_role("button", name="Add the zone")).to_be_visible()


def test_the_dark_theme_stays(webmaster: Visitor) -> None:
    page = webmaster.open(LIST)
    html = page.locator("html")
    expect(html).not_to_have_class(re.compile("dark"))
    page.get_by_role("button", name="Menu du compte").click()
    page.get_by_role("button", name="Thème sombre").click()
    expect(html).to_have_class(re.compile("dark"))
    expect(page.locator("body")).to_have_css("background-color", "rgb(14, 20, 32)")
    page.reload()
    expect(html).to_have_class(re.compile("dark"))
    expect(page.locator("body")).to_have_css("background-color", "rgb(14, 20, 32)")


def test_the_menu_closes_by_escape_and_by_a_click_elsewhere(webmaster: Visitor) -> None:
    page = webmaster.open(LIST)
    opener, inside = page.get_by_role("button", name="Menu du compte"), page.get_by_role("button", name="English")
    opener.click()
    expect(inside).to_be_visible()
    page.keyboard.press("Escape")
    expect(inside).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    title(page, "Gestion des établissements").click()
    expect(inside).to_be_hidden()


def test_a_page_that_is_not_there_says_so(come: Come, portal: Portal) -> None:
    visitor = come(MISSING)
    visitor.sign_in(portal.inhabited("Collège Arnica"), "admin")
    answer = visitor.page.goto(f"{portal.address}/no/such/page")
    assert answer
    assert answer.status == 404
    page = visitor.page
    expect(title(page, "Page introuvable")).to_be_visible()
    page.get_by_role("link", name="Retour à l’accueil").click()
    expect(title(page, "Accueil")).to_be_visible()
