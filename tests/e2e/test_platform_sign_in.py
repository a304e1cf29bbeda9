"""How does the platform's administrator come in, and leave?"""

import re

from playwright.sync_api import expect

from tests.e2e.gestures import LIST, names, title, warned
from tests.support.browser import Visitor
from tests.support.portals import ADMIN, PASSWORD


def test_the_administrator_signs_in_and_finds_the_establishments(stranger: Visitor) -> None:
    page = stranger.open("/platform")
    page.get_by_label("Courriel").fill(ADMIN)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(title(page, "Gestion des établissements")).to_be_visible()
    expect(names(page).first).to_be_visible()


def test_a_wrong_password_says_so_and_keeps_what_was_typed(stranger: Visitor) -> None:
    page = stranger.open("/platform/sign-in")
    page.get_by_label("Courriel").fill("personne@casier.test")
    page.get_by_label("Mot de passe").fill("Pas-le-bon-2026")
    page.get_by_role("button", name="Se connecter").click()
    warned(page, "Identifiant ou mot de passe incorrect. Il vous reste 4 essais")
    expect(page.get_by_label("Courriel")).to_have_value("personne@casier.test")
    expect(page.get_by_label("Mot de passe")).to_have_value("")
    expect(page.get_by_label("Mot de passe")).to_be_focused()


def test_whoever_is_not_signed_in_comes_to_what_they_asked_for_afterwards(stranger: Visitor) -> None:
    page = stranger.open("/platform/zones")
    expect(title(page, "Administration de la plateforme")).to_be_visible()
    page.get_by_label("Courriel").fill(ADMIN)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(title(page, "Zones")).to_be_visible()


def test_signing_out_leaves_nothing_behind(webmaster: Visitor) -> None:
    page = webmaster.open(LIST)
    page.get_by_role("button", name=f"Menu du compte : {ADMIN}").click()
    page.get_by_role("button", name="Se déconnecter", exact=True).click()
    expect(title(page, "Administration de la plateforme")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/platform/sign-in"))


def test_signing_out_everywhere_stops_the_other_browsers_too(webmaster: Visitor, stranger: Visitor) -> None:
    stranger.sign_in()
    elsewhere = stranger.open("/platform/jobs")
    expect(title(elsewhere, "Travaux")).to_be_visible()
    page = webmaster.open(LIST)
    page.get_by_role("button", name="Menu du compte").click()
    page.get_by_role("button", name="Se déconnecter partout").click()
    expect(title(page, "Administration de la plateforme")).to_be_visible()
    expect(elsewhere).to_have_url(re.compile("/platform/sign-in"), timeout=3_000)
