"""Is what somebody types into the box of establishments kept, however early they type?"""

import re

from playwright.sync_api import Page, Route, expect

from tests.e2e.gestures import fill_in, title
from tests.support.browser import Visitor
from tests.support.portals import PASSWORD, Portal


def held(page: Page, what: str) -> list[Route]:
    """Requests that get no answer before they are let go."""
    waiting = list[Route]()

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(re.compile(what), hold)
    return waiting


def type_there(page: Page, words: str) -> None:
    page.get_by_role("combobox", name="Établissement").fill(words)


def test_whom_one_chose_last_time_does_not_take_the_place_of_what_is_typed(stranger: Visitor, portal: Portal) -> None:
    last, other = portal.inhabited("Lycée Angélique"), portal.inhabited("Lycée Bourrache")
    page = stranger.open(f"/sign-in?e={last}")
    box = page.get_by_role("combobox", name="Établissement")
    expect(box).to_have_value(re.compile("Angélique"))
    late = held(page, r"establishments\?e=")
    page.goto(f"{portal.address}/sign-in")
    while not late:
        page.wait_for_timeout(20)
    type_there(page, "bourrache")
    with page.expect_response(re.compile(r"establishments\?e=")):
        late[0].continue_()
    expect(box).to_have_value("bourrache")
    page.get_by_role("option", name="Lycée Bourrache").click()
    expect(box).to_have_value(re.compile("Bourrache"))
    expect(page.locator("[name=establishment]")).to_have_value(str(other))


def test_who_signs_in_before_the_name_has_come_gets_in(stranger: Visitor, portal: Portal) -> None:
    number = portal.inhabited("Lycée Digitale")
    page = stranger.page
    late = held(page, r"establishments\?e=")
    page.goto(f"{portal.address}/sign-in?e={number}")
    while not late:
        page.wait_for_timeout(20)
    fill_in(page, "admin", PASSWORD)
    expect(title(page, "Accueil")).to_be_visible()


def test_an_address_that_names_no_establishment_asks_for_one(stranger: Visitor, portal: Portal) -> None:
    page = stranger.page
    with page.expect_response(re.compile(r"establishments\?e=")):
        page.goto(f"{portal.address}/sign-in?e=987654")
    expect(page.get_by_role("combobox", name="Établissement")).to_have_attribute("required", "")
    fill_in(page, "admin", PASSWORD)
    expect(page.get_by_role("combobox", name="Établissement")).to_be_focused()
    expect(page).to_have_url(f"{portal.address}/sign-in?e=987654")


def test_what_is_typed_before_the_page_is_alive_is_looked_for(stranger: Visitor, portal: Portal) -> None:
    portal.inhabited("Lycée Consoude")
    page = stranger.page
    scripts = held(page, r"/assets/.*\.js$")
    page.goto(f"{portal.address}/sign-in", wait_until="commit")
    type_there(page, "consoude")
    assert scripts
    page.unroute_all()
    page.get_by_role("option", name="Lycée Consoude").click()
    expect(page.get_by_role("combobox", name="Établissement")).to_have_value(re.compile("Consoude"))
