"""Is an establishment edited without anybody's changes or words being lost? (E4)."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.gestures import said, title, warned
from tests.support.browser import Visitor
from tests.support.portals import Portal


def _opened(visitor: Visitor, path: str) -> Page:
    page = visitor.open(path)
    expect(page.get_by_label("Localité")).to_have_value("75011 Paris")
    return page


@pytest.fixture
def path(portal: Portal) -> str:
    return f"/platform/establishments/{portal.school('Lycée Mimosa')}"


def test_what_is_saved_stays(webmaster: Visitor, path: str) -> None:
    page = _opened(webmaster, path)
    page.get_by_label("Localité").fill("13001 Marseille")
    page.get_by_label("Dénomination").fill("Lycée du Mimosa")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré.")
    expect(title(page, "Lycée du Mimosa")).to_be_visible()
    expect(page.get_by_role("button", name="Enregistrer")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Localité")).to_have_value("13001 Marseille")


def test_whoever_saves_second_is_told_and_loses_nothing(webmaster: Visitor, path: str) -> None:
    first, second = _opened(webmaster, path), _opened(webmaster.tab(), path)
    first.get_by_label("Localité").fill("33000 Bordeaux")
    first.get_by_role("button", name="Enregistrer").click()
    said(first, "Enregistré.")
    second.get_by_label("Prénom du contact").fill("Éloïse")
    second.get_by_role("button", name="Enregistrer").click()
    warned(second, "webmestre@casier.test a modifié cet établissement entre-temps.")
    expect(second.get_by_label("Prénom du contact")).to_have_value("Éloïse")
    second.reload()
    expect(second.get_by_label("Localité")).to_have_value("33000 Bordeaux")
    expect(second.get_by_label("Prénom du contact")).to_have_value("Anne")


def test_blocking_amid_an_edit_keeps_the_edit(webmaster: Visitor, path: str) -> None:
    page = _opened(webmaster, path)
    page.get_by_label("Localité").fill("69001 Lyon")
    page.get_by_role("button", name="Bloquer").click()
    dialog = page.get_by_role("dialog", name="Bloquer cet établissement")
    dialog.get_by_label("Motif").fill("Travaux")
    dialog.get_by_role("button", name="Confirmer").click()
    said(page, "Lycée Mimosa est bloqué.")
    expect(page.get_by_label("Localité")).to_have_value("69001 Lyon")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré.")


def test_an_establishment_that_is_not_there_is_said_to_be_missing(webmaster: Visitor) -> None:
    page = webmaster.open("/platform/establishments/999999")
    expect(page.get_by_text("Cet établissement n’existe pas, ou n’est plus là.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Retour à la liste").last.click()
    expect(title(page, "Gestion des établissements")).to_be_visible()
