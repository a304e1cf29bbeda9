"""Is done to people what was chosen, to one or to many, and does each account end one step after the other (P2, P6)?"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from app.models.establishment import Membership, Person, PersonState, Role
from tests.e2e.gestures import confirm, names, preview, row, take_all, title
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


def _over(page: Page, *said: str) -> None:
    """It is said at once what came of it."""
    result = page.get_by_role("status").filter(has_text="Terminé")
    for words in said or ("Terminé",):
        expect(result).to_contain_text(words)


def _listed(admin: Visitor, words: str, n: int) -> Page:
    page = admin.open(f"/people?q={words}&size=20")
    expect(names(page)).to_have_count(n)
    return page


def _tick(page: Page, *people: str) -> None:
    for person in people:
        page.get_by_role("checkbox", name=f"Sélectionner Zola {person}").check()


def _done(page: Page, action: str, *people: str) -> None:
    """To those who are ticked, and to all of them."""
    _tick(page, *people)
    confirm(preview(page, action))
    _over(page, action, "1 fait" if len(people) == 1 else f"{len(people)} faits")


def test_people_are_blocked_given_back_and_unblocked(admin: Visitor, portal: Portal, number: int) -> None:
    zoe, zelie = (portal.person(number, "Zola", name) for name in ("Zoé", "Zélie"))
    page = _listed(admin, "zola", 2)
    _done(page, "Bloquer", "Zoé", "Zélie")
    expect(row(page, "Zola Zoé")).to_contain_text("Bloqué")
    page.get_by_role("button", name="Annuler l’action").click()
    expect(page.get_by_role("status").filter(has_text="Annulation")).to_contain_text("Terminé")
    assert [_state(portal, number, person) for person in (zoe, zelie)] == ["active", "active"]
    _done(page, "Bloquer", "Zoé")
    _tick(page, "Zoé", "Zélie")
    dialog = preview(page, "Débloquer")
    expect(dialog).to_contain_text("1 laissé de côté : pas bloqué (Zola Zélie)")
    confirm(dialog)
    _over(page, "Débloquer", "1 fait", "1 laissé de côté")
    assert [_state(portal, number, person) for person in (zoe, zelie)] == ["pending", "active"], "never had a password"


def test_a_role_is_taken_a_password_required_and_codes_are_sent(admin: Visitor, portal: Portal, number: int) -> None:
    address = f"zelie-{number}@casier.test"
    zoe = portal.person(number, "Zola", "Zoé", "TEACHER", password_hash="as it was")
    zelie = portal.person(number, "Zola", "Zélie", "TEACHER", state=PersonState.PENDING, email=address)
    with portal.people(number) as db:
        editor = db.exec(select(Role.id).where(Role.code == "EDITOR")).one() or 0
        db.add_all(Membership(person_id=person, role_id=editor) for person in (zoe, zelie))
        db.commit()
    page = _listed(admin, "zola", 2)
    expect(row(page, "Zola Zoé")).to_contain_text("Éditeur")
    _tick(page, "Zoé", "Zélie")
    dialog = preview(page, "Retirer une fonction")
    expect(dialog.get_by_label("Fonction à retirer").locator("option:checked")).to_have_text("Éditeur")
    confirm(dialog)
    _over(page, "Retirer une fonction", "2 faits")
    expect(row(page, "Zola Zoé")).not_to_contain_text("Éditeur")

    _done(page, "Exiger un nouveau mot de passe", "Zoé")
    with portal.people(number) as db:
        assert db.get_one(Person, zoe).must_change

    _done(page, "Envoyer un code d’activation", "Zélie")
    assert portal.mail_to(address)["state"] == "sent"


def test_all_that_match_are_those_that_were_previewed(admin: Visitor, portal: Portal, number: int) -> None:
    people = [portal.person(number, "Zola", f"Zoé {chr(97 + i)}") for i in range(22)]
    page = _listed(admin, "zola", 20)
    take_all(page, 20, 22)
    dialog = preview(page, "Bloquer")
    expect(dialog).to_contain_text("22 personnes")
    later = portal.person(number, "Zola", "Zoé plus tard")
    confirm(dialog)
    _over(page, "22 faits")
    assert {_state(portal, number, person) for person in people} == {"blocked"}
    assert _state(portal, number, later) == _state(portal, number, 1) == "active"


def test_a_selection_is_cancelled_with_a_step_back_and_another_way(admin: Visitor, portal: Portal, number: int) -> None:
    zoe, zelie, other = (portal.person(number, "Zola", name) for name in ("Zoé", "Zélie", "Zéphyr"))
    page = _listed(admin, "zola", 3)
    _tick(page, "Zoé", "Zélie")
    dialog = preview(page, "Annuler des comptes")
    expect(dialog.get_by_role("radio", name="Bloquer et garder le contenu")).to_be_checked()
    expect(dialog).to_contain_text("2 personnes : Zola Zélie, Zola Zoé")
    hidden = dialog.get_by_role("radio", name="Bloquer et dépublier le contenu")
    hidden.check()
    dialog.get_by_role("button", name="Continuer").click()
    expect(dialog.get_by_role("radio")).to_have_count(0)
    expect(dialog).to_contain_text("Bloquer et dépublier le contenu")
    dialog.get_by_role("button", name="Annuler", exact=True).click()
    expect(hidden).to_be_checked()
    dialog.get_by_role("radio", name="Supprimer avec le contenu").check()
    expect(dialog).to_contain_text("C’est irréversible")
    dialog.get_by_role("button", name="Continuer").click()
    typed = dialog.get_by_label("Tapez le nombre de comptes à supprimer")
    typed.fill("3")
    dialog.get_by_role("button", name="Confirmer").click()
    expect(dialog.get_by_text("Tapez 2, le nombre de comptes à supprimer")).to_be_visible()
    typed.fill("2")
    confirm(dialog)
    _over(page, "2 faits")
    expect(names(page)).to_have_count(1)
    assert [_state(portal, number, person) for person in (zoe, zelie, other)] == ["gone", "gone", "active"]
    expect(page.get_by_role("button", name="Annuler l’action")).to_have_count(0)


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
