"""Is a person added, modified and explained, and does nobody overwrite what somebody else saved (P3, P5, R9)?"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.gestures import enter, faulty, said, title, warned
from tests.support.browser import Come, Visitor
from tests.support.portals import Portal
from tests.support.smtp import Server

PASSWORD = "Une-belle-girafe-7"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def school(portal: Portal) -> int:
    return portal.inhabited("Collège Girofle")


@pytest.fixture
def admin(come: Come, school: int) -> Visitor:
    visitor = come()
    visitor.sign_in(school, "admin")
    return visitor


def fill(page: Page, last: str, first: str) -> None:
    expect(page.get_by_label("Fonction principale").locator("option:checked")).to_have_text("Élève")
    page.get_by_label("Nom", exact=True).fill(last)
    page.get_by_label("Prénom").fill(first)


def added(admin: Visitor, last: str = "Le Goff", first: str = "Anne") -> Page:
    page = admin.open("/people/new")
    fill(page, last, first)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("En exiger un autre à la première connexion").uncheck()
    page.get_by_role("button", name="Ajouter la personne").click()
    expect(page).to_have_url(re.compile(r"/people/\d+$"))
    expect(title(page, f"{first} {last}")).to_be_visible()
    return page


def test_who_is_added_with_a_password_signs_in(admin: Visitor, come: Come, school: int) -> None:
    page = admin.open("/people/new")
    fill(page, "Le Goff", "Anne")
    page.get_by_label("Mot de passe", exact=True).fill("court")
    page.get_by_label("Validateur").check()
    page.get_by_label("Au", exact=True).and_(page.locator(":visible")).fill("2090-07-01")
    page.get_by_role("button", name="Ajouter la personne").click()
    faulty(page.get_by_label("Mot de passe", exact=True), "Un mot de passe a au moins 12 caractères.")
    expect(page.get_by_label("Mot de passe", exact=True)).to_be_focused()
    expect(page.get_by_label("Prénom")).to_have_value("Anne")
    expect(page.get_by_label("Validateur")).to_be_checked()
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("En exiger un autre à la première connexion").uncheck()
    page.get_by_role("button", name="Ajouter la personne").click()
    expect(title(page, "Anne Le Goff")).to_be_visible()
    expect(page.get_by_label("Identifiant")).to_have_value("anne.le-goff")
    expect(page.get_by_label("Validateur")).to_be_checked()
    expect(page.get_by_label("Au", exact=True).and_(page.locator(":visible"))).to_have_value("2090-07-01")
    anne = come()
    anne.sign_in(school, "anne.le-goff", PASSWORD)
    expect(title(anne.open("/"), re.compile("."))).to_be_visible()


def test_who_is_mailed_a_link_chooses_a_password_and_comes_in(
    admin: Visitor, come: Come, portal: Portal, post: Server, school: int
) -> None:
    page, address = admin.open("/people/new"), f"anne-{school}@casier.test"
    fill(page, "Le Goff", "Anne")
    page.get_by_label("La personne se connecte").select_option(label="avec un lien d’activation envoyé par courriel")
    expect(page.get_by_label("Mot de passe", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Ajouter la personne").click()
    faulty(page.get_by_label("Courriel"), "Sans adresse de courriel, rien ne peut être envoyé.")
    page.get_by_label("Courriel").fill(address)
    page.get_by_role("button", name="Ajouter la personne").click()
    expect(title(page, "Anne Le Goff")).to_be_visible()
    expect(page.get_by_text("À activer")).to_be_visible()

    portal.mail_to(address)
    [mail] = [mail for mail in post.behaviour.received if address in mail["To"]]
    body = mail.get_body(("plain",))
    assert body
    found = re.search(r"http\S+/activate/\S+", body.get_content())
    assert found
    anne = come()
    page = anne.open(found[0].removeprefix(portal.address))
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Votre compte est prêt.")
    enter(page, "anne.le-goff", PASSWORD)
    expect(title(page, "Accueil")).to_be_visible()
    admin.page.reload()
    expect(admin.page.get_by_text("À activer")).to_have_count(0)
    page = come().open(found[0].removeprefix(portal.address))
    warned(page, "Ce lien ne fonctionne plus.")  # it opens nothing twice
    expect(page.get_by_label("Nouveau mot de passe")).to_have_count(0)


def test_who_is_signed_out_everywhere_is_out_in_each_browser(admin: Visitor, come: Come, school: int) -> None:
    page, browsers = added(admin), [come(), come(user_agent=PHONE)]
    for browser in browsers:
        browser.sign_in(school, "anne.le-goff", PASSWORD)
        expect(title(browser.open("/"), "Accueil")).to_be_visible()
    page.get_by_role("link", name="Connexions").click()
    history = page.get_by_role("table", name="Connexions")
    expect(history.get_by_role("rowheader")).to_have_count(2)
    expect(history.get_by_role("row").filter(has_text="Safari, iPhone")).to_contain_text("127.0.0.1")
    opened = page.get_by_role("listitem").filter(has_text="Dernier usage")
    expect(opened).to_have_count(2)
    page.get_by_role("button", name="Fermer toutes les sessions").click()
    dialog = page.get_by_role("dialog", name="Fermer toutes les sessions")
    expect(dialog).to_contain_text("dans tous les navigateurs")
    dialog.get_by_role("button", name="Confirmer").click()
    said(page, "Toutes les sessions sont fermées.")
    expect(opened).to_have_count(0)
    expect(history.get_by_role("rowheader")).to_have_count(2)
    for browser in browsers:
        expect(browser.page).to_have_url(re.compile("/sign-in"), timeout=5_000)
        expect(browser.page.get_by_text("Vous êtes déconnecté")).to_be_visible()
    enter(browsers[0].page, "anne.le-goff", PASSWORD)
    expect(title(browsers[0].page, "Accueil")).to_be_visible()


def test_what_is_modified_stays(admin: Visitor) -> None:
    page = added(admin)
    page.get_by_label("Prénom").fill("Annick")
    page.get_by_label("Fonction principale").select_option(label="Professeur")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré.")
    expect(title(page, "Annick Le Goff")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Prénom")).to_have_value("Annick")
    expect(page.get_by_label("Fonction principale").locator("option:checked")).to_have_text("Professeur")
    page.get_by_role("link", name="Journal").last.click()
    expect(page.get_by_text("Personne modifiée")).to_be_visible()
    expect(page.get_by_text("Prénom : Anne → Annick")).to_be_visible()


def test_whoever_saves_second_is_told_and_may_see_the_other_values(admin: Visitor, come: Come, school: int) -> None:
    first = added(admin)
    other = come()
    other.sign_in(school, "admin")
    second = other.open(first.url.removeprefix(other.portal.address))
    expect(second.get_by_label("Prénom")).to_have_value("Anne")
    first.get_by_label("Prénom").fill("Annick")
    first.get_by_role("button", name="Enregistrer").click()
    said(first, "Enregistré.")
    second.get_by_label("Prénom").fill("Anaïs")
    second.get_by_role("button", name="Enregistrer").click()
    warned(second, "admin a modifié cette personne à l’instant.")
    expect(second.get_by_label("Prénom")).to_have_value("Anaïs")
    second.get_by_role("button", name="Voir leurs valeurs").click()
    expect(second.get_by_label("Prénom")).to_have_value("Annick")
    second.get_by_label("Prénom").fill("Anaïs")
    second.get_by_role("button", name="Enregistrer").click()
    said(second, "Enregistré.")


def test_blocking_amid_an_edit_keeps_the_edit(admin: Visitor) -> None:
    page = added(admin)
    page.get_by_label("Prénom").fill("Annick")
    page.get_by_role("button", name="Bloquer").click()
    page.get_by_role("dialog", name="Bloquer ce compte").get_by_role("button", name="Confirmer").click()
    said(page, "Le compte est bloqué.")
    expect(page.get_by_label("Prénom")).to_have_value("Annick")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré.")
    expect(page.get_by_role("button", name="Débloquer")).to_be_visible()


def test_a_right_is_explained(admin: Visitor) -> None:
    page = added(admin)
    page.get_by_role("link", name=re.compile("Pourquoi cette personne a.t.elle un droit")).click()
    expect(page.get_by_text("Anne Le Goff n’a pas ce droit : Consulter les personnes.")).to_be_visible()
    expect(page.get_by_text("La fonction « Élève » ne le donne pas")).to_be_visible()
    page.get_by_label("Personne", exact=True).fill("admin")
    page.get_by_label("Droit").select_option(label="Ajouter des personnes")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("La fonction « Webmestre » le donne")).to_be_visible()
    expect(page).to_have_url(re.compile(r"q=admin&right=people\.add"))


def test_a_person_who_is_not_there_is_said_to_be_missing(admin: Visitor) -> None:
    page = admin.open("/people/999999")
    expect(page.get_by_text("Cette personne n’existe pas, ou n’est plus là.")).to_be_visible()
