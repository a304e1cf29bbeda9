"""Is a guardian linked to a student, and kept out or let in, one by one and many at once (S3)?"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from app.models.establishment import GuardianLink
from tests.e2e import places
from tests.e2e.axe import THEMES, examine, examined_by
from tests.e2e.gestures import confirm, names, preview, row, said, title
from tests.support.browser import DESK, PHONE, Come, Visitor
from tests.support.portals import Portal


@pytest.fixture
def number(portal: Portal) -> int:
    return portal.inhabited("Collège des familles")


@pytest.fixture
def admin(stranger: Visitor, number: int) -> Visitor:
    stranger.sign_in(number, "admin")
    return stranger


def _links(portal: Portal, number: int, guardian: int) -> list[tuple[int, str, bool]]:
    with portal.people(number) as db:
        theirs = select(GuardianLink).where(col(GuardianLink.guardian_id) == guardian)
        return [(link.student_id, str(link.status), link.has_access) for link in db.exec(theirs)]


def _switch(page: Page, name: str):  # noqa: ANN202  a locator
    return page.get_by_role("switch", name=f"Accès : {name}")


def test_a_link_is_made_changed_and_removed_on_the_page_of_a_student(
    admin: Visitor, portal: Portal, number: int
) -> None:
    zoe = portal.person(number, "Zola", "Zoé")
    aurore = portal.person(number, "Sand", "Aurore", "GUARDIAN")
    page = admin.open(f"/people/{zoe}")
    expect(page.get_by_text("Aucun responsable pour le moment.")).to_be_visible()
    page.get_by_role("button", name="Ajouter un responsable").click()
    dialog = page.get_by_role("dialog", name="Ajouter un responsable")
    dialog.get_by_role("button", name="Ajouter", exact=True).click()
    expect(dialog.get_by_text("Cherchez quelqu’un par son nom")).to_be_visible()
    dialog.get_by_label("Nom").fill("sand")
    dialog.get_by_role("radio", name="Aurore Sand").check()
    dialog.get_by_label("Statut").select_option(label="Contact")
    dialog.get_by_role("button", name="Ajouter", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="Aurore Sand")).to_be_visible()
    expect(page.get_by_text("accès fermé")).to_be_visible()
    assert _links(portal, number, aurore) == [(zoe, "contact", False)]
    page.get_by_label("Statut : Aurore Sand").select_option(label="Légal")
    expect(page.get_by_text("accès ouvert")).to_be_visible()
    page.get_by_role("link", name="Aurore Sand").click()
    expect(title(page, "Aurore Sand")).to_be_visible()
    expect(page.get_by_role("heading", name="Élèves suivis")).to_be_visible()
    page.get_by_label("Foyer").fill("12 rue Hugo")
    page.get_by_role("button", name="Enregistrer le foyer").click()
    said(page, "Enregistré.")
    page.get_by_role("button", name="Retirer Zoé Zola").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("Ne suit encore aucun élève.")).to_be_visible()
    expect(page.get_by_label("Foyer")).to_have_value("12 rue Hugo")
    assert _links(portal, number, aurore) == []


def test_the_form_of_a_person_is_not_stale_after_their_household_is_said(
    admin: Visitor, portal: Portal, number: int
) -> None:
    aurore = portal.person(number, "Sand", "Aurore", "GUARDIAN")
    page = admin.open(f"/people/{aurore}")
    page.get_by_label("Nom", exact=True).fill("Dupin")
    page.get_by_label("Foyer").fill("Nohant")
    page.get_by_role("button", name="Enregistrer le foyer").click()
    said(page, "Enregistré.")
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Dupin")
    page.locator("#save").click()
    expect(title(page, "Aurore Dupin")).to_be_visible()
    expect(page.get_by_label("Foyer")).to_have_value("Nohant")


def test_guardians_are_switched_one_by_one_and_many_at_once_and_it_is_undone(
    admin: Visitor, portal: Portal, number: int
) -> None:
    zoe = portal.person(number, "Zola", "Zoé")
    home = {"household": "12 rue Hugo", "household_key": "12 rue hugo"}
    aurore, casimir = (portal.person(number, "Sand", name, "GUARDIAN", **home) for name in ("Aurore", "Casimir"))
    portal.person(number, "Ybert", "Yann", "GUARDIAN")
    portal.link(number, zoe, aurore)
    portal.link(number, zoe, casimir)
    page = admin.open("/guardians")
    expect(names(page)).to_have_count(3)
    expect(row(page, "Sand Aurore")).to_contain_text("Zoé Zola Légal")
    expect(row(page, "Ybert Yann")).to_contain_text("Aucun enfant")
    expect(_switch(page, "Ybert Yann")).to_have_count(0)
    _switch(page, "Sand Casimir").click()
    expect(_switch(page, "Sand Casimir")).to_have_attribute("aria-checked", "false")
    assert _links(portal, number, casimir) == [(zoe, "legal", False)]
    _switch(page, "Sand Casimir").press("Space")
    expect(_switch(page, "Sand Casimir")).to_have_attribute("aria-checked", "true")
    page.get_by_label("Tout sélectionner sur la page").check()
    dialog = preview(page, "Un seul compte par foyer")
    expect(dialog).to_contain_text("1 personne : Sand Casimir")
    expect(dialog).to_contain_text("garde l’accès du foyer (Sand Aurore)")
    expect(dialog).to_contain_text("n’a pas d’enfant ici (Ybert Yann)")
    confirm(dialog)
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_be_visible()
    expect(_switch(page, "Sand Casimir")).to_have_attribute("aria-checked", "false")
    expect(_switch(page, "Sand Aurore")).to_have_attribute("aria-checked", "true")
    page.get_by_role("button", name="Annuler l’action").click()
    expect(_switch(page, "Sand Casimir")).to_have_attribute("aria-checked", "true")
    page.get_by_label("Accès", exact=True).select_option(label="Refusé")
    expect(page.get_by_text("Personne ne correspond.")).to_be_visible()
    page.get_by_label("Statut", exact=True).select_option(label="Sans enfant")
    page.get_by_label("Accès", exact=True).select_option(label="Tous")
    expect(names(page)).to_have_text([re.compile("Ybert Yann")])


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_nothing_is_found_where_guardians_are(come: Come, portal: Portal, screen: str) -> None:
    visitor = examined_by(come(viewport=DESK if screen == "wide" else PHONE))
    themes = THEMES if screen == "wide" else ("light",)
    number = portal.inhabited("Collège des familles")
    visitor.sign_in(number, "admin")
    zoe = portal.person(number, "Zola", "Zoé")
    aurore = portal.person(number, "Sand", "Aurore", "GUARDIAN", household="12 rue Hugo")
    shut = portal.person(number, "Ybert", "Yann", "GUARDIAN")
    portal.person(number, "Xavier", "Xena", "GUARDIAN")
    portal.link(number, zoe, aurore)
    portal.link(number, zoe, shut, "contact")
    page = visitor.open("/guardians")
    places.settled(page)
    expect(names(page)).to_have_count(3)
    examine(page, "the list", themes)
    for box in page.get_by_role("rowheader").locator("xpath=..").get_by_role("checkbox").all():
        box.check()
    dialog = preview(page, "Fermer l’accès")
    examine(page, "a preview", themes)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page = visitor.open(f"/people/{zoe}")
    places.settled(page)
    expect(page.get_by_role("link", name="Aurore Sand")).to_be_visible()
    examine(page, "a student", themes)
    page.get_by_role("button", name="Ajouter un responsable").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nom").fill("xena")
    expect(dialog.get_by_role("radio")).to_have_count(1)
    examine(page, "somebody to add", themes)
    page = visitor.open(f"/people/{aurore}")
    places.settled(page)
    expect(page.get_by_label("Foyer")).to_be_visible()
    page.get_by_role("button", name="Retirer Zoé Zola").click()
    examine(page, "a link to remove", themes)
