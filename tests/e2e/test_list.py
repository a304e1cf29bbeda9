"""Does the list filter, sort and page, and does its address say so? (E1)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.gestures import LIST, names, search, title
from tests.support.browser import Visitor
from tests.support.portals import Portal

WORD = "Orchidée"
TOWNS = ("29200 Brest", "06000 Nice", "59000 Lille")


def _name(n: int) -> str:
    """Without figures, which UAI codes have too."""
    return f"Collège {WORD} {chr(ord('a') + n - 1) * 3}"


@pytest.fixture(scope="module", autouse=True)
def orchids(portal: Portal) -> None:
    """Twenty-three schools that no other journey touches; the first is blocked."""
    for n in range(1, 24):
        zone = "Serre chaude" if n <= 5 else "Serre froide"
        number = portal.school(_name(n), zone=zone, locality=TOWNS[n % 3])
        if n == 1:
            portal.block(number, "Inventaire")


@pytest.fixture
def orchid_page(webmaster: Visitor) -> Page:
    page = webmaster.open(f"{LIST}?q={WORD}&size=20")
    expect(names(page)).to_have_count(20)
    return page


def test_searching_shows_what_matches_and_the_address_says_it(page: Page) -> None:
    search(page, "orchidee ggg")
    expect(names(page)).to_have_count(1)
    expect(names(page)).to_contain_text("Collège Orchidée ggg")
    page.get_by_role("button", name="Réinitialiser").click()
    expect(page).to_have_url(re.compile(r"/establishments/?$"))
    expect(page.get_by_label("Rechercher")).to_have_value("")
    expect(names(page).nth(1)).to_be_visible()


def test_the_filter_button_does_at_once_what_typing_does_in_a_moment(page: Page) -> None:
    page.get_by_label("Rechercher").fill("orchidée kkk")
    page.get_by_role("button", name="Filtrer").click()
    expect(names(page)).to_have_text([re.compile("Orchidée kkk")])


def test_zone_and_state_restrict_the_list_together(orchid_page: Page) -> None:
    orchid_page.get_by_label("Zone géographique").select_option(label="Serre chaude")
    expect(names(orchid_page)).to_have_count(5)
    orchid_page.get_by_label("État").select_option(label="Bloqué")
    expect(names(orchid_page)).to_have_text([re.compile("Orchidée aaa")])
    expect(orchid_page).to_have_url(re.compile(r"zone=\d+.*status=blocked"))
    expect(orchid_page.get_by_role("row").nth(1)).to_contain_text("Bloqué")


def test_the_back_button_gives_back_the_filter_before(orchid_page: Page) -> None:
    orchid_page.get_by_label("État").select_option(label="Bloqué")
    expect(names(orchid_page)).to_have_count(1)
    orchid_page.go_back()
    expect(names(orchid_page)).to_have_count(20)
    expect(orchid_page.get_by_label("État")).to_have_value("")
    orchid_page.go_forward()
    expect(names(orchid_page)).to_have_count(1)


def test_the_list_is_as_it_was_on_coming_back_from_an_establishment(orchid_page: Page) -> None:
    orchid_page.get_by_role("button", name="Suivant").click()
    orchid_page.get_by_role("link", name="Collège Orchidée vvv").click()
    expect(title(orchid_page, "Collège Orchidée vvv")).to_be_visible()
    orchid_page.go_back()
    expect(names(orchid_page)).to_have_count(3)


def test_a_link_to_a_filtered_list_opens_it_so(webmaster: Visitor) -> None:
    page = webmaster.open(f"{LIST}?q={WORD}&status=blocked&sort=-locality")
    expect(names(page)).to_have_count(1)
    expect(page.get_by_label("Rechercher")).to_have_value(WORD)
    expect(page.get_by_label("État")).to_have_value("blocked")
    expect(page.get_by_role("columnheader", name="Localité")).to_have_attribute("aria-sort", "descending")


def test_a_header_sorts_and_sorts_the_other_way(orchid_page: Page) -> None:
    header = orchid_page.get_by_role("columnheader", name="Localité")
    expect(header).to_have_attribute("aria-sort", "none")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(orchid_page.get_by_role("row").nth(1)).to_contain_text("06000 Nice")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(orchid_page.get_by_role("row").nth(1)).to_contain_text("59000 Lille")
    expect(orchid_page).to_have_url(re.compile("sort=-locality"))
    expect(orchid_page.get_by_role("columnheader", name="Établissement")).to_have_attribute("aria-sort", "none")


def test_pages_follow_each_other(orchid_page: Page) -> None:
    pages = orchid_page.get_by_role("navigation", name="Pages")
    expect(orchid_page.get_by_text("1 à 20 sur 23")).to_be_visible()
    expect(pages.get_by_role("button", name="Précédent")).to_be_disabled()
    pages.get_by_role("button", name="Suivant").click()
    expect(orchid_page.get_by_text("21 à 23 sur 23")).to_be_visible()
    expect(names(orchid_page)).to_have_count(3)
    expect(orchid_page).to_have_url(re.compile("page=2"))
    expect(pages.get_by_role("button", name="Suivant")).to_be_disabled()
    pages.get_by_role("button", name="Précédent").click()
    expect(names(orchid_page)).to_have_count(20)


def test_a_page_can_be_longer(orchid_page: Page) -> None:
    orchid_page.get_by_label("par page").select_option("50")
    expect(names(orchid_page)).to_have_count(23)
    expect(orchid_page).to_have_url(re.compile("size=50"))


def test_another_filter_begins_at_the_first_page_again(orchid_page: Page) -> None:
    orchid_page.get_by_role("button", name="Suivant").click()
    expect(names(orchid_page)).to_have_count(3)
    orchid_page.get_by_label("Zone géographique").select_option(label="Serre chaude")
    expect(names(orchid_page)).to_have_count(5)


def test_a_search_without_result_says_what_to_do(page: Page) -> None:
    search(page, "introuvable")
    expect(page.get_by_text("Aucun établissement ne correspond.")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Réinitialiser").last.click()
    expect(names(page).first).to_be_visible()
