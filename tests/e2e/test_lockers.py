"""Do documents reach people, and does their depositor see who has read them (L5, L6, L11)?"""

import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlmodel import Session, select

from app.models.establishment import Delivery, Deposit, Person
from tests.e2e.gestures import confirm, names, preview, row, said, title
from tests.support.browser import Come, Visitor
from tests.support.portals import Portal
from tests.support.staffroom import PDF, Staffroom, staffroom_of

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8ffff3f0005fe02fe"
    "a72d9fd60000000049454e44ae426082"
)


@pytest.fixture
def staffroom(portal: Portal) -> Staffroom:
    return staffroom_of(portal)


def entered(come: Come, staffroom: Staffroom, login: str, path: str = "/locker", **options: Any) -> Page:  # noqa: ANN401
    visitor: Visitor = come(**options)
    visitor.sign_in(staffroom.place.number, login)
    return visitor.open(path)


def read(come: Come, staffroom: Staffroom, document: int) -> Page:
    """As marie, in the page: the server has noted it."""
    visitor: Visitor = come()
    visitor.sign_in(staffroom.place.number, "marie")
    with visitor.page.expect_response(re.compile(rf"/documents/{document}\?inline=1")):
        page = visitor.open(f"/locker/{document}")
    expect(page.locator("iframe")).to_be_visible()
    return page


