"""How is an establishment added, and how does its first administrator come in? (E2, E3)."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.gestures import enter, faulty, said, search, title, warned
from tests.support.browser import Come, Visitor
from tests.support.portals import Portal

NEW: Final = "/platform/establishments/new"
SEND: Final = "Envoyer au contact l’adresse et les identifiants du premier administrateur"


@pytest.fixture
def form(webmaster: Visitor) -> Page:
    page = webmaster.open(NEW)
    expect(page.get_by_label("Zone géographique").get_by_role("option").nth(1)).to_be_attached()
    return page


def _fill(page: Page, **typed: str) -> None:
    labels = {
        "name": "Dénomination", "locality": "Localité", "uai": "UAI (facultatif)", "number": "Numéro (facultatif)",
        "last": "Nom du contact", "first": "Prénom du contact", "email": "Courriel du contact",
    }  # fmt: skip
    for field, value in typed.items():
        page.get_by_label(labels[field], exact=True).fill(value)


def _fill_all(page: Page, name: str, email: str) -> None:
    _fill(page, name=name, locality="75010 Paris", last="Diallo", first="Aminata", email=email)
    page.get_by_label("Zone géographique").select_option(index=1)


def _submit(page: Page) -> None:
    page.get_by_role("button", name="Ajouter l’établissement").click()


def test_faults_are_said_by_their_fields_and_nothing_typed_is_lost(form: Page, portal: Portal) -> None:
    other = portal.school("Collège Nénuphar", uai="0951099D")
    _fill(form, name="Collège Jonquille", uai="0951099E", last="Diallo", email="a.diallo")
    _submit(form)
    zone, uai = form.get_by_label("Zone géographique"), form.get_by_label("UAI (facultatif)")
    faulty(zone, "Choisissez une zone.")
    faulty(form.get_by_label("Localité"), "Remplissez ce champ.")
    faulty(uai, "La lettre de contrôle est fausse : 0951099 va avec D.")
    faulty(form.get_by_label("Courriel du contact"), "Ce n’est pas une adresse de courriel.")
    expect(zone).to_be_focused()
    warned(form, "Corrigez les champs signalés.")
    expect(form.get_by_label("Dénomination")).to_have_value("Collège Jonquille")
    expect(form.get_by_label("Nom du contact", exact=True)).to_have_value("Diallo")
    expect(form.get_by_label("Courriel du contact")).to_have_value("a.diallo")

    _fill_all(form, "Collège Jonquille", "a.diallo@jonquille.test")
    _fill(form, uai="0951099d", number="0")
    _submit(form)
    faulty(uai, f"Ce code UAI est déjà celui de Collège Nénuphar (numéro {other}).")
    faulty(form.get_by_label("Numéro (facultatif)"), "Un numéro est un nombre entier de 1 à 999999999.")
    expect(uai).to_be_focused()
    expect(zone).not_to_have_value("")
    expect(form.locator("[aria-invalid=true]")).to_have_count(2)


@pytest.mark.parametrize("name", ["x" * 10_000, "Collège\u2028Rose"], ids=["endless", "with a line break"])
def test_a_name_that_cannot_be_is_refused_in_a_sentence(form: Page, name: str) -> None:
    _fill_all(form, name, "a.diallo@rose.test")
    _submit(form)
    words = "200 caractères au plus." if len(name) > 200 else "Les sauts de ligne et les caractères de contrôle"
    faulty(form.get_by_label("Dénomination"), words)
    expect(form.get_by_label("Dénomination")).to_be_focused()


def test_the_contact_is_mailed_credentials_that_let_the_administrator_in(
    form: Page, come: Come, portal: Portal
) -> None:
    recipient = "a.diallo@pivoine.test"
    _fill_all(form, "Collège Pivoine", recipient)
    _fill(form, uai=portal.uai())
    _submit(form)
    said(form, f"Collège Pivoine est inscrit ; les identifiants partent vers {recipient}.")
    expect(title(form, "Collège Pivoine")).to_be_visible()
    portal.mail_to(recipient)

    form.get_by_role("navigation", name="Principale").get_by_role("link", name="Courriels").click()
    search(form, recipient)
    row = form.get_by_role("row").filter(has_text=recipient)
    expect(row).to_contain_text("Envoyé")
    row.get_by_role("button", name="Collège Pivoine : votre accès à Casier").click()
    text = form.get_by_role("dialog").locator("pre").inner_text()
    found = re.search(r"Identifiant\s:\s(\S+)\s+Mot de passe\s:\s(\S+)\s+Se connecter\s+(\S+)", text)
    assert found, text
    login, password, address = found.groups()

    page = come().open(address.removeprefix(portal.address))
    expect(page.get_by_label("Établissement")).to_have_value(re.compile("Collège Pivoine, 75010 Paris"))
    enter(page, login, password)
    expect(title(page, "Accueil")).to_be_visible()
    expect(page.get_by_role("banner").get_by_text("Collège Pivoine")).to_be_visible()


def test_without_a_mail_the_credentials_are_shown_once(form: Page, come: Come) -> None:
    _fill_all(form, "Collège Glycine", "a.diallo@glycine.test")
    form.get_by_label(SEND).uncheck()
    warned(form, "ne pourra pas être retrouvé")
    expect(form.get_by_label("Dénomination")).to_have_value("Collège Glycine")
    _submit(form)
    expect(form.get_by_role("heading", name="Identifiants du premier administrateur")).to_be_visible()
    login, password = (form.locator("code").nth(n).inner_text() for n in (0, 1))
    form.get_by_role("link", name="Vers la page de l’établissement").click()
    expect(title(form, "Collège Glycine")).to_be_visible()
    number = form.url.rstrip("/").rsplit("/", 1)[-1]
    form.go_back()
    expect(form.get_by_label("Dénomination")).to_have_value("")
    expect(form.get_by_text(password)).to_have_count(0)

    page = come().open(f"/sign-in?e={number}")
    enter(page, login, password)
    expect(title(page, "Accueil")).to_be_visible()
