"""Does whoever is inside hear of a stop at once, and can an administrator see who gets in (S1–S6)?"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.models.establishment import Person
from tests.e2e.gestures import enter, said, title, warned
from tests.support.browser import Come, Visitor
from tests.support.portals import PASSWORD, Portal

STOPPED = "Votre espace web est arrêté pour le moment."
BASE_STOPPED = "Votre établissement a arrêté son portail pour le moment."
AT_ONCE = 2_000  # milliseconds


def switch(page: Page, name: str) -> Locator:
    return page.get_by_role("switch", name=name)


def stop(page: Page, name: str) -> None:
    switch(page, name).click()
    page.get_by_role("dialog").get_by_role("button", name="Arrêter la publication").click()
    expect(switch(page, name)).to_have_attribute("aria-checked", "false")


def publish(page: Page, name: str) -> None:
    switch(page, name).click()
    expect(switch(page, name)).to_have_attribute("aria-checked", "true")


@pytest.fixture
def school(portal: Portal) -> int:
    number = portal.inhabited("Collège des Espaces")
    with portal.people(number) as db:
        hashed = db.get_one(Person, 1).password_hash
    portal.person(number, "Curie", "Marie", "TEACHER", password_hash=hashed)
    portal.person(number, "Hugo", "Victor", "STUDENT", password_hash=hashed)
    return number


def inside(come: Come, school: int, login: str, path: str = "/") -> tuple[Visitor, Page]:
    visitor = come()
    visitor.sign_in(school, login)
    return visitor, visitor.open(path)


def test_a_stop_leads_out_whoever_is_inside_without_a_gesture_of_theirs(come: Come, school: int) -> None:
    _, admin = inside(come, school, "admin", "/spaces")
    _, marie = inside(come, school, "marie")
    visitor, victor = inside(come, school, "victor", "/account")
    other = visitor.tab().open("/")
    for page in (marie, victor, other):
        expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    stop(admin, "Élèves : publié")
    for page in (victor, other):
        expect(page.get_by_text(STOPPED)).to_be_visible(timeout=AT_ONCE)
        expect(page.get_by_text("Espace web : Élèves")).to_be_visible()
    expect(title(marie, "Accueil")).to_be_visible()
    victor.get_by_role("link", name="Réessayer").click()
    expect(victor.get_by_text(STOPPED)).to_be_visible()
    publish(admin, "Élèves : publié")
    victor.get_by_role("link", name="Réessayer").click()
    expect(title(victor, "Accueil")).to_be_visible()


def test_a_stopped_base_says_so_at_the_sign_in_page_and_lets_those_in_who_publish(
    come: Come, school: int, stranger: Visitor
) -> None:
    _, admin = inside(come, school, "admin", "/spaces")
    _, marie = inside(come, school, "marie")
    stop(admin, "Base publiée")
    expect(marie.get_by_text(BASE_STOPPED)).to_be_visible(timeout=AT_ONCE)
    marie.get_by_role("button", name="Se déconnecter").click()
    expect(marie).to_have_url(re.compile("/sign-in"))
    page = stranger.open(f"/sign-in?e={school}")
    enter(page, "marie", "wrong")
    warned(page, "Identifiant ou mot de passe incorrect")
    enter(page, "marie", PASSWORD)
    warned(page, BASE_STOPPED)
    enter(page, "admin", PASSWORD)
    expect(title(page, "Accueil")).to_be_visible()
    publish(admin, "Base publiée")


def test_roles_are_let_in_and_an_opening_is_planned(come: Come, school: int) -> None:
    _, admin = inside(come, school, "admin", "/spaces")
    admin.get_by_role("link", name="Professeurs").click()
    expect(title(admin, "Professeurs")).to_be_visible()
    _, marie = inside(come, school, "marie", "/account")
    expect(marie.get_by_role("heading", level=1)).not_to_be_empty()
    admin.get_by_label("Professeur", exact=True).uncheck()
    admin.get_by_label("Éditeur", exact=True).check()
    admin.get_by_role("button", name="Enregistrer qui entre").click()
    said(admin, "Les entrées sont enregistrées.")
    expect(marie.get_by_text("Votre compte n’ouvre aucun espace web ici.")).to_be_visible(timeout=AT_ONCE)
    admin.reload()
    expect(admin.get_by_label("Éditeur", exact=True)).to_be_checked()
    expect(admin.get_by_label("Professeur", exact=True)).not_to_be_checked()
    opens, closes = admin.get_by_label("Ouvre le"), admin.get_by_label("Ferme le")
    opens.fill("2020-01-01T08:00")
    closes.fill("2099-07-05T18:00")
    admin.get_by_role("button", name="Enregistrer les dates").click()
    expect(admin.get_by_text("Ce moment est passé.")).to_be_visible()
    expect(closes).to_have_value("2099-07-05T18:00")
    opens.fill("")
    admin.get_by_role("button", name="Enregistrer les dates").click()
    said(admin, "Les dates sont enregistrées.")
    expect(admin.get_by_text("Ferme :")).to_be_visible()


def test_it_is_explained_why_somebody_does_not_get_in_and_mended_from_there(come: Come, school: int) -> None:
    visitor, admin = inside(come, school, "admin", "/spaces")
    stop(admin, "Élèves : publié")
    page = visitor.open("/access?q=hugo&right=space-STUDENTS")
    expect(page.get_by_text("Victor Hugo ne peut pas entrer dans l’espace Élèves.")).to_be_visible()
    expect(page.get_by_text("1 étape refuse.")).to_be_visible()
    steps = page.get_by_role("main").get_by_role("list").filter(has_text="La base est publiée").get_by_role("listitem")
    expect(steps).to_have_count(6)
    expect(steps.nth(2)).to_contain_text("L’espace est arrêté")
    expect(steps.nth(2)).to_contain_text("admin")
    expect(steps.nth(3)).to_contain_text("Par la fonction : Élève")
    page.get_by_role("button", name="Publier l’espace").click()
    expect(page.get_by_text("Victor Hugo peut entrer dans l’espace Élèves.")).to_be_visible()
    page.get_by_label("Droit", exact=True).select_option(label="Entrer dans l’espace web : Professeurs")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Aucune de ses fonctions n’y entre ; y entrent : Professeur")).to_be_visible()
    page.get_by_role("link", name="Choisir les fonctions").click()
    expect(title(page, "Professeurs")).to_be_visible()