def test_a_document_is_found_and_read_in_the_page(come: Come, staffroom: Staffroom) -> None:
    staffroom.give("Compte rendu.pdf", category_id=1, memo="À lire avant jeudi")
    staffroom.give("Affiche.png", PNG, category_id=2)
    staffroom.give("Notes.txt", b"Bonjour")
    page = entered(come, staffroom, "marie")
    expect(names(page)).to_have_count(3)
    page.get_by_label("Catégorie").select_option(label="Conseils")
    expect(page).to_have_url(re.compile(r"category=1"))
    expect(names(page)).to_have_count(1)
    found = row(page, "Compte rendu.pdf")
    expect(found.get_by_text("nouveau")).to_be_visible()
    expect(found.get_by_text("À lire avant jeudi")).to_be_visible()
    with page.expect_response(re.compile(r"/documents/\d+\?inline=1")) as answer:
        page.get_by_role("link", name="Compte rendu.pdf", exact=True).click()
    expect(title(page, "Compte rendu.pdf")).to_be_visible()
    expect(page).to_have_title("Compte rendu.pdf")
    assert answer.value.headers["content-type"] == "application/pdf"
    page.reload()  # the browser may have it still: then it is told that nothing changed
    expect(page.locator("iframe")).to_be_visible()
    expect(page.get_by_text("À lire avant jeudi")).to_be_visible()
    page.get_by_role("link", name="Retour au casier").click()
    expect(row(page, "Compte rendu.pdf").get_by_text("nouveau")).to_have_count(0)
    page.get_by_role("link", name="Affiche.png", exact=True).click()
    expect(page.get_by_role("img", name="Affiche.png")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Notes.txt", exact=True).click()
    expect(page.frame_locator("iframe").get_by_text("Bonjour")).to_be_visible()


def test_several_are_kept_as_one_zip(come: Come, staffroom: Staffroom) -> None:
    for name in ("Un.pdf", "Deux.pdf", "Trois.pdf"):
        staffroom.give(name, PDF + name.encode())
    page = entered(come, staffroom, "marie")
    for name in ("Un.pdf", "Deux.pdf"):
        page.get_by_role("checkbox", name=f"Sélectionner {name}").check()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Télécharger en zip").click()
    assert kept.value.suggested_filename == "documents.zip"
    with page.expect_download() as alone:
        page.get_by_role("link", name="Télécharger Trois.pdf").click()
    assert alone.value.suggested_filename == "Trois.pdf"
    page.reload()
    expect(page.get_by_text("nouveau", exact=True)).to_have_count(0)


def test_documents_are_marked_and_taken_out_and_given_back(come: Come, staffroom: Staffroom) -> None:
    for name in ("Un.pdf", "Deux.pdf"):
        staffroom.give(name)
    page = entered(come, staffroom, "marie")
    page.get_by_role("checkbox", name="Tout sélectionner sur la page").check()
    confirm(preview(page, "Marquer comme lu"))
    expect(page.get_by_text("nouveau", exact=True)).to_have_count(0)
    page.get_by_role("checkbox", name="Sélectionner Un.pdf").check()
    confirm(preview(page, "Retirer de mon casier"))
    expect(names(page)).to_have_count(1)
    page.get_by_role("button", name="Annuler l’action").click()
    expect(names(page)).to_have_count(2)


def test_the_depositor_sees_who_has_opened_it_and_reminds_the_others(come: Come, staffroom: Staffroom) -> None:
    document = staffroom.give("Planning.pdf", to=["marie", "admin"], by=None)
    staffroom.write(lambda db: _give_to_admin(db, document))
    depositor = entered(come, staffroom, "admin", "/locker/sent")
    expect(row(depositor, "Planning.pdf").get_by_text("0 / 1")).to_be_visible()
    depositor.get_by_role("link", name="Planning.pdf").click()
    expect(row(depositor, "Curie Marie").get_by_text("Pas ouvert")).to_be_visible()
    depositor.get_by_role("button", name="Relancer 1 personne").click()
    said(depositor, "1 personne est relancée.")
    expect(depositor.get_by_role("button", name=re.compile("Relancer"))).to_have_count(0)
    expect(row(depositor, "Curie Marie").get_by_text(re.compile("1 fois"))).to_be_visible()
    read(come, staffroom, document)
    depositor.get_by_label("État").select_option(label="Ouvert")
    expect(row(depositor, "Curie Marie").get_by_text("Ouvert", exact=True)).to_be_visible()


def _give_to_admin(db: Session, document: int) -> None:
    admin = db.exec(select(Person.id).where(Person.username == "admin")).one()
    db.get_one(Deposit, document).depositor_id = admin
    db.delete(db.get_one(Delivery, (document, admin)))


def test_a_deposit_is_modified_deleted_for_everyone_and_restored(come: Come, staffroom: Staffroom) -> None:
    document = staffroom.give("Règlement.pdf")
    page = entered(come, staffroom, "admin", f"/locker/sent/{document}")
    page.get_by_role("button", name="Modifier").click()
    dialog = page.get_by_role("dialog", name="Modifier le document")
    dialog.get_by_label("Catégorie").select_option(label="Vie")
    dialog.get_by_label("Mémo (facultatif)").fill("Version signée")
    dialog.get_by_role("button", name="Enregistrer").click()
    said(page, "Le document est modifié.")
    expect(page.get_by_role("main").get_by_text("Version signée")).to_be_visible()
    reader = entered(come, staffroom, "marie")
    expect(row(reader, "Règlement.pdf").get_by_text("Version signée")).to_be_visible()
    page.get_by_role("button", name="Supprimer pour tous").click()
    asked = page.get_by_role("dialog", name="Supprimer pour tous")
    expect(asked.get_by_text("1 personne ne verra plus ce document")).to_be_visible()
    asked.get_by_role("button", name="Confirmer").click()
    expect(page).to_have_url(re.compile(r"/locker/sent$"))
    expect(page.get_by_text("Vous n’avez encore rien déposé.")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("Rien dans votre casier")).to_be_visible()
    page.get_by_role("link", name="Corbeille").click()
    expect(row(page, "Règlement.pdf").get_by_text("30 jours")).to_be_visible()
    page.get_by_role("button", name="Restaurer Règlement.pdf").click()
    expect(page.get_by_text("La corbeille est vide.")).to_be_visible()
    reader.reload()
    expect(row(reader, "Règlement.pdf")).to_be_visible()


def test_a_file_is_replaced_and_more_people_have_it(come: Come, staffroom: Staffroom) -> None:
    document = staffroom.give("Planning.pdf", to=[])
    page = entered(come, staffroom, "admin", f"/locker/sent/{document}")
    expect(page.get_by_text("Personne ne l’a encore reçu.")).to_be_visible()
    page.get_by_role("button", name="Ajouter des destinataires").click()
    dialog = page.get_by_role("dialog", name="Ajouter des destinataires")
    dialog.get_by_label("Destinataires").fill("curie")
    dialog.get_by_role("option", name=re.compile("Curie")).click()
    dialog.get_by_role("button", name="Ajouter 1 personne").click()
    said(page, "1 personne est ajoutée.")
    expect(row(page, "Curie Marie")).to_be_visible()
    reader = read(come, staffroom, document)
    page.get_by_role("button", name="Remplacer le fichier").click()
    dialog = page.get_by_role("dialog", name="Remplacer le fichier")
    file = FilePayload(name="Planning 2.pdf", mimeType="application/pdf", buffer=PDF + b"2")
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_text("Prêt")).to_be_visible()
    dialog.get_by_role("button", name="Remplacer", exact=True).click()
    said(page, "Le fichier est remplacé.")
    expect(title(page, "Planning 2.pdf")).to_be_visible()
    expect(page.get_by_role("link", name="Version 1")).to_be_visible()
    expect(row(page, "Curie Marie").get_by_text("Version antérieure")).to_be_visible()
    reader.get_by_role("link", name="Retour au casier").click()
    expect(row(reader, "Planning 2.pdf").get_by_text("modifié depuis votre lecture")).to_be_visible()


