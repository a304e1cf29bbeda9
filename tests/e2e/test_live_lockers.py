"""Do two browsers see each other's gestures in lockers: what one deposits, and that the other opened it (L4–L6)?"""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect
from sqlmodel import Session

from app.models.establishment import Attachment, Service
from tests.e2e.axe import examine, examined_by
from tests.e2e.depositing import attach, choose, deposited
from tests.e2e.gestures import confirm, preview, row, title
from tests.e2e.places import settled
from tests.support.browser import DESK, PHONE, Come, Visitor
from tests.support.portals import Portal
from tests.support.staffroom import Staffroom, staffroom_of


@pytest.fixture
def room(portal: Portal) -> Staffroom:
    """Paul is of the school life, Jeanne of the service of sciences, and Marie deposits."""
    room = staffroom_of(portal, "Collège des Échanges")
    room.enrol("Sand", "Paul", "SCHOOL_LIFE")
    jeanne = room.enrol("Barret", "Jeanne")

    def attached(db: Session) -> None:
        service = Service(name="Sciences", name_key="sciences")
        db.add(service)
        db.flush()
        db.add(Attachment(person_id=jeanne, service_id=service.id or 0))

    room.write(attached)
    return room


def enter(come: Come, room: Staffroom, login: str, path: str) -> Visitor:
    visitor: Visitor = come()
    visitor.sign_in(room.place.number, login)
    visitor.open(path)
    return visitor


def counter(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Principale").get_by_text(re.compile("à lire"))


def notice(page: Page, words: str) -> Locator:
    return page.get_by_role("status").filter(has_text=words)


def test_what_a_teacher_deposits_shows_at_once_and_so_does_that_it_is_opened(come: Come, room: Staffroom) -> None:
    paul = enter(come, room, "paul", "/").page
    jeanne = enter(come, room, "jeanne", "/locker").page
    expect(title(paul, "Accueil")).to_be_visible()
    expect(jeanne.get_by_text("Rien dans votre casier pour l’instant.")).to_be_visible()
    expect(counter(paul)).to_have_count(0)

    marie = enter(come, room, "marie", "/locker/deposit")
    page = marie.page
    attach(page, "Sujet.pdf")
    choose(page, "scolaire", re.compile(r"^Vie scolaire(?!, y)"))
    choose(page, "scien", re.compile("^Sciences, y compris à venir"))
    deposited(page, people=2)
    for reader in (paul, jeanne):
        expect(counter(reader)).to_contain_text("1 document à lire")
        expect(notice(reader, "Marie Curie a déposé « Sujet.pdf ».")).to_be_visible()
    notice(paul, "Sujet.pdf").get_by_role("link", name="Ouvrir").focus()  # it does not go while somebody is at it
    expect(row(jeanne, "Sujet.pdf").get_by_text("nouveau")).to_be_visible()  # the list has read itself again

    listed = marie.tab().open("/locker/sent")
    expect(row(listed, "Sujet.pdf").get_by_text("0 / 2")).to_be_visible()
    page.get_by_role("link", name="Voir la distribution").click()
    page.get_by_role("link", name="Sujet.pdf").click()
    for name in ("Sand Paul", "Barret Jeanne"):
        expect(row(page, name).get_by_text("Pas ouvert")).to_be_visible()
    paul.get_by_role("status").get_by_role("link", name="Ouvrir").click()
    expect(title(paul, "Sujet.pdf")).to_be_visible()
    expect(counter(paul)).to_have_count(0)
    expect(row(page, "Sand Paul").get_by_text("Ouvert", exact=True)).to_be_visible()
    expect(row(listed, "Sujet.pdf").get_by_text("1 / 2")).to_be_visible()

    jeanne.get_by_role("checkbox", name="Sélectionner Sujet.pdf").check()
    confirm(preview(jeanne, "Marquer comme lu"))
    expect(counter(jeanne)).to_have_count(0)
    page.reload()
    expect(row(page, "Sand Paul").get_by_text("Ouvert", exact=True)).to_be_visible()
    expect(row(page, "Barret Jeanne").get_by_text("Ouvert", exact=True)).to_have_count(0)  # to mark is not to open


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_a_notice_is_answered_by_keyboard_and_nothing_is_found_in_it(
    come: Come, room: Staffroom, screen: ViewportSize
) -> None:
    visitor = examined_by(come(viewport=screen))
    visitor.sign_in(room.place.number, "paul")
    paul = visitor.open("/")
    expect(title(paul, "Accueil")).to_be_visible()
    settled(paul)
    page = enter(come, room, "marie", "/locker/deposit").page
    for name in ("Un.pdf", "Deux.pdf"):
        attach(page, name)
        choose(page, "sand", re.compile("Paul Sand"))
        deposited(page, people=1)
        expect(notice(paul, name)).to_be_visible()
        if name == "Un.pdf":
            close = notice(paul, name).get_by_role("button", name="Fermer")
            close.focus()
            examine(paul, "a notice, at its button")
            close.press("Enter")
            expect(notice(paul, name)).to_have_count(0)
            expect(counter(paul)).to_contain_text("1 document à lire")
    way = notice(paul, "Deux.pdf").get_by_role("link", name="Ouvrir")
    way.focus()
    examine(paul, "a notice, at its link")
    way.press("Enter")
    expect(title(paul, "Deux.pdf")).to_be_focused()
    expect(notice(paul, "Deux.pdf")).to_have_count(0)
    expect(counter(paul)).to_contain_text("1 document à lire")


def test_a_category_goes_while_somebody_is_about_to_file_under_it(come: Come, room: Staffroom) -> None:
    page = enter(come, room, "marie", "/locker/deposit").page
    attach(page, "Bilan.pdf")
    choose(page, "sand", re.compile("Paul Sand"))
    page.get_by_label("Catégorie").select_option(label="Vie")
    page.get_by_label("Mémo (facultatif)").fill("À garder")
    admin = enter(come, room, "admin", "/locker/categories").page
    admin.get_by_role("button", name="Renommer Conseils").click()
    admin.get_by_role("dialog").get_by_label("Dénomination").fill("Conseils de classe")
    admin.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    expect(admin.get_by_role("listitem").filter(has_text="Conseils de classe")).to_be_visible()
    admin.get_by_role("button", name="Supprimer Vie").click()
    admin.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    expect(admin.get_by_role("button", name="Supprimer Vie")).to_have_count(0)

    page.get_by_role("button", name=re.compile("^Déposer pour 1")).click()
    expect(page.get_by_label("Catégorie")).to_have_accessible_description(re.compile("Cette catégorie n’existe plus"))
    expect(page.get_by_label("Catégorie")).to_be_focused()
    expect(page.get_by_label("Catégorie").get_by_role("option")).to_have_text(["Sans catégorie", "Conseils de classe"])
    expect(page.get_by_label("Mémo (facultatif)")).to_have_value("À garder")
    page.get_by_label("Catégorie").select_option(label="Conseils de classe")
    deposited(page, people=1)
    paul = enter(come, room, "paul", "/locker").page
    expect(row(paul, "Bilan.pdf").get_by_text("Conseils de classe")).to_be_visible()
    admin.reload()
    admin.get_by_role("button", name="Supprimer Conseils de classe").click()
    expect(admin.get_by_role("dialog").get_by_text("1 document s’y trouve")).to_be_visible()
    admin.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    expect(admin.get_by_role("button", name="Supprimer Conseils de classe")).to_have_count(0)
    paul.reload()
    expect(row(paul, "Bilan.pdf").get_by_text("Sans catégorie")).to_be_visible()
