"""Is a role what was typed, do built-in ones keep their code, and are all found where the alphabet has them (R1, R2, R5)?"""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.gestures import faulty, names, row, said, title
from tests.support.browser import Come, Visitor
from tests.support.portals import Portal


@pytest.fixture
def admin(come: Come, portal: Portal) -> Visitor:
    visitor = come()
    visitor.sign_in(portal.inhabited("Collège des Dénominations"), "admin")
    return visitor


def test_what_is_wrong_is_said_by_its_field_and_what_is_right_stays(admin: Visitor) -> None:
    page = admin.open("/roles/new")
    page.get_by_label("Dénomination").fill("Éveil musical")
    page.get_by_label("Code", exact=True).fill("student")
    page.get_by_label("Description").fill("<b>Chorale</b>")
    page.get_by_label("Genre").select_option(label="Personnel")
    quota = page.get_by_label(re.compile("^Quota du casier"))
    quota.fill("beaucoup")
    page.get_by_role("button", name="Ajouter la fonction").click()
    faulty(page.get_by_label("Code", exact=True), "Une fonction porte déjà ce code.")
    faulty(page.get_by_label("Description"), "Le HTML n’est pas admis ici")
    faulty(quota, "Un quota est un nombre de mégaoctets de 0 à 2000.")
    page.get_by_label("Code", exact=True).fill("EVEIL")
    page.get_by_label("Description").fill("La chorale & les cuivres")
    quota.fill("12,5")
    page.get_by_role("button", name="Ajouter la fonction").click()
    expect(title(page, "Éveil musical")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Code", exact=True)).to_have_value("EVEIL")
    expect(page.get_by_label("Description")).to_have_value("La chorale & les cuivres")
    expect(page.get_by_label("Genre").locator("option:checked")).to_have_text("Personnel")
    expect(quota).to_have_value(re.compile(r"^12[.,]5$"))


def test_roles_are_in_the_order_of_the_alphabet_whatever_their_accents(admin: Visitor) -> None:
    page = admin.open("/roles?size=50")
    expect(names(page)).to_have_count(20)
    assert names(page).all_inner_texts()[7:11] == ["Direction", "Éditeur", "Élève", "Inspection"]


def test_a_built_in_role_is_renamed_and_keeps_its_code(admin: Visitor) -> None:
    page = admin.open("/roles/PRINCIPAL")
    expect(title(page, "Direction")).to_be_visible()
    expect(page.get_by_label("Code", exact=True)).to_have_attribute("readonly", "")
    expect(page.get_by_role("button", name="Supprimer")).to_have_count(0)
    expect(page.get_by_text("Une fonction intégrée peut être renommée, jamais supprimée.")).to_be_visible()
    page.get_by_label("Dénomination").fill("Équipe de direction")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré")
    expect(page).to_have_url(re.compile("/roles/PRINCIPAL$"))
    page = admin.open("/roles")
    expect(row(page, "Équipe de direction")).to_contain_text("PRINCIPAL")
