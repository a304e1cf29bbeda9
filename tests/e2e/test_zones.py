"""Are zones managed: added, renamed, ordered, deleted when unused? (E10)."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.gestures import faulty, said, title
from tests.support.browser import Visitor
from tests.support.portals import Portal


@pytest.fixture
def zones(webmaster: Visitor) -> Page:
    page = webmaster.open("/platform/zones")
    expect(title(page, "Zones")).to_be_visible()
    return page


def _zone(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=name)


def test_a_zone_is_added_and_the_next_one_can_be_typed_at_once(zones: Page, portal: Portal) -> None:
    field = zones.get_by_label("Nom de la nouvelle zone")
    for name in ("Îles du Nord", "Îles du Sud"):
        field.fill(name)
        field.press("Enter")
        said(zones, "La zone est ajoutée.")
        expect(_zone(zones, name)).to_be_visible()
        expect(field).to_have_value("")
        expect(field).to_be_focused()
    assert portal.zones()[-2:] == ["Îles du Nord", "Îles du Sud"]


def test_a_name_is_taken_whatever_its_case_and_accents(zones: Page, portal: Portal) -> None:
    portal.zone("Îlots")
    field = zones.get_by_label("Nom de la nouvelle zone")
    field.fill("ILOTS")
    zones.get_by_role("button", name="Ajouter la zone").click()
    faulty(field, "Une zone porte déjà ce nom.")
    expect(field).to_have_value("ILOTS")
    expect(field).to_be_focused()


def test_a_zone_is_renamed_but_not_as_another(zones: Page, portal: Portal) -> None:
    portal.zone("Presqu’île")
    portal.zone("Archipel")
    zones.reload()
    opener = _zone(zones, "Archipel").get_by_role("button", name="Renommer")
    opener.click()
    dialog = zones.get_by_role("dialog", name="Renommer la zone")
    field = dialog.get_by_label("Dénomination")
    expect(field).to_have_value("Archipel")
    field.fill("presqu’ile")
    dialog.get_by_role("button", name="Enregistrer").click()
    faulty(field, "Une zone porte déjà ce nom.")
    expect(field).to_have_value("presqu’ile")
    field.fill("Grand archipel")
    dialog.get_by_role("button", name="Enregistrer").click()
    said(zones, "La zone est renommée.")
    expect(_zone(zones, "Grand archipel")).to_be_visible()


def test_a_zone_moves_and_the_cursor_follows_it(zones: Page, portal: Portal) -> None:
    for name in ("Premier cap", "Second cap"):
        portal.zone(name)
    zones.reload()
    up = zones.get_by_role("button", name="Monter Second cap")
    up.focus()
    zones.keyboard.press("Enter")
    expect(zones.get_by_role("main").get_by_role("listitem").last).to_contain_text("Premier cap")
    expect(up).to_be_focused()
    assert portal.zones()[-2:] == ["Second cap", "Premier cap"]
    down = zones.get_by_role("button", name="Descendre Second cap")
    down.focus()
    zones.keyboard.press("Enter")
    expect(zones.get_by_role("main").get_by_role("listitem").last).to_contain_text("Second cap")
    expect(down).to_be_disabled()
    expect(up).to_be_focused()


def test_only_an_unused_zone_is_deleted(zones: Page, portal: Portal) -> None:
    portal.school("Lycée du Phare", zone="Zone habitée")
    portal.zone("Zone déserte")
    zones.reload()
    expect(_zone(zones, "Zone habitée").get_by_role("button", name="Supprimer")).to_be_disabled()
    _zone(zones, "Zone déserte").get_by_role("button", name="Supprimer").click()
    zones.get_by_role("dialog", name="Supprimer la zone Zone déserte").get_by_role("button", name="Confirmer").click()
    said(zones, "La zone est supprimée.")
    expect(_zone(zones, "Zone déserte")).to_have_count(0)
    assert "Zone déserte" not in portal.zones()


def test_the_establishments_of_a_zone_are_one_click_away(zones: Page, portal: Portal) -> None:
    portal.school("Lycée du Môle", zone="Zone portuaire")
    zones.reload()
    _zone(zones, "Zone portuaire").get_by_role("link", name="1 établissement").click()
    expect(zones.get_by_role("rowheader")).to_have_count(1)
    expect(zones.get_by_role("link", name="Lycée du Môle")).to_be_visible()
