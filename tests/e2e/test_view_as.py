"""Does an administrator see the portal as somebody else does, change nothing, and come back (R8)?"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, update

from app.models.establishment import GuardianLink, GuardianStatus, Space, SpaceCode
from tests.e2e import places
from tests.e2e.axe import THEMES, examine, examined_by
from tests.e2e.gestures import said, title, warned
from tests.e2e.test_phone import OVERFLOW, SMALL
from tests.support.browser import DESK, PHONE, Come, Visitor
from tests.support.portals import Portal

LOOKING = "Vous regardez seulement"


@pytest.fixture
def school(portal: Portal) -> int:
    return portal.inhabited("Collège Hélianthe")


@pytest.fixture
def parent(portal: Portal, school: int) -> int:
    """Nadia, whose child is in the school."""
    child, parent = portal.person(school, "Martin", "Léo"), portal.person(school, "Martin", "Nadia", "GUARDIAN")
    with portal.people(school) as db:
        db.add(GuardianLink(student_id=child, guardian_id=parent, status=GuardianStatus.LEGAL, has_access=True))
        db.commit()
    return parent


@pytest.fixture
def admin(come: Come, school: int) -> Visitor:
    visitor = come()
    visitor.sign_in(school, "admin")
    return visitor


def banner(page: Page) -> Locator:
    return page.get_by_role("region", name="Vue comme quelqu’un d’autre")


def begin(page: Page, reason: str = "") -> None:
    page.get_by_role("button", name="Voir le portail comme…").click()
    dialog = page.get_by_role("dialog", name=re.compile("Voir le portail comme"))
    dialog.get_by_label("Motif").fill(reason)
    with page.expect_event("load"):  # the portal is loaded anew
        dialog.get_by_role("button", name="Voir", exact=True).click()
    expect(banner(page)).to_be_visible()


def back(page: Page) -> None:
    banner(page).get_by_role("button", name="Revenir à mon compte").click()
    expect(banner(page)).to_have_count(0)


def test_a_parents_portal_is_seen_and_stays_as_it_is(admin: Visitor, parent: int) -> None:
    page = admin.open(f"/people/{parent}")
    begin(page, "Elle ne trouve pas son espace")
    expect(page).to_have_url(re.compile(r"/$"))
    expect(banner(page)).to_contain_text("Vous voyez le portail comme Nadia Martin (Responsable) – lecture seule")
    navigation = page.get_by_role("navigation", name="Principale")
    expect(navigation.get_by_role("link", name="Personnes")).to_have_count(0)
    page = admin.open("/account")
    expect(page.get_by_label("Prénom")).to_have_value("Nadia")
    page.get_by_label("Prénom").fill("Nadège")
    page.get_by_role("button", name="Enregistrer").click()
    warned(page, LOOKING)
    expect(page.get_by_label("Prénom")).to_have_value("Nadège")
    page = admin.open("/people")
    expect(banner(page)).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_count(0)
    back(page)
    expect(page).to_have_url(re.compile(rf"/people/{parent}$"))
    expect(page.get_by_label("Prénom")).to_have_value("Nadia")
    page.goto(f"{admin.portal.address}/journal")
    line = page.get_by_role("row").filter(has_text="Elle ne trouve pas son espace")
    expect(line).to_contain_text("Voit le portail comme une personne")
    expect(line).to_contain_text("Nadia Martin (Responsable)")
    expect(page.get_by_role("row").filter(has_text="Ne voit plus le portail comme une personne")).to_be_visible()


def test_a_parent_who_is_kept_out_is_seen_so(admin: Visitor, portal: Portal, school: int, parent: int) -> None:
    page = admin.open(f"/people/{parent}")
    with portal.people(school) as db:
        db.exec(update(Space).where(col(Space.code) == SpaceCode.GUARDIANS).values(is_published=False))
        db.commit()
    begin(page)
    expect(page).to_have_url(re.compile("/closed"))
    page.reload()
    expect(banner(page)).to_contain_text("Nadia Martin (Responsable)")
    back(page)
    expect(page).to_have_url(re.compile(rf"/people/{parent}$"))


def test_what_was_typed_as_another_is_not_in_ones_own_form(admin: Visitor, parent: int) -> None:
    page = admin.open(f"/people/{parent}")
    begin(page)
    page = admin.open("/account")
    page.get_by_label("Prénom").fill("Nadège")
    other = admin.tab().open("/account")
    expect(other.get_by_label("Prénom")).to_have_value("Nadia")
    back(other)
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Vous voyez de nouveau le portail comme vous-même.")
    expect(banner(page)).to_have_count(0)
    expect(page.get_by_label("Prénom")).not_to_have_value("Nadège")
    expect(page.get_by_label("Prénom")).not_to_have_value("Nadia")


def test_the_language_and_the_theme_change_and_signing_out_leaves(admin: Visitor, parent: int) -> None:
    page = admin.open(f"/people/{parent}")
    begin(page)
    menu = page.get_by_role("button", name=re.compile("Menu du compte"))
    menu.click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("region", name="View as somebody else")).to_contain_text("You see the portal as Nadia")
    page.get_by_role("button", name="Français").click()
    expect(banner(page)).to_be_visible()
    page.get_by_role("button", name="Thème sombre").click()
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    page.get_by_role("button", name="Se déconnecter", exact=True).click()
    expect(title(page, "Connexion")).to_be_visible()
    expect(banner(page)).to_have_count(0)


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_nothing_is_found_while_a_role_is_seen(come: Come, school: int, size: str) -> None:
    """Nor is anything too wide or too small (X3, X4)."""
    visitor = examined_by(come(viewport=DESK if size == "wide" else PHONE))
    visitor.sign_in(school, "admin")
    page = visitor.open("/roles/STUDENT")
    page.get_by_role("button", name="Voir le portail comme…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    examine(page, "the dialog", THEMES)
    page.keyboard.press("Escape")
    begin(page)
    expect(banner(page)).to_contain_text("Vous voyez le portail comme la fonction «\u00a0Élève\u00a0» – lecture seule")
    for path in ("/", "/account", "/locker", "/jobs"):
        visitor.open(path)
        places.settled(page)
        expect(banner(page)).to_be_in_viewport(ratio=0.99)
        examine(page, path, THEMES)
        assert page.evaluate(OVERFLOW) == [], path
        assert page.evaluate(SMALL) == [], path
    expect(page.get_by_role("button", name="Revenir à mon compte")).to_be_in_viewport(ratio=0.99)
    back(page)
    expect(page).to_have_url(re.compile(r"/roles/STUDENT$"))


def test_whoever_may_not_is_offered_nothing(come: Come, portal: Portal, school: int, parent: int) -> None:
    portal.person(school, "Noir", "Jean", "PRINCIPAL", password_hash=None)
    visitor = come()
    visitor.sign_in(school, "admin")
    page = visitor.open("/people/1")
    expect(title(page, re.compile(r"\w"))).to_be_visible()
    expect(page.get_by_role("button", name="Fermer toutes les sessions")).to_be_visible()
    expect(page.get_by_role("button", name="Voir le portail comme…")).to_have_count(0)
    page = visitor.open(f"/people/{parent}")
    expect(page.get_by_role("button", name="Voir le portail comme…")).to_be_visible()


def test_seen_as_a_visitor_the_portal_is_what_is_published_for_visitors(admin: Visitor) -> None:
    page = admin.open("/roles/ANONYMOUS")
    begin(page)
    expect(page).to_have_url(re.compile(r"/visit\?e="))
    expect(page.get_by_text("ne publie rien pour les visiteurs")).to_be_visible()
    expect(banner(page)).to_contain_text("Anonyme")
    back(page)
    expect(page).to_have_url(re.compile(r"/roles/ANONYMOUS$"))
