"""Are documents deposited, with the mouse and with the keyboard alone, and does a refusal lose nothing (L3, L4, L7)?"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from app.models.establishment import Delivery, Deposit, Membership, Person, PersonState, Role
from app.models.platform import Establishment
from tests.e2e.depositing import box, deed
from tests.e2e.gestures import said
from tests.support.browser import Come, Visitor
from tests.support.portals import Portal

DROP = """([zone, names]) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(['Contenu de ' + name], name, {type: 'text/plain'}));
  for (const kind of ['dragenter', 'dragover', 'drop'])
    zone.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data}));
}"""


def inside(portal: Portal, number: int) -> Session:
    with portal.installation.databases.platform_session(writes=False) as db:
        home = db.get_one(Establishment, number)
    return portal.installation.databases.session(home, writes=True)


@pytest.fixture
def school(portal: Portal) -> int:
    """Its administrator may deposit; two teachers, Karim Benali and Colette Abadie, have lockers."""
    number = portal.inhabited("Collège des Dépôts")
    with inside(portal, number) as db:
        teacher = db.exec(select(Role.id).where(Role.code == "TEACHER")).one()
        for first, last in (("Karim", "Benali"), ("Colette", "Abadie")):
            person = Person(username=last.lower(), username_key="", first_name=first, last_name=last)
            person.state = PersonState.ACTIVE
            person.describe()
            db.add(person)
            db.flush()
            db.add(Membership(person_id=person.id or 0, role_id=teacher or 0, is_primary=True))
        db.commit()
    return number


def opened(come: Come, school: int, path: str = "/locker/deposit") -> tuple[Visitor, Page]:
    visitor = come()
    visitor.sign_in(school, "admin")
    page = visitor.open(path)
    expect(page.get_by_text("au plus par document")).to_be_visible()
    return visitor, page


def test_files_are_dropped_and_reach_a_group_and_a_person(come: Come, school: int, portal: Portal) -> None:
    _, page = opened(come, school)
    zone = page.get_by_text("Glissez des fichiers ici").locator("..")
    page.evaluate(DROP, [zone.element_handle(), ["Progression.txt", "Plan.txt"]])
    expect(page.get_by_role("listitem").filter(has_text="Prêt")).to_have_count(2)
    box(page).click()
    page.get_by_role("option", name=re.compile("Tous les professeurs, y compris à venir")).click()
    expect(deed(page)).to_have_text("Déposer pour 2 personnes")
    box(page).fill("bena")
    page.get_by_role("option", name=re.compile("Karim Benali")).click()
    expect(deed(page)).to_have_text("Déposer pour 2 personnes")  # once, however often named
    page.get_by_role("button", name="Retirer Tous les professeurs, y compris à venir").click()
    expect(deed(page)).to_have_text("Déposer pour 1 personne")
    page.get_by_label("Mémo (facultatif)").fill("À lire avant jeudi")
    deed(page).click()
    said(page, "2 documents sont déposés.")
    expect(page.get_by_role("listitem").filter(has_text="Prêt")).to_have_count(0)
    expect(page.get_by_label("Mémo (facultatif)")).to_have_value("")
    with inside(portal, school) as db:
        assert sorted(one.name for one in db.exec(select(Deposit))) == ["Plan.txt", "Progression.txt"]
        assert {one.memo for one in db.exec(select(Deposit))} == {"À lire avant jeudi"}
        assert len(db.exec(select(Delivery)).all()) == 2


def test_the_keyboard_alone_is_enough(come: Come, school: int) -> None:
    _, page = opened(come, school)
    page.get_by_label("Choisir des fichiers").set_input_files(
        {"name": "Note.txt", "mimeType": "text/plain", "buffer": b"Bonjour"}
    )
    expect(page.get_by_role("listitem").filter(has_text="Prêt")).to_have_count(1)
    box(page).focus()
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("abadie")
    expect(page.get_by_role("option", name=re.compile("Colette Abadie"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Retirer Colette Abadie")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(page.get_by_role("button", name="Retirer Colette Abadie")).to_have_count(0)
    page.keyboard.type("abadie")
    expect(page.get_by_role("option", name=re.compile("Colette Abadie"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(deed(page)).to_have_text("Déposer pour 1 personne")
    for _ in range(5):  # the chip's cross lies before; category, memo, mail, cancel, deposit
        page.keyboard.press("Tab")
    expect(deed(page)).to_be_focused()
    page.keyboard.press("Enter")
    said(page, "1 document est déposé.")


def test_a_refusal_loses_nothing_that_was_typed_or_sent(come: Come, school: int) -> None:
    visitor, page = opened(come, school)
    page.get_by_label("Choisir des fichiers").set_input_files(
        {"name": "Note.txt", "mimeType": "text/plain", "buffer": b"Bonjour"}
    )
    expect(page.get_by_role("listitem").filter(has_text="Prêt")).to_have_count(1)
    page.get_by_label("Mémo (facultatif)").fill("À garder")
    deed(page).click()
    expect(page.get_by_text("Choisissez au moins un destinataire.")).to_be_visible()
    expect(box(page)).to_be_focused()
    expect(page.get_by_label("Mémo (facultatif)")).to_have_value("À garder")
    page = visitor.open("/locker/deposit?to=teacher")  # what was sent is still there, even on another page
    expect(page.get_by_role("listitem").filter(has_text="Note.txt")).to_be_visible()
    expect(deed(page)).to_have_text("Déposer pour 2 personnes")
    deed(page).click()
    said(page, "1 document est déposé.")


def test_ticked_people_are_the_recipients(come: Come, school: int) -> None:
    visitor = come()
    visitor.sign_in(school, "admin")
    page = visitor.open("/people")
    for name in ("Abadie Colette", "Benali Karim"):
        page.get_by_role("checkbox", name=re.compile(name)).check()
    page.get_by_role("region", name="Actions").get_by_role("button", name="Déposer pour eux").click()
    expect(page).to_have_url(re.compile(r"/locker/deposit\?to="))
    expect(page.get_by_role("button", name="Retirer Karim Benali")).to_be_visible()
    expect(deed(page)).to_have_text("Déposer pour 2 personnes")


def test_categories_and_settings_are_managed(come: Come, school: int) -> None:
    visitor = come()
    visitor.sign_in(school, "admin")
    page = visitor.open("/settings")
    page.get_by_label("Taille maximale d’un document, en Mo").fill("0")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Tapez un nombre entier de 1 à 2000.")).to_be_visible()
    page.get_by_label("Taille maximale d’un document, en Mo").fill("20")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Les paramètres sont enregistrés.")
    page.get_by_role("link", name="Catégories").click()
    for name in ("Conseils", "Vie scolaire"):
        page.get_by_label("Nom de la nouvelle catégorie").fill(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("listitem").filter(has_text=name)).to_be_visible()
    page.get_by_role("button", name="Monter Vie scolaire").click()
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("Vie scolaire")
    page.get_by_role("button", name="Renommer Conseils").click()
    page.get_by_role("dialog").get_by_label("Dénomination").fill("Conseils de classe")
    page.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    said(page, "La catégorie est renommée.")
    page.get_by_role("button", name="Supprimer Vie scolaire").click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    said(page, "La catégorie est supprimée.")
    page = visitor.open("/locker/deposit")
    expect(page.get_by_text("20 Mo au plus par document".replace(" ", "\u202f", 1))).to_be_visible()
    expect(page.get_by_label("Catégorie").get_by_role("option")).to_have_text(["Sans catégorie", "Conseils de classe"])
