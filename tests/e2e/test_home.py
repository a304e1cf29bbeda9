"""What does each of the six find when they come in, wide and on a phone, and how do they go on from there?"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.models.establishment import GuardianLink, GuardianStatus, Person
from tests.e2e import places
from tests.e2e.axe import THEMES, examine, examined_by
from tests.e2e.gestures import title
from tests.support.browser import DESK, PHONE, Come
from tests.support.portals import Portal

SCHOOL = 1
PARTS = {
    "Connexions, 14 jours", "Comptes", "Comptes par fonction", "Derniers changements", "Dépôts, 14 jours",
    "Annonces", "Documents à lire", "Mon profil", "Élèves que vous suivez", "Mes responsables",
}  # fmt: skip
OWN = {"Annonces", "Mon profil"}
FIGURES = {"Connexions, 14 jours", "Comptes", "Comptes par fonction"}
SHOWN = {
    "admin": OWN | FIGURES | {"Derniers changements", "Dépôts, 14 jours", "Documents à lire"},
    "prof": OWN | {"Documents à lire"},
    "cpe": OWN | FIGURES | {"Documents à lire"},
    "parent": OWN | {"Élèves que vous suivez"},
    "eleve": OWN | {"Mes responsables"},
    "aesh": OWN | {"Documents à lire"},
}
SPACE = {
    "admin": "Personnel", "prof": "Professeurs", "cpe": "Vie scolaire", "parent": "Responsables", "eleve": "Élèves",
    "aesh": "Accompagnants",
}  # fmt: skip


@pytest.fixture(autouse=True)
def family(portal: Portal) -> None:
    """The parent follows the pupil; the teacher follows them, too, and may so enter two spaces."""
    with portal.people(SCHOOL) as db:
        known = {person.username: person.id or 0 for person in db.exec(select(Person))}
        for guardian in ("parent", "prof"):
            link = known["eleve"], known[guardian]
            if db.get(GuardianLink, link) is None:
                facts: dict[str, Any] = {"status": GuardianStatus.LEGAL, "has_access": True}
                db.add(GuardianLink(student_id=link[0], guardian_id=link[1], **facts))
        db.commit()


def home(come: Come, login: str, path: str = "/", **options: Any) -> Page:  # noqa: ANN401  of a browser
    visitor = examined_by(come(**options))
    visitor.sign_in(SCHOOL, login)
    page = visitor.open(path)
    places.settled(page)
    expect(page.get_by_role("heading", name="Mon profil")).to_be_visible()
    return page


def parts(page: Page) -> set[str]:
    return {part for part in PARTS if page.get_by_role("heading", name=part, exact=True).count()}


@pytest.mark.parametrize("login", SHOWN)
def test_each_finds_what_is_for_them_and_axe_finds_nothing(come: Come, login: str) -> None:
    page = home(come, login, viewport=DESK)
    expect(page.get_by_text(f"Votre espace\N{NO-BREAK SPACE}: {SPACE[login]},")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Bonjour "))).to_be_visible()
    assert parts(page) == SHOWN[login]
    examine(page, login, THEMES)


@pytest.mark.parametrize("login", SHOWN)
def test_nothing_is_wider_than_a_phone_and_axe_finds_nothing_there(come: Come, login: str) -> None:
    page = home(come, login, viewport=PHONE)
    assert parts(page) == SHOWN[login]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    examine(page, login, THEMES)


def test_a_parent_sees_the_pupil_and_the_pupil_the_guardians(come: Come) -> None:
    parent = home(come, "parent")
    expect(parent.get_by_role("listitem").filter(has_text="Responsable légal")).to_have_count(2)
    pupil = home(come, "eleve")
    guardians = pupil.get_by_role("heading", name="Mes responsables").locator("xpath=..").get_by_role("listitem")
    expect(guardians).to_have_count(3)
    pupil.get_by_role("main").get_by_role("link", name="Mon compte").click()
    expect(title(pupil, "Mon compte")).to_be_visible()


def test_whoever_may_enter_two_spaces_goes_from_one_to_the_other(come: Come) -> None:
    page = home(come, "prof")
    tabs = page.get_by_role("navigation", name="Mes espaces")
    expect(tabs.get_by_text("Professeurs")).to_have_attribute("aria-current", "page")
    tabs.get_by_role("link", name="Responsables").click()
    expect(page.get_by_role("heading", name="Élèves que vous suivez")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?space=GUARDIANS$"))
    examine(page, "the other space", THEMES)
    page.go_back()
    expect(page.get_by_role("heading", name="Élèves que vous suivez")).to_have_count(0)
    expect(tabs.get_by_text("Professeurs")).to_have_attribute("aria-current", "page")


def test_a_space_that_one_may_not_enter_reads_like_one_that_there_is_not(come: Come) -> None:
    page = home(come, "parent")
    said = set[str]()
    for space in ("TEACHERS", "STUDENTS", "VISITORS", "NOTHING"):
        page.goto(page.url.partition("?")[0] + f"?space={space}")
        expect(page.get_by_text("Cet espace n’existe pas, ou ne vous est pas ouvert.")).to_be_visible()
        said.add(page.get_by_role("main").inner_text())
    assert len(said) == 1
    examine(page, "no space", THEMES)
    page.get_by_role("link", name="Retour à l’accueil").click()
    expect(page.get_by_role("heading", name="Élèves que vous suivez")).to_be_visible()


def test_pictures_say_the_same_in_words_and_lead_to_the_people(come: Come) -> None:
    page = home(come, "admin")
    table = page.get_by_role("table", name="Connexions, 14 jours")
    expect(table.get_by_role("row")).to_have_count(15)
    today = table.get_by_role("row").last.get_by_role("cell").inner_text()
    assert int(today) >= 1  # this very sign-in
    panel = page.get_by_role("heading", name="Connexions, 14 jours").locator("xpath=..")
    expect(panel.get_by_text(f"{today} aujourd’hui", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("actifs$")).click()
    expect(page).to_have_url(re.compile("/people/?\\?status=active"))


def test_a_document_is_read_from_home_and_is_there_no_more(come: Come, portal: Portal) -> None:
    page = home(come, "prof")
    documents = page.get_by_role("heading", name="Documents à lire").locator("xpath=../..").get_by_role("listitem")
    before = documents.count()
    assert before > 0
    name = documents.first.get_by_role("link").inner_text()
    documents.first.get_by_role("link").click()
    expect(title(page, name)).to_be_visible()
    page.goto(portal.address)
    expect(documents).to_have_count(before - 1)
