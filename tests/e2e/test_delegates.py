"""What does somebody see who may do something about people, but not all (P7)? What they may do, and why not the rest."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session, col, select

from app.models.establishment import Grant, Management, Membership, Role
from app.services import passwords
from tests.e2e.gestures import confirm, faulty, names, preview, row, said, title
from tests.support.browser import Come
from tests.support.portals import PASSWORD, Portal

MAY = ("people.read", "people.edit", "people.block")
MANAGED = ("STUDENT", "TEACHER", "VALIDATOR", "PRESS")


@pytest.fixture
def school(portal: Portal) -> int:
    """Dora sees, modifies and blocks students, teachers, and whoever writes: a role that also reads the journal."""
    school = portal.inhabited("Collège des Délégués")
    hashed = passwords.hashed(PASSWORD, portal.settings.bcrypt_cost)
    dora = portal.person(school, "Dormoy", "Dora", "STAFF", password_hash=hashed)
    with portal.people(school) as db:
        _let(db, dora)
    return school


def _let(db: Session, person: int) -> None:
    db.add_all([_role(1001, "DELEGATE", "Délégation"), _role(1002, "PRESS", "Presse")])
    db.flush()
    db.add_all(Grant(role_id=1001, permission=right) for right in MAY)
    db.add(Grant(role_id=1002, permission="journal.read"))
    managed = db.exec(select(Role.id).where(col(Role.code).in_(MANAGED)))
    db.add_all(Management(role_id=1001, managed_id=role or 0) for role in managed)
    db.add(Membership(person_id=person, role_id=1001))
    db.commit()


def _role(identity: int, code: str, name: str) -> Role:
    role = Role(id=identity, code=code, name="", name_key="")
    role.rename(name)
    return role


@pytest.fixture
def dora(come: Come, school: int) -> Page:
    visitor = come()
    visitor.sign_in(school, "dora")
    return visitor.page


def _at(page: Page, portal: Portal, path: str) -> Page:
    page.goto(f"{portal.address}{path}")
    return page


def test_they_are_shown_what_they_may_do_and_nothing_else(dora: Page, portal: Portal, school: int) -> None:
    zoe = portal.person(school, "Zola", "Zoé", "STUDENT")
    page = _at(dora, portal, "/people")
    expect(names(page)).to_have_count(3)
    expect(page.get_by_role("link", name="Ajouter une personne")).to_have_count(0)
    navigation = page.get_by_role("navigation", name="Principale")
    expect(navigation.get_by_role("link", name="Personnes", exact=True)).to_be_visible()
    for other in ("Fonctions", "Droits", "Services", "Journal"):
        expect(navigation.get_by_role("link", name=other, exact=True)).to_have_count(0)
    row(page, "Zola Zoé").get_by_role("checkbox").check()
    offered = page.get_by_role("region", name="Actions").locator("option:not([value=''])")
    expect(offered).to_have_text(["Ajouter une fonction", "Retirer une fonction", "Bloquer", "Débloquer"])
    page = _at(dora, portal, f"/people/{zoe}")
    expect(page.get_by_role("button", name="Bloquer")).to_be_visible()
    expect(page.get_by_role("link", name="Annuler le compte")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("mot de passe"))).to_have_count(0)


def test_they_change_who_is_in_their_hands_and_are_told_why_not_the_others(
    dora: Page, portal: Portal, school: int
) -> None:
    zoe = portal.person(school, "Zola", "Zoé", "STUDENT")
    paul = portal.person(school, "Picard", "Paul", "PRINCIPAL")
    page = _at(dora, portal, f"/people/{zoe}")
    page.get_by_label("Validateur").check()
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré.")
    page = _at(dora, portal, f"/people/{paul}")
    expect(page.get_by_text("Vous ne gérez pas les comptes de ces fonctions : Direction.")).to_be_visible()
    for gesture in ("Enregistrer", "Bloquer"):
        expect(page.get_by_role("button", name=gesture)).to_have_count(0)
    page = _at(dora, portal, "/people")
    for name in ("Zola Zoé", "Picard Paul"):
        row(page, name).get_by_role("checkbox").check()
    dialog = preview(page, "Bloquer")
    expect(dialog).to_contain_text("1 personne")
    expect(dialog).to_contain_text(re.compile(r"1 laissé de côté.*vous ne pouvez pas gérer ce compte.*Picard Paul"))
    confirm(dialog)
    expect(row(page, "Zola Zoé")).to_contain_text("Bloqué")
    expect(row(page, "Picard Paul")).to_contain_text("Actif")


def test_they_give_no_role_that_holds_what_they_lack(dora: Page, portal: Portal, school: int) -> None:
    """Neither one that is not offered, nor one that came to hold more while the form was open."""
    zoe = portal.person(school, "Zola", "Zoé", "STUDENT")
    page = _at(dora, portal, "/people")
    row(page, "Zola Zoé").get_by_role("checkbox").check()
    dialog = preview(page, "Ajouter une fonction")
    given = ["Élève", "Professeur", "Validateur"]
    expect(_offered(dialog.get_by_label("Fonction à ajouter"))).to_have_text(given)
    page = _at(dora, portal, f"/people/{zoe}")
    expect(_offered(page.get_by_label("Fonction principale"))).to_have_text(given)
    expect(page.get_by_label("Presse")).to_have_count(0)
    with portal.people(school) as db:
        teacher = db.exec(select(Role.id).where(col(Role.code) == "TEACHER")).one() or 0
        db.add(Grant(role_id=teacher, permission="journal.read"))
        db.commit()
    page.get_by_label("Fonction principale").select_option(label="Professeur")
    page.get_by_role("button", name="Enregistrer").click()
    faulty(page.get_by_label("Fonction principale"), "Vous ne pouvez pas donner la fonction Professeur.")
    page.reload()
    expect(_offered(page.get_by_label("Fonction principale"))).to_have_text(["Élève", "Validateur"])


def test_a_page_of_what_they_may_not_do_says_so(dora: Page, portal: Portal) -> None:
    for path in ("/permissions", "/roles", "/journal"):
        page = _at(dora, portal, path)
        expect(title(page, re.compile("."))).to_be_visible()
        expect(page.get_by_text("Vous n’avez pas le droit de faire cela.").first).to_be_visible()


def _offered(choice: Locator) -> Locator:
    return choice.locator("option:not([value=''])")
