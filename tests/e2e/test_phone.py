"""Does everything fit a phone? (X4)."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from app.models.establishment import Attachment, Category, Role, Service
from tests.e2e import places
from tests.e2e.gestures import LIST, names, row, title
from tests.support.browser import DESK, PHONE, Come
from tests.support.portals import Portal
from tests.support.staffroom import Staffroom, staffroom_of

OVERFLOW = """() => {
  const wide = document.documentElement;
  if (wide.scrollWidth <= wide.clientWidth) return [];
  const out = [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > wide.clientWidth + 1);
  return [wide.scrollWidth + ' > ' + wide.clientWidth, ...out.slice(0, 3).map(e => e.outerHTML.slice(0, 120))];
}"""
SMALL = """() => [...document.querySelectorAll('button, select, input:not([type=hidden]):not([type=checkbox]):not([type=file])')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 120))"""


def _fits(path: str, page: Page) -> None:
    assert page.evaluate(OVERFLOW) == [], path
    assert page.evaluate(SMALL) == [], path


@pytest.mark.slow
def test_no_page_is_wider_than_a_phone(come: Come, portal: Portal) -> None:
    visitor = come(viewport=PHONE, has_touch=True, is_mobile=True)
    for path, page in places.strangers(visitor):
        _fits(path, page)
    for path, page in places.inside(visitor, portal):
        _fits(path, page)


LONG = "Anticonstitutionnellement" * 2
LISTS = (
    "/people",
    "/roles",
    "/services",
    "/services?service=1",
    "/journal",
    "/locker",
    "/locker/sent",
    "/locker/categories",
)
CUT_OFF = (
    "() => [...document.querySelectorAll('table')].filter(t => t.scrollWidth > t.parentElement.clientWidth).length"
)


def _named_at_length(room: Staffroom) -> tuple[str, ...]:
    """Everything has a name of fifty letters and no space; gives the pages that show one of them."""
    person = room.enrol(LONG, LONG, email=f"{LONG}@{LONG}.test")
    service, role = Service(name="", name_key=""), Role(code=LONG.upper(), name="", name_key="")
    category = Category(name="", name_key="")
    for one in (service, role, category):
        one.rename(LONG)

    def populate(db: Session) -> None:
        db.add_all([service, role, category])
        db.flush()
        db.add(Attachment(service_id=service.id or 0, person_id=person))

    room.write(populate)
    number = room.give(f"{LONG}{LONG}.pdf", to=["admin", "marie", person], category_id=3, memo=LONG)
    pages = f"/people/{person}", f"/roles/{LONG.upper()}", f"/access?person={person}", f"/locker/sent/{number}"
    return *pages, "/people/new", f"/locker/{number}", f"/locker/deposit?to={person}", "/permissions"


def test_names_without_a_space_fit(come: Come, portal: Portal) -> None:
    room = staffroom_of(portal)
    pages = _named_at_length(room)
    for wanted in (PHONE, DESK):
        visitor = come(viewport=wanted)
        visitor.sign_in(room.place.number, "admin")
        for path in (*LISTS, *pages):
            page = visitor.open(path)
            places.settled(page)
            _fits(path, page)
            if path in LISTS:
                assert page.evaluate(CUT_OFF) == 0, path


def test_rows_are_cards_with_the_names_of_their_values(come: Come, portal: Portal) -> None:
    portal.school("Lycée Romarin", locality="56000 Vannes")
    visitor = come(viewport=PHONE)
    visitor.sign_in()
    page = visitor.open(f"{LIST}?q=romarin")
    expect(names(page)).to_have_count(1)
    locality = page.get_by_role("cell").filter(has_text="56000 Vannes")
    said = locality.evaluate("e => getComputedStyle(e, '::before').content")
    assert said.strip('"') == "Localité\N{NO-BREAK SPACE}: "
    box, whole = locality.bounding_box(), row(page, "Lycée Romarin").bounding_box()
    assert box
    assert whole
    assert whole["height"] > 3 * box["height"]  # one under the other
    page.get_by_role("checkbox", name="Sélectionner Lycée Romarin").check()
    expect(page.get_by_role("region", name="Actions")).to_contain_text("1 sélectionné")
    _fits("with a bar", page)


def test_cards_are_sorted_and_ticked_as_rows_are(come: Come, portal: Portal) -> None:
    for name, town in (("Câprier A", "84000 Avignon"), ("Câprier B", "29000 Quimper")):
        portal.school(name, locality=town)
    visitor = come(viewport=PHONE)
    visitor.sign_in()
    page = visitor.open(f"{LIST}?q=caprier&sort=name")
    expect(names(page)).to_have_text([re.compile("Câprier A"), re.compile("Câprier B")])
    page.get_by_role("button", name="Localité").click()
    expect(names(page)).to_have_text([re.compile("Câprier B"), re.compile("Câprier A")])
    expect(page.get_by_role("columnheader", name="Localité")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("columnheader", name="Tout sélectionner sur la page").click()
    expect(page.get_by_role("region", name="Actions")).to_contain_text("2 sélectionnés")
    _fits("with all ticked", page)


def test_filters_fold_behind_one_button(come: Come) -> None:
    visitor = come(viewport=PHONE)
    visitor.sign_in()
    page = visitor.open(LIST)
    expect(names(page).first).to_be_visible()
    state, opener = page.get_by_label("État"), page.get_by_role("button", name="Filtres")
    expect(state).to_be_hidden()
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    state.select_option(label="Bloqué")
    expect(page.get_by_role("button", name="Filtres (1)")).to_be_visible()


def test_the_navigation_shows_where_one_is(come: Come) -> None:
    visitor = come(viewport=PHONE)
    visitor.sign_in()
    page = visitor.open("/platform/journal")
    expect(title(page, "Journal")).to_be_visible()
    expect(page.get_by_role("link", name="Journal")).to_be_in_viewport(ratio=0.99)


def test_the_navigation_shows_where_one_is_among_what_one_may(come: Come) -> None:
    visitor = come(viewport=PHONE)
    visitor.sign_in(1, "admin")
    for path, name in (
        ("/permissions", "Droits"),
        ("/services", "Services"),
        ("/jobs", "Travaux"),
        ("/journal", "Journal"),
    ):
        page = visitor.open(path)
        entry = page.get_by_role("navigation", name="Principale").get_by_role("link", name=name)
        expect(entry).to_have_attribute("aria-current", "page")
        expect(entry).to_be_in_viewport(ratio=0.99)


def test_the_people_of_a_service_take_the_place_of_the_services(come: Come) -> None:
    visitor = come(viewport=PHONE)
    visitor.sign_in(1, "admin")
    page = visitor.open("/services")
    services = page.get_by_role("link", name=re.compile("Personnes du service"))
    services.last.click()
    expect(page.get_by_role("heading", name=re.compile("Personnes du service"))).to_be_in_viewport()
    expect(services).to_have_count(0)
    page.get_by_role("link", name="Tous les services").click()
    expect(services.first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=re.compile("Personnes du service"))).to_be_visible()
