"""Does each filter of the list of people find its people, stay in the address, and go by the back button (P1)?"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from app.models.establishment import Attachment, PersonState, Service
from tests.e2e.gestures import names
from tests.support.browser import Come
from tests.support.portals import Portal

ZOE, ZELIE, ZEPHYR = "Zola Zoé", "Zola Zélie", "Zola Zéphyr"


@pytest.fixture
def school(portal: Portal) -> int:
    """One of each kind: blocked, attached to a service, brought by a feed, of a role that deposits."""
    school = portal.inhabited("Collège Fenouil-des-Filtres")
    portal.person(school, "Zola", "Zoé", "STUDENT", state=PersonState.BLOCKED, data_source="SIECLE")
    attached = portal.person(school, "Zola", "Zélie", "GUARDIAN")
    portal.person(school, "Zola", "Zéphyr", "TEACHER")
    with portal.people(school) as db:
        _attach(db, attached)
    return school


def _attach(db: Session, person: int) -> None:
    db.add(Service(id=1, name="Infirmerie", name_key="infirmerie"))
    db.flush()
    db.add(Attachment(service_id=1, person_id=person))
    db.commit()


@pytest.fixture
def people(come: Come, school: int) -> Page:
    visitor = come()
    visitor.sign_in(school, "admin")
    page = visitor.open("/people")
    expect(names(page)).to_have_count(4)
    page.get_by_role("button", name="Plus de filtres").click()
    return page


@pytest.mark.parametrize(
    ("label", "option", "said", "found"),
    [
        ("État", "Bloqué", "status=blocked", [ZOE]),
        ("Service", "Infirmerie", r"service=\d+", [ZELIE]),
        ("Source de données", "SIECLE", "source=SIECLE", [ZOE]),
        (
            "Droit détenu",
            "Déposer des documents dans les casiers",
            r"permission=locker\.deposit",
            ["Petit Anne", ZEPHYR],
        ),
    ],
)
def test_a_filter_finds_its_people_and_goes_by_the_back_button(
    people: Page, label: str, option: str, said: str, found: list[str]
) -> None:
    box = people.get_by_role("combobox", name=label, exact=True)
    box.select_option(label=option)
    expect(people).to_have_url(re.compile(rf"/people\?{said}$"))
    expect(names(people)).to_have_text([re.compile(f"^{re.escape(name)}") for name in found])
    people.go_back()
    expect(people).to_have_url(re.compile("/people$"))
    expect(names(people)).to_have_count(4)
    expect(box).to_have_value("")
    people.go_forward()
    expect(names(people)).to_have_count(len(found))
    expect(box.locator("option:checked")).to_have_text(option)


def test_filters_that_are_in_an_address_are_shown_where_they_are_chosen(people: Page) -> None:
    """Those that are folded away, too; one after the other they go by the back button."""
    people.get_by_role("combobox", name="Source de données", exact=True).select_option(label="SIECLE")
    expect(names(people)).to_have_count(1)
    people.get_by_role("combobox", name="État", exact=True).select_option(label="Actif")
    expect(people.get_by_text("Personne ne correspond.")).to_be_visible()
    people.reload()
    expect(people.get_by_text("Personne ne correspond.")).to_be_visible()
    expect(people.get_by_role("combobox", name="État", exact=True)).to_have_value("active")
    expect(people.get_by_role("combobox", name="Source de données", exact=True)).to_have_value("SIECLE")
    people.go_back()
    expect(names(people)).to_have_count(1)
    expect(people.get_by_role("combobox", name="État", exact=True)).to_have_value("")
    people.get_by_role("button", name="Réinitialiser").click()
    expect(names(people)).to_have_count(4)
    expect(people).to_have_url(re.compile("/people$"))