def test_many_are_filed_deleted_and_gone_for_ever(come: Come, staffroom: Staffroom) -> None:
    for name in ("Un.pdf", "Deux.pdf"):
        staffroom.give(name, PDF + name.encode())
    page = entered(come, staffroom, "admin", "/locker/sent")
    page.get_by_role("checkbox", name="Tout sélectionner sur la page").check()
    dialog = preview(page, "Changer la catégorie")
    dialog.get_by_label("Catégorie").select_option(label="Vie")
    confirm(dialog)
    expect(row(page, "Un.pdf").get_by_text("Vie")).to_be_visible()
    page.get_by_role("checkbox", name="Sélectionner Un.pdf").check()
    confirm(preview(page, "Supprimer pour tous"))
    expect(names(page)).to_have_count(1)
    page.get_by_role("link", name="Corbeille").click()
    page.get_by_role("checkbox", name="Sélectionner Un.pdf").check()
    dialog = preview(page, "Supprimer définitivement")
    expect(dialog.get_by_text("C’est irréversible")).to_be_visible()
    confirm(dialog)
    expect(page.get_by_text("La corbeille est vide.")).to_be_visible()


def test_somebody_elses_document_is_not_there(come: Come, staffroom: Staffroom) -> None:
    document = staffroom.give("Secret.pdf", to=["admin"], by=None)
    page = entered(come, staffroom, "marie", f"/locker/{document}")
    expect(page.get_by_text("Ce document n’existe pas ou n’est plus là.")).to_be_visible()
    page.goto(page.url.replace(f"/locker/{document}", f"/locker/sent/{document}"))
    expect(page.get_by_text("Ce document n’existe pas ou n’est plus là.")).to_be_visible()


def test_the_list_is_worked_by_keyboard(come: Come, staffroom: Staffroom) -> None:
    staffroom.give("Un.pdf")
    page = entered(come, staffroom, "marie")
    page.get_by_role("checkbox", name="Sélectionner Un.pdf").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("region", name="Actions")).to_be_visible()
    page.get_by_role("link", name="Un.pdf", exact=True).focus()
    page.keyboard.press("Enter")
    expect(title(page, "Un.pdf")).to_be_focused()


LINES = (
    "element => Math.round(element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight))"
)


def test_filters_and_dates_keep_to_one_line_on_a_wide_screen(come: Come, staffroom: Staffroom) -> None:
    staffroom.enrol("de La Rochefoucauld-Montmorency", "Bérengère")
    staffroom.give("Un.pdf", by="berengere")
    mine = staffroom.give("Deux.pdf", by="marie", to=["admin"])
    page = entered(come, staffroom, "marie")
    expect(page.get_by_label("De", exact=True).locator("option")).to_have_count(3)
    boxes = [page.get_by_label("Rechercher"), page.get_by_role("button", name="Filtrer")]
    assert len({box.evaluate("element => element.getBoundingClientRect().top") for box in boxes}) == 1
    page.goto(f"{staffroom.portal.address}/account")
    page.get_by_role("main").get_by_role("button", name="English").click()
    expect(title(page, "My account")).to_be_visible()
    page.goto(f"{staffroom.portal.address}/locker/sent/{mine}")
    when = page.locator("dd time").first
    expect(when).to_have_text(re.compile(r"[AP]M$"))
    assert when.evaluate(LINES) <= 1
