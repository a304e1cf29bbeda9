"""Is it explained why somebody may do something, in the language that one reads (R9, X4)?"""

from datetime import date

from playwright.sync_api import Page, expect
from sqlmodel import select

from app.models.establishment import Membership, Role
from app.models.platform import Establishment
from tests.e2e.gestures import title
from tests.support.browser import Visitor
from tests.support.portals import Portal

FRENCH = {"title": "Pourquoi une personne a‑t‑elle un droit, ou non ?", "right": "Gérer les comptes « Élève »"}
ENGLISH = {"title": "Why does a person have a right, or not?", "right": "Manage the accounts of “Élève”"}


def _speak(page: Page, menu: str, language: str) -> None:
    page.get_by_role("button", name=menu).click()
    page.get_by_role("button", name=language).click()
    page.keyboard.press("Escape")


def _school(portal: Portal) -> tuple[int, int]:
    """A school whose administrator was an editor for a while, and the identity of the pupils' role."""
    number = portal.inhabited("Lycée Bilingue")
    with portal.installation.databases.platform_session(writes=False) as db:
        home = db.get_one(Establishment, number)
    with portal.installation.databases.session(home, writes=True) as db:
        roles = dict(db.exec(select(Role.code, Role.id)).all())
        ended = date(2025, 7, 3)
        db.add(Membership(person_id=1, role_id=roles["EDITOR"] or 0, begins_on=date(2024, 9, 1), ends_on=ended))
        db.commit()
    return number, roles["STUDENT"] or 0


def test_an_explanation_changes_language_at_once_in_every_tab(stranger: Visitor, portal: Portal) -> None:
    """The other tab is not read again: what it shows is said anew where it is."""
    number, student = _school(portal)
    stranger.sign_in(number, "admin")
    page, other = stranger.open("/people/1?tab=rights"), stranger.tab().open(f"/access?person=1&right=manage-{student}")
    expect(title(other, FRENCH["title"])).to_be_visible()
    expect(other.get_by_text(f"a ce droit : {FRENCH['right']}")).to_be_visible()
    facts = other.get_by_role("list").filter(has_text="Le compte est actif")
    expect(facts).to_contain_text("La fonction « Webmestre » le donne")
    expect(facts).to_contain_text("Exercée jusqu’au 3 juillet 2025, échéance passée.")
    expect(page.get_by_role("link", name=FRENCH["right"])).to_be_visible()
    _speak(page, "Menu du compte", "English")
    expect(page.get_by_role("link", name=ENGLISH["right"])).to_be_visible()
    expect(title(other, ENGLISH["title"])).to_be_visible()
    expect(other.get_by_text(f"has the right: {ENGLISH['right']}")).to_be_visible()
    facts = other.get_by_role("list").filter(has_text="The account is active")
    expect(facts).to_contain_text("The role “Webmestre” grants it")
    expect(facts).to_contain_text("Held until July 3, 2025, which is over.")
    expect(other.get_by_role("option", name=ENGLISH["right"])).to_have_count(1)
