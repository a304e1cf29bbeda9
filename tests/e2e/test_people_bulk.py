"""Does the account of one person end in the way that was chosen, one step after the other (P6)?"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from app.models.establishment import Person, PersonState
from tests.e2e.gestures import title
from tests.support.browser import Visitor
from tests.support.portals import Portal


def _state(portal: Portal, number: int, person: int) -> str:
    with portal.people(number) as db:
        found = db.exec(select(Person).where(col(Person.id) == person)).first()
        return str(found.state) if found else "gone"


@pytest.fixture
def number(portal: Portal) -> int:
    return portal.inhabited("Lycée des annulations")


@pytest.fixture
def admin(stranger: Visitor, number: int) -> Visitor:
    stranger.sign_in(number, "admin")
    return stranger


def _over(page: Page) -> None:
    """It is said at once what came of it."""
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_be_visible()


def test_an_account_is_blocked_and_given_back(admin: Visitor, portal: Portal, number: int) -> None:
    person = portal.person(number, "Zola", "Zoé")
    page = admin.open(f"/people/{person}/cancel")
    expect(title(page, "Annuler le compte")).to_be_visible()
    expect(page.get_by_role("radio", name="Bloquer et garder le contenu")).to_be_checked()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Confirmer").click()
    _over(page)
    assert _state(portal, number, person) == "blocked"
    page.get_by_role("button", name="Annuler l’action").click()
    expect(page.get_by_role("status").filter(has_text="Annulation")).to_contain_text("Terminé")
    assert _state(portal, number, person) == "active"
    page.get_by_role("link", name="Voir l’action annulée").click()
    rows = page.get_by_role("table", name="Résultat par ligne")
    expect(rows).to_contain_text("Zola Zoé")
    expect(page.get_by_role("button", name="Annuler l’action")).to_have_count(0)
    for address, deed in ((f"/people/{person}?tab=journal", "Action annulée"), ("/journal", "Compte annulé")):
        page = admin.open(address)
        line = page.get_by_role("row").filter(has_text=deed)
        expect(line).to_have_count(1)
        line.get_by_role("link", name="Résultat par ligne").click()
        expect(page).to_have_url(re.compile(r"/jobs/\d+$"))
        expect(rows.get_by_role("row").filter(has_text="Zola Zoé")).to_contain_text("Fait")


def test_a_deletion_is_meant_and_each_step_has_a_way_back(admin: Visitor, portal: Portal, number: int) -> None:
    person = portal.person(number, "Zola", "Zoé")
    page = admin.open(f"/people/{person}/cancel")
    way = page.get_by_role("radio", name="Supprimer avec le contenu")
    way.check()
    expect(page.get_by_text("C’est irréversible")).to_be_visible()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(way).to_be_checked()
    expect(page.get_by_role("link", name="Annuler", exact=True)).to_have_attribute(
        "href", re.compile(rf"/people/{person}$")
    )
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Tapez l’identifiant du compte").fill("quelqu’un")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Tapez zoe, l’identifiant du compte")).to_be_visible()
    page.get_by_label("Tapez l’identifiant du compte").fill("zoe")
    page.get_by_role("button", name="Confirmer").click()
    _over(page)
    assert _state(portal, number, person) == "gone"
    expect(page.get_by_role("button", name="Annuler l’action")).to_have_count(0)


def test_an_account_that_is_blocked_already_can_still_be_deleted(admin: Visitor, portal: Portal, number: int) -> None:
    person = portal.person(number, "Zola", "Zoé", state=PersonState.BLOCKED)
    page = admin.open(f"/people/{person}/cancel")
    expect(page.get_by_role("radio", name="Bloquer et dépublier le contenu")).to_be_checked()
    page.get_by_role("radio", name="Bloquer et garder le contenu").check()
    expect(page.get_by_text("Impossible : déjà bloqué.")).to_be_visible()
    expect(page.get_by_role("heading", name="Zola Zoé")).to_be_visible()
    expect(page.get_by_role("button", name="Continuer")).to_have_count(0)
    page.get_by_role("radio", name="Supprimer avec le contenu").check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Tapez l’identifiant du compte").fill("zoe")
    page.get_by_role("button", name="Confirmer").click()
    _over(page)
    assert _state(portal, number, person) == "gone"


def test_ones_own_account_is_not_cancelled(admin: Visitor) -> None:
    page = admin.open("/people/1/cancel")
    expect(page.get_by_text("c’est votre propre compte")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)
    expect(page.get_by_role("button", name="Continuer")).to_have_count(0)
    page = admin.open("/people/999/cancel")
    expect(page.get_by_text("Ce compte n’existe pas")).to_be_visible()
