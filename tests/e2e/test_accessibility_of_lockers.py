"""Does axe-core find nothing in what the pages of lockers come to show, wide and on a phone? (X3)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect
from sqlmodel import col, select, update

from app.models.establishment import Deposit, Person
from app.models.types import now
from tests.e2e import places
from tests.e2e.axe import THEMES, examine, examined_by
from tests.e2e.gestures import confirm, names, preview, said
from tests.support.browser import DESK, PHONE, Come, Visitor
from tests.support.portals import Portal
from tests.support.staffroom import PDF, Staffroom, staffroom_of

FILES = [FilePayload(name=f"{name}.pdf", mimeType="application/pdf", buffer=PDF) for name in ("Plan", "Progression")]
Enter = Callable[[str], "Examiner"]


class Examiner:
    """Somebody of the school on a screen, whose every page is examined."""

    def __init__(self, visitor: Visitor, login: str, room: Staffroom, themes: tuple[str, ...]) -> None:
        self.visitor, self.themes, self.page = visitor, themes, visitor.page
        visitor.sign_in(room.place.number, login)

    def open(self, path: str) -> Page:
        page = self.visitor.open(path)
        places.settled(page)
        return page

    def see(self, what: str) -> None:
        examine(self.page, what, self.themes)

    def see_dialog(self, opener: Locator) -> Locator:
        """What a button asks."""
        opener.click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        self.see(f"the dialog of {opener}")
        return dialog

    def leave(self) -> None:
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def see_bulk(self, *actions: str) -> None:
        """What each asks before it is done to every row of the page."""
        expect(names(self.page).first).to_be_visible()
        for box in self.page.get_by_role("checkbox", name=re.compile("^Sélectionner ")).all():
            box.check()
        self.see("the bulk bar")
        for action in actions:
            preview(self.page, action)
            self.see(action)
            self.leave()


@pytest.fixture
def room(portal: Portal) -> Staffroom:
    return staffroom_of(portal)


@pytest.fixture(params=["wide", "phone"])
def enter(request: pytest.FixtureRequest, come: Come, room: Staffroom) -> Enter:
    is_wide = request.param == "wide"

    def enter(login: str) -> Examiner:
        visitor = examined_by(come(viewport=DESK if is_wide else PHONE))
        return Examiner(visitor, login, room, THEMES if is_wide else ("light",))

    return enter


def test_nothing_is_found_in_what_was_received(enter: Enter, room: Staffroom) -> None:
    marie = enter("marie")
    marie.open("/locker")
    marie.see("an empty locker")
    numbers = [
        room.give(name, content, memo="À lire avant jeudi", category_id=1)
        for name, content in (("Un.pdf", PDF), ("Deux.txt", b"Bonjour"), ("Trois.bin", bytes(9)))
    ]
    page = marie.open("/locker")
    marie.see("new documents")
    marie.see_bulk("Marquer comme lu", "Marquer comme non lu", "Retirer de mon casier")
    confirm(preview(page, "Retirer de mon casier"))
    expect(page.get_by_role("button", name="Annuler l’action")).to_be_visible()
    marie.see("what came of it")
    page.get_by_role("button", name="Annuler l’action").click()
    expect(names(page)).to_have_count(3)
    for number in numbers[1:]:  # the browser's own viewer of PDFs is not ours to examine
        marie.open(f"/locker/{number}")
        marie.see("a document")


def test_nothing_is_found_in_what_was_deposited(enter: Enter, room: Staffroom) -> None:
    numbers = [room.give(name, PDF + name.encode(), memo="À lire avant jeudi") for name in ("Un.pdf", "Deux.pdf")]
    room.write(lambda db: db.exec(update(Deposit).values(depositor_id=select(Person.id).where(Person.username == "admin").scalar_subquery())))  # fmt: skip
    admin = enter("admin")
    page = admin.open("/locker/sent")
    expect(names(page)).to_have_count(2)
    admin.see("deposits")
    admin.see_bulk("Changer la catégorie", "Relancer", "Supprimer pour tous")
    page = admin.open(f"/locker/sent/{numbers[0]}")
    admin.see("a deposit")
    for deed in ("Modifier", "Ajouter des destinataires", "Remplacer le fichier", "Supprimer pour tous"):
        dialog = admin.see_dialog(page.get_by_role("button", name=deed))
        if deed == "Ajouter des destinataires":
            dialog.get_by_label("Destinataires").fill("curie")
            expect(dialog.get_by_role("option", name=re.compile("Curie"))).to_be_visible()
            admin.see("recipients to choose from")
            dialog.get_by_label("Destinataires").press("Escape")
        if deed == "Remplacer le fichier":
            dialog.get_by_role("button", name="Remplacer", exact=True).click()
            expect(dialog.get_by_text("Choisissez de 1 à")).to_be_visible()
            admin.see("no file to replace it by")
            dialog.locator("input[type=file]").set_input_files(FILES[0])
            expect(dialog.get_by_text("Prêt")).to_be_visible()
            dialog.get_by_role("button", name="Remplacer", exact=True).click()
            said(page, "Le fichier est remplacé.")
            expect(page.get_by_role("link", name="Version 1")).to_be_visible()
            admin.see("versions")
            continue
        admin.leave()
    page.get_by_role("button", name="Relancer 1 personne").click()
    said(page, "1 personne est relancée.")
    admin.see("somebody is reminded")
    room.write(lambda db: db.exec(update(Deposit).where(col(Deposit.id).in_(numbers)).values(trashed_at=now())))
    page = admin.open(f"/locker/sent/{numbers[0]}")
    admin.see("a deposit in the trash")
    page = admin.open("/locker/trash")
    expect(names(page)).to_have_count(2)
    admin.see("the trash")
    admin.see_bulk("Restaurer", "Supprimer définitivement")


def test_nothing_is_found_while_documents_are_deposited(enter: Enter) -> None:
    admin = enter("admin")
    page = admin.open("/locker/deposit")
    page.get_by_role("button", name=re.compile("^Déposer")).click()
    expect(page.get_by_text("Choisissez au moins un destinataire.")).to_be_visible()
    admin.see("faults")
    page.get_by_label("Choisir des fichiers").set_input_files(FILES)
    expect(page.get_by_role("listitem").filter(has_text="Prêt")).to_have_count(2)
    box = page.get_by_role("combobox", name="Destinataires")
    box.fill("curie")
    expect(page.get_by_role("option", name=re.compile("Curie"))).to_be_visible()
    admin.see("recipients to choose from")
    page.get_by_role("option", name=re.compile("Curie")).click()
    expect(page.get_by_role("button", name=re.compile("^Déposer"))).to_have_text("Déposer pour 1 personne")
    admin.see("files and a recipient")
    box.fill("zzz")
    expect(page.get_by_role("option", name=re.compile("Curie"))).to_have_count(0)
    admin.see("nobody of that name")


def test_nothing_is_found_while_lockers_are_managed(enter: Enter, room: Staffroom) -> None:
    room.give("Un.pdf", category_id=1)
    room.give("Deux.pdf", by=None)
    admin = enter("admin")
    page = admin.open("/locker/categories")
    for deed in ("Renommer", "Supprimer"):
        admin.see_dialog(page.get_by_role("button", name=f"{deed} Conseils"))
        admin.leave()
    page.get_by_role("button", name="Ajouter la catégorie").click()
    expect(page.get_by_label("Nom de la nouvelle catégorie")).to_be_focused()
    admin.see("a category without a name")
    page = admin.open("/settings")
    page.get_by_label("Jours dans la corbeille").fill("0")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Jours dans la corbeille")).to_be_focused()
    admin.see("a wrong setting")
    page = admin.open("/locker/sent?overseen=1")
    expect(names(page)).to_have_count(1)
    admin.see("what nobody else sees to")
