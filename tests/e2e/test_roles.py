"""Are roles created, given rights in the matrix, and deleted with their impact first (R1–R6)?"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.models.establishment import Audience, AudienceKind, Role
from tests.e2e.gestures import faulty, row, said, search, title
from tests.support.browser import Come, Frames, Visitor
from tests.support.portals import Portal
from tests.support.staffroom import staffroom_of


@pytest.fixture
def inside(come: type, portal: Portal) -> Visitor:
    """The administrator of a school of their own."""
    visitor = come()
    visitor.sign_in(portal.inhabited("Collège des Rôles"), "admin")
    return visitor


def _added(inside: Visitor, name: str, code: str) -> Page:
    page = inside.open("/roles")
    page.get_by_role("link", name="Ajouter une fonction").click()
    page.get_by_label("Dénomination").fill(name)
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Ajouter la fonction").click()
    expect(title(page, name)).to_be_visible()
    return page


def test_a_role_is_added_and_changed(inside: Visitor) -> None:
    page = _added(inside, "Campus ouest", "CAMPUS_OUEST")
    expect(page.get_by_text("Aucun droit.", exact=True)).to_be_visible()
    page.get_by_role("link", name="Retour à la liste").click()
    page.get_by_role("link", name="Ajouter une fonction").click()
    code = page.get_by_label("Code", exact=True)
    code.fill("EST_CAMPUS")
    code.press("Tab")
    expect(page.get_by_role("status").filter(has_text="CAMPUS_EST")).to_be_visible()
    page.get_by_label("Dénomination").fill("campus OUEST")
    page.get_by_role("button", name="Ajouter la fonction").click()
    faulty(page.get_by_label("Dénomination"), "Une fonction porte déjà ce nom.")
    expect(code).to_have_value("EST_CAMPUS")
    page.get_by_label("Dénomination").fill("Campus est")
    code.fill("CAMPUS_EST")
    page.get_by_role("button", name="Ajouter la fonction").click()
    expect(title(page, "Campus est")).to_be_visible()
    page.get_by_label("Description").fill("Ceux de l’est")
    page.get_by_label("Code", exact=True).fill("CAMPUS_LEVANT")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré")
    expect(page).to_have_url(re.compile("/roles/CAMPUS_LEVANT$"))
    page.reload()
    expect(page.get_by_label("Description")).to_have_value("Ceux de l’est")
    page.goto(f"{inside.portal.address}/roles/RIEN")
    expect(page.get_by_text("Cette fonction n’existe pas")).to_be_visible()


def test_rights_are_ticked_reviewed_saved_and_taken_back(inside: Visitor) -> None:
    page = _added(inside, "Club photo", "CLUB_PHOTO")
    page.get_by_role("navigation", name="Principale").get_by_role("link", name="Droits").click()
    box = page.get_by_role("checkbox", name="Consulter les personnes – Club photo")
    expect(page.get_by_role("checkbox", name="Consulter les personnes – Webmestre", exact=True)).to_be_disabled()
    frames = Frames(page)
    box.check()
    page.get_by_role("checkbox", name="Consulter le journal – Club photo").check()
    bar = page.get_by_role("status").filter(has_text="2 modifications non enregistrées")
    expect(bar).to_be_visible()
    page.get_by_role("button", name="Abandonner").click()
    expect(box).not_to_be_checked()
    expect(bar).to_have_count(0)
    box.check()
    assert frames.sent == []
    page.get_by_role("button", name="Enregistrer").click()
    dialog = page.get_by_role("dialog", name="Enregistrer 1 modification des droits")
    expect(dialog.get_by_role("listitem")).to_have_text(
        re.compile(r"donne\s*Club photo\s*Consulter les personnes\s*0 personne")
    )
    dialog.get_by_role("button", name="Confirmer").click()
    said(page, "1 droit est modifié.")
    expect(dialog).to_have_count(0)
    expect(box).to_be_checked()
    expect(page.get_by_text("modification non enregistrée")).to_have_count(0)
    page.get_by_role("button", name="Historique").click()
    page.get_by_role("dialog", name="Historique des droits").get_by_role("button", name="Défaire").first.click()
    dialog = page.get_by_role("dialog", name="Enregistrer 1 modification des droits")
    expect(dialog.get_by_role("listitem")).to_contain_text("retire")
    dialog.get_by_role("button", name="Confirmer").click()
    expect(box).not_to_be_checked()


def test_what_somebody_else_saved_meanwhile_is_shown_under_what_was_ticked(inside: Visitor) -> None:
    page = inside.open("/permissions")
    box = page.get_by_role("checkbox", name="Ajouter des personnes – Inspection")
    box.check()
    other = inside.tab().open("/permissions")
    other.get_by_role("checkbox", name="Consulter le journal – Inspection").check()
    other.get_by_role("button", name="Enregistrer").click()
    other.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    said(other, "1 droit est modifié.")
    page.get_by_role("button", name="Enregistrer").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Confirmer").click()
    expect(dialog.get_by_role("alert")).to_contain_text("modifiés entre-temps, en dernier par admin")
    dialog.get_by_role("button", name="Confirmer").click()
    said(page, "1 droit est modifié.")
    expect(page.get_by_role("checkbox", name="Consulter le journal – Inspection")).to_be_checked()
    expect(box).to_be_checked()


def test_the_matrix_is_narrowed_folded_and_ticked_by_rows_and_columns_from_the_keyboard(inside: Visitor) -> None:
    page = inside.open("/permissions")
    boxes = page.get_by_role("table").get_by_role("checkbox")
    page.get_by_label("Fonctions affichées").select_option(label="Élève")
    page.get_by_label("Groupe").select_option(label="Personnes")
    expect(boxes).to_have_count(13)  # six rights, each with its row's, and the column's
    page.get_by_role("checkbox", name=re.compile("^Toute la colonne")).check()
    expect(page.get_by_text("6 modifications non enregistrées")).to_be_visible()
    page.get_by_label("Rechercher un droit").fill("annuler")
    expect(boxes).to_have_count(3)
    page.get_by_role("checkbox", name=re.compile("^Toute la ligne")).uncheck()
    expect(page.get_by_text("5 modifications non enregistrées")).to_be_visible()
    page.get_by_label("Rechercher un droit").fill("")
    page.get_by_role("button", name="Personnes", exact=True).click()
    expect(boxes).to_have_count(1)
    page.get_by_role("button", name="Personnes", exact=True).click()
    page.get_by_role("checkbox", name="Consulter les personnes – Élève").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("checkbox", name="Ajouter des personnes – Élève")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_text("4 modifications non enregistrées")).to_be_visible()


def test_what_goes_with_a_role_that_is_held_is_said_before_it_is_deleted(come: Come, portal: Portal) -> None:
    room, visitor = staffroom_of(portal, "Collège de la Radio"), come()
    visitor.sign_in(room.place.number, "admin")
    page = visitor.open("/roles/new")
    page.get_by_label("Dénomination").fill("Atelier radio")
    page.get_by_label("Code", exact=True).fill("RADIO")
    page.get_by_label("Genre").select_option(label="Personnel")
    page.get_by_role("button", name="Ajouter la fonction").click()
    expect(title(page, "Atelier radio")).to_be_visible()
    for name in ("Lise", "Marc"):
        portal.person(room.place.number, "Onde", name, "RADIO")
    deposit, radio = room.give("Grille.pdf"), select(Role.id).where(Role.code == "RADIO")
    room.write(lambda db: db.add(_to_later_holders(deposit, db.exec(radio).one() or 0)))
    page.get_by_role("link", name="Retour à la liste").click()
    page.get_by_role("checkbox", name="Sélectionner Atelier radio").check()
    page.get_by_role("region", name="Actions").get_by_role("button", name="Supprimer").click()
    dialog = page.get_by_role("dialog", name=re.compile("Supprimer.*Atelier radio"))
    expect(dialog.get_by_role("listitem")).to_have_text(
        [
            "2 personnes la perdent",
            "dont 2 l’avaient pour fonction principale et deviennent élèves",
            re.compile(r"^espaces web où elle fait entrer\s: Personnel$"),
            "1 document destiné aussi à ceux qui l’auraient plus tard ne leur parviendra pas",
        ]
    )
    dialog.get_by_role("button", name="Confirmer").click()
    said(page, "1 fonction est supprimée.")
    page.goto(f"{portal.address}/people?q=onde")
    expect(row(page, "Onde Lise")).to_contain_text("Élève")
    expect(row(page, "Onde Marc")).to_contain_text("Élève")


def _to_later_holders(deposit: int, role: int) -> Audience:
    return Audience(deposit_id=deposit, kind=AudienceKind.ROLE, ref=role, is_dynamic=True)


def test_a_role_is_deleted_with_its_impact_first(inside: Visitor) -> None:
    page = _added(inside, "Club théâtre", "CLUB_THEATRE")
    page.get_by_role("link", name="Retour à la liste").click()
    expect(row(page, "Webmestre de mini-site").get_by_role("checkbox")).to_have_count(0)
    every = page.get_by_role("checkbox", name="Tout sélectionner sur la page")
    search(page, "inspection")
    expect(every).to_be_disabled()  # there is nothing to select
    search(page, "theatre")
    expect(every).to_be_enabled()
    page.get_by_role("checkbox", name="Sélectionner Club théâtre").check()
    page.get_by_role("region", name="Actions").get_by_role("button", name="Supprimer").click()
    dialog = page.get_by_role("dialog", name=re.compile("Supprimer.*Club théâtre"))
    expect(dialog).to_contain_text("personne ne l’exerce")
    dialog.get_by_role("button", name="Confirmer").click()
    said(page, "1 fonction est supprimée.")
    expect(page.get_by_text("Aucune fonction ne contient ces mots.")).to_be_visible()
