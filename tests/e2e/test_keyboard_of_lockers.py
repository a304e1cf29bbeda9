"""Can documents be deposited, read and seen to without a mouse? Each step is in sight (X3)."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.gestures import row, said, title
from tests.e2e.keys import is_at, is_inside, leave, press, reach, think_twice
from tests.support.browser import Come
from tests.support.portals import Portal
from tests.support.staffroom import PDF, Staffroom, staffroom_of


@pytest.fixture
def room(portal: Portal) -> Staffroom:
    return staffroom_of(portal)


def entered(come: Come, room: Staffroom, login: str, path: str) -> Page:
    visitor = come()
    visitor.sign_in(room.place.number, login)
    page = visitor.open(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_depositing_takes_no_mouse(come: Come, room: Staffroom) -> None:
    page = entered(come, room, "admin", "/locker")
    page.on(
        "filechooser", lambda _chooser: None
    )  # Playwright begins to look for them too late for the key that follows
    press(page, "Déposer un document")
    expect(title(page, "Déposer un document")).to_be_focused()
    reach(page, "Choisir des fichiers")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(
        [FilePayload(name=f"{n}.pdf", mimeType="application/pdf", buffer=PDF) for n in ("Un", "Deux")]
    )
    expect(page.get_by_role("listitem").filter(has_text="Prêt")).to_have_count(2)
    press(page, "Retirer : Deux.pdf")
    expect(page.get_by_role("listitem").filter(has_text="Prêt")).to_have_count(1)
    is_at(page.get_by_label("Choisir des fichiers"))
    reach(page, "Destinataires")
    page.keyboard.type("curie")
    expect(page.get_by_role("option", name=re.compile("Marie Curie"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Retirer Marie Curie")).to_be_visible()
    reach(page, "Catégorie")
    page.keyboard.type("Vie")
    reach(page, "Mémo")
    page.keyboard.type("À lire avant jeudi")
    reach(page, "Prévenir par courriel")
    page.keyboard.press("Space")
    press(page, "Déposer pour 1 personne")
    said(page, "1 document est déposé.")
    is_at(title(page, "Déposer un document"))
    reader = entered(come, room, "marie", "/locker")
    expect(row(reader, "Un.pdf")).to_contain_text("Vie")
    expect(row(reader, "Un.pdf")).to_contain_text("À lire avant jeudi")


def test_seeing_to_a_deposit_takes_no_mouse(come: Come, room: Staffroom) -> None:
    number = room.give("Planning.pdf")
    page = entered(come, room, "admin", f"/locker/sent/{number}")
    expect(row(page, "Curie Marie")).to_be_visible()
    for deed in ("Modifier", "Ajouter des destinataires", "Remplacer le fichier", "Supprimer pour tous"):
        press(page, deed)
        dialog, opener = page.get_by_role("dialog", name=re.compile(f"^{deed}")), page.get_by_role("button", name=deed)
        think_twice(dialog, opener)
        leave(dialog)
        is_at(opener)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Supprimer pour tous")
    is_inside(dialog)
    press(page, "Confirmer")
    expect(title(page, "Distribution")).to_be_visible()
    expect(page.get_by_text("Vous n’avez encore rien déposé.")).to_be_visible()
    expect(page.locator("body:focus")).to_have_count(0)


def test_a_button_that_goes_with_its_deed_leaves_the_cursor_at_the_title(come: Come, room: Staffroom) -> None:
    number = room.give("Planning.pdf")
    page = entered(come, room, "admin", f"/locker/sent/{number}")
    press(page, "Relancer 1 personne")
    said(page, "1 personne est relancée.")
    is_at(title(page, "Planning.pdf"))
    press(page, "Supprimer pour tous")
    press(page, "Confirmer")
    expect(title(page, "Distribution")).to_be_visible()
    press(page, "Corbeille")
    expect(title(page, "Corbeille")).to_be_visible()
    press(page, "Restaurer Planning.pdf")
    said(page, re.compile("est restauré"))
    is_at(title(page, "Corbeille"))


def test_taking_documents_out_takes_no_mouse(come: Come, room: Staffroom) -> None:
    room.give("Un.pdf")
    page = entered(come, room, "marie", "/locker")
    reach(page, "Sélectionner Un.pdf")
    page.keyboard.press("Space")
    expect(page.get_by_role("region", name="Actions")).to_contain_text("1 sélectionné")
    reach(page, "Action", "Shift+Tab")
    page.keyboard.type("Retirer")
    press(page, "Appliquer aux éléments sélectionnés")
    dialog = page.get_by_role("dialog", name="Retirer de mon casier")
    think_twice(dialog, page.get_by_role("button", name="Appliquer aux éléments sélectionnés"))
    press(page, "Confirmer")
    expect(dialog).to_have_count(0)
    press(page, "Annuler l’action")
    expect(row(page, "Un.pdf")).to_be_visible()
