"""What does everybody do with their own account: language, password, address (P3, P4, X2)?"""

import re

from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from app.models.establishment import Person
from app.models.platform import Establishment
from tests.e2e.gestures import enter, faulty, said, title
from tests.support.browser import Come, Visitor
from tests.support.portals import PASSWORD, Portal, admin_address

NEW = "Trois-petits-chats-7"


def _inside(portal: Portal, number: int) -> Session:
    with portal.installation.databases.platform_session(writes=False) as db:
        home = db.get_one(Establishment, number)
    return portal.installation.databases.session(home, writes=True)


def _account(visitor: Visitor, number: int, password: str = PASSWORD) -> Page:
    visitor.sign_in(number, "admin", password)
    page = visitor.open("/account")
    expect(page.get_by_role("heading", name="Mot de passe")).to_be_visible()
    return page


def _change(page: Page, present: str, new: str) -> None:
    page.locator("#present").fill(present)
    page.get_by_label("Nouveau mot de passe").fill(new)
    page.get_by_role("button", name="Changer le mot de passe").click()


def test_names_are_changed_and_a_stale_form_loses_nothing(come: Come, portal: Portal) -> None:
    number, visitor = portal.inhabited("Collège Mélisse"), come()
    page = _account(visitor, number)
    stale = visitor.tab().open("/account")
    expect(stale.get_by_label("Prénom")).to_have_value("Anne")
    page.get_by_label("Prénom").fill("Élise")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré.")
    stale.get_by_label("Prénom").fill("Zoé")
    stale.get_by_role("button", name="Enregistrer").click()
    expect(stale.get_by_role("alert").filter(has_text="a modifié ce compte entre-temps")).to_be_visible()
    expect(stale.get_by_label("Prénom")).to_have_value("Zoé")
    page.reload()
    expect(page.get_by_label("Prénom")).to_have_value("Élise")


def test_the_language_is_that_of_the_account(come: Come, portal: Portal) -> None:
    number, visitor = portal.inhabited("Collège Sauge"), come()
    page = _account(visitor, number)
    page.get_by_role("main").get_by_role("button", name="English").click()
    expect(title(page, "My account")).to_be_visible()
    with _inside(portal, number) as db:
        assert db.exec(select(Person.language).where(col(Person.username) == "admin")).one() == "en"


def test_a_new_password_ends_the_other_sessions_and_not_this_one(come: Come, portal: Portal) -> None:
    number, elsewhere = portal.inhabited("Collège Angélique"), come()
    _account(elsewhere, number)
    page = _account(come(), number)
    _change(page, "wrong", NEW)
    faulty(page.locator("#present"), "Ce n’est pas votre mot de passe actuel.")
    expect(page.locator("#present")).to_be_focused()
    _change(page, PASSWORD, NEW)
    said(page, "Votre mot de passe est changé")
    expect(page.locator("#present")).to_have_value("")
    expect(elsewhere.page).to_have_url(re.compile("/sign-in"), timeout=5_000)
    expect(elsewhere.page.get_by_text("Le mot de passe a été changé.")).to_be_visible()
    enter(elsewhere.page, "admin", NEW)
    expect(title(elsewhere.page, "Accueil")).to_be_visible()
    page.reload()
    expect(title(page, "Mon compte")).to_be_visible()


def test_a_session_that_one_does_not_know_is_closed(come: Come, portal: Portal) -> None:
    number, elsewhere = portal.inhabited("Collège Verveine"), come()
    _account(elsewhere, number)
    page = _account(come(), number)
    expect(page.get_by_text("Cette session", exact=True)).to_have_count(1)
    page.get_by_role("main").get_by_role("button", name=re.compile("^Fermer : ")).click()
    said(page, "Cette session est fermée.")
    expect(elsewhere.page).to_have_url(re.compile("/sign-in"), timeout=5_000)
    page.get_by_role("main").get_by_role("button", name="Se déconnecter partout").click()
    expect(page).to_have_url(re.compile("/sign-in"))


def test_an_address_counts_once_its_link_was_used(come: Come, portal: Portal) -> None:
    number = portal.inhabited("Collège Bourrache")
    page, wanted = _account(come(), number), f"neuve-{number}@casier.test"
    page.get_by_label("Nouvelle adresse de courriel").fill(wanted)
    page.locator("#email_present").fill(PASSWORD)
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_text(f"{wanted} attend sa confirmation")).to_be_visible()
    expect(page.get_by_text(admin_address(number))).to_be_visible()
    assert "va changer" in portal.mail_to(admin_address(number))["subject"]
    found = re.search(r"http\S+", portal.mail_to(wanted)["text"])
    assert found

    stranger = come()
    other = stranger.open(found[0].removeprefix(portal.address))
    other.get_by_role("button", name="Confirmer cette adresse").click()
    said(other, "Votre adresse de courriel est confirmée.")
    page.reload()
    expect(page.get_by_text(wanted, exact=True)).to_be_visible()
    expect(page.get_by_text("attend sa confirmation")).to_have_count(0)


def test_whoever_must_change_the_password_finds_everything_again_after(come: Come, portal: Portal) -> None:
    number, visitor = portal.inhabited("Collège Hysope"), come()
    with _inside(portal, number) as db:
        db.exec(select(Person).where(col(Person.username) == "admin")).one().must_change = True
        db.commit()
    visitor.sign_in(number, "admin")
    for path in ("/", "/journal"):
        page = visitor.open(path)
        expect(page).to_have_url(re.compile(r"/account\?why=password$"))
    expect(page.get_by_text("Vous devez choisir un nouveau mot de passe")).to_be_visible()
    expect(page.get_by_label("Prénom")).to_have_count(0)
    _change(page, PASSWORD, PASSWORD)
    faulty(page.locator("#new"), "C’est votre mot de passe actuel : choisissez-en un autre.")
    _change(page, PASSWORD, NEW)
    said(page, "Votre mot de passe est changé")
    expect(page.get_by_label("Prénom")).to_be_visible()
    page = visitor.open("/")
    expect(page.get_by_role("heading", name="Comptes", exact=True)).to_be_visible()
