"""How does somebody without a password get one? From the platform, or alone by mail. (E5)."""

import re

from playwright.sync_api import Page, expect

from app.services import admins
from app.services.scope import open_platform
from tests.e2e.gestures import enter, said, title, warned
from tests.support.browser import Come, Visitor
from tests.support.portals import PASSWORD, TEST, Portal, admin_address

NEW = "Trois-petits-chats-7"


def _link(text: str, portal: Portal) -> str:
    found = re.search(r"http\S+", text)
    assert found, text
    return found[0].removeprefix(portal.address)


def _choose(page: Page, password: str) -> None:
    page.get_by_label("Nouveau mot de passe").fill(password)
    page.get_by_role("button", name="Enregistrer").click()


def test_the_platform_resets_an_administrators_password(webmaster: Visitor, come: Come, portal: Portal) -> None:
    number, contact = portal.inhabited("Lycée Anémone"), "anne@contact.test"
    inside = come()
    inside.sign_in(number, "admin")
    expect(title(inside.open("/"), "Accueil")).to_be_visible()
    page = webmaster.open(f"/platform/establishments/{number}")
    opener = page.get_by_role("button", name="Réinitialiser le mot de passe")
    opener.click()
    dialog = page.get_by_role("dialog", name="Réinitialiser le mot de passe de admin")
    expect(dialog).to_contain_text(contact)
    dialog.get_by_role("button", name="Confirmer").click()
    said(page, f"De nouveaux identifiants partent vers {contact}.")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    expect(inside.page).to_have_url(re.compile("/sign-in"), timeout=5_000)
    expect(inside.page.get_by_text("Le mot de passe a été changé.")).to_be_visible()

    mail = portal.mail_about("Lycée Anémone : nouveau mot de passe d’un administrateur")
    found = re.search(r"Mot de passe\s:\s(\S+)", mail["text"])
    assert found, mail["text"]
    enter(inside.page, "admin", PASSWORD)
    warned(inside.page, "Identifiant ou mot de passe incorrect.")
    enter(inside.page, "admin", found[1])
    expect(title(inside.page, "Accueil")).to_be_visible()


def test_an_administrator_chooses_a_new_one_by_a_link_that_works_once(stranger: Visitor, portal: Portal) -> None:
    number = portal.inhabited("Lycée Primevère")
    page = stranger.open("/sign-in")
    page.get_by_role("link", name="Mot de passe oublié").click()
    expect(title(page, "Mot de passe oublié")).to_be_visible()
    page.get_by_label("Établissement").fill("primevere")
    page.get_by_role("option", name="Lycée Primevère").click()
    page.get_by_label("Identifiant ou courriel").fill("admin")
    page.get_by_role("button", name="Envoyer le lien").click()
    said(page, "Si un compte ayant une adresse de courriel correspond, un lien vient de lui être envoyé.")

    link = _link(portal.mail_to(admin_address(number))["text"], portal)
    late, page = stranger.tab().open(link), stranger.open(link)
    _choose(page, "douze lettres")
    warned(page, "Ce mot de passe ne convient pas")
    _choose(page, NEW)
    said(page, "Votre mot de passe est changé.")
    expect(page.get_by_label("Établissement")).to_have_value(re.compile("Lycée Primevère"))
    enter(page, "admin", NEW)
    expect(title(page, "Accueil")).to_be_visible()

    _choose(late, NEW)
    for page in (late, stranger.open(link)):
        warned(page, "Ce lien ne fonctionne plus.")
        expect(page.get_by_role("link", name="Demander un nouveau lien")).to_be_visible()


def test_the_answer_is_the_same_for_who_is_not_there(stranger: Visitor, portal: Portal) -> None:
    number = portal.inhabited("Lycée Camélia")
    page = stranger.open(f"/forgot?e={number}")
    expect(page.get_by_label("Établissement")).to_have_value(re.compile("Camélia"))
    page.get_by_label("Identifiant ou courriel").fill("personne")
    page.get_by_role("button", name="Envoyer le lien").click()
    said(page, "Si un compte ayant une adresse de courriel correspond, un lien vient de lui être envoyé.")


def test_a_platform_administrator_does_the_same(stranger: Visitor, portal: Portal) -> None:
    email = "autre@casier.test"
    with open_platform(portal.installation, TEST, writes=True) as scope:
        admins.create(scope, email, PASSWORD)
    page = stranger.open("/platform/sign-in")
    page.get_by_role("link", name="Mot de passe oublié").click()
    expect(title(page, "Mot de passe oublié")).to_be_visible()
    page.get_by_label("Courriel", exact=True).fill(email)
    page.get_by_role("button", name="Envoyer le lien").click()
    said(page, "un lien vient de lui être envoyé.")
    page = stranger.open(_link(portal.mail_to(email)["text"], portal))
    _choose(page, NEW)
    said(page, "Votre mot de passe est changé.")
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe").fill(NEW)
    page.get_by_role("button", name="Se connecter").click()
    expect(title(page, "Gestion des établissements")).to_be_visible()
