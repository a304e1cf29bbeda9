"""Is the list of people filtered, sorted, turned, shared and shown as one likes (P1, P2, P8)?"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.gestures import names, search, title
from tests.e2e.keys import here
from tests.support.browser import PHONE, Come, Visitor
from tests.support.portals import Portal

PEOPLE = "/people"


@pytest.fixture
def administrator(come: Come) -> Visitor:
    visitor = come()
    visitor.sign_in(1, "admin")
    return visitor


@pytest.fixture
def people(administrator: Visitor) -> Page:
    page = administrator.open(PEOPLE)
    expect(title(page, "Personnes")).to_be_visible()
    expect(names(page).first).to_be_visible()
    return page


def test_people_are_filtered_sorted_and_shared_by_the_address(people: Page, administrator: Visitor) -> None:
    everybody = names(people).count()
    people.get_by_label("Fonction", exact=True).select_option(label="Webmestre")
    expect(names(people)).to_have_count(1)
    expect(people.get_by_role("rowheader", name="admin")).to_be_visible()
    shared = administrator.tab().open(people.url.removeprefix(people.evaluate("location.origin")))
    expect(names(shared)).to_have_count(1)
    people.go_back()
    expect(names(people)).to_have_count(everybody)
    people.get_by_role("button", name="Plus de filtres").click()
    people.get_by_label("Connexions").select_option(label="Jamais connecté")
    expect(people).to_have_url(re.compile("never=1"))
    accesses = people.locator("td[data-l^='Dernier accès']")
    expect(accesses.filter(has_not_text="jamais")).to_have_count(0)
    expect(accesses.first).to_have_text("jamais")
    people.get_by_role("button", name="Réinitialiser").click()
    header = people.get_by_role("columnheader", name="Membre depuis")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    search(people, "admin")
    expect(names(people)).to_have_count(1)
    search(people, "zzzz")
    expect(people.get_by_text("Personne ne correspond.")).to_be_visible()


COUNT_FORMATTERS = """() => {
  window.formattersMade = 0;
  const construct = (made, said) => (window.formattersMade++, new made(...said));
  Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {construct});
}"""
GROUND = "element => getComputedStyle(element).backgroundColor"


def test_other_rows_make_no_formatters_of_their_own(people: Page) -> None:
    first = names(people).first.inner_text()
    people.evaluate(COUNT_FORMATTERS)
    people.locator("thead button").first.click()
    expect(names(people).first).not_to_have_text(first)
    assert people.evaluate("formattersMade") == 0


def test_the_tags_of_a_ticked_row_stand_out_from_its_ground(people: Page) -> None:
    row = people.get_by_role("row").filter(has=people.get_by_role("rowheader", name="admin"))
    tag = row.locator("td[data-l^='Fonctions'] span").first
    usual = tag.evaluate(GROUND)
    row.get_by_role("checkbox").check()
    expect(people.get_by_role("region", name="Actions")).to_be_visible()
    assert row.evaluate(GROUND) == usual != tag.evaluate(GROUND)


def test_the_columns_and_the_size_that_somebody_likes_are_kept(people: Page, administrator: Visitor) -> None:
    people.get_by_role("button", name="Colonnes").click()
    people.get_by_role("checkbox", name="Courriel").click()
    expect(people.get_by_role("columnheader", name="Courriel")).to_have_count(0)
    people.get_by_label("par page").select_option("20")
    expect(people).to_have_url(re.compile("size=20"))
    again = administrator.open(PEOPLE)
    expect(names(again).first).to_be_visible()
    expect(again.get_by_label("par page")).to_have_value("20")
    expect(again.get_by_role("columnheader", name="Courriel")).to_have_count(0)
    again.get_by_role("button", name="Colonnes").click()
    again.get_by_role("checkbox", name="Courriel").click()
    expect(again.get_by_role("columnheader", name="Courriel")).to_have_count(1)


def test_columns_are_chosen_at_the_end_of_the_filters(people: Page, come: Come) -> None:
    rows = [
        people.get_by_role("button", name=name, exact=True).bounding_box() for name in ("Plus de filtres", "Colonnes")
    ]
    assert rows[0]
    assert rows[1]
    assert rows[0]["y"] == rows[1]["y"]
    assert rows[0]["x"] + rows[0]["width"] <= rows[1]["x"]
    phone = come(viewport=PHONE)
    phone.sign_in(1, "admin")
    page = phone.open(PEOPLE)
    expect(names(page).first).to_be_visible()
    expect(page.get_by_role("button", name="Colonnes")).to_be_hidden()
    page.get_by_role("button", name="Filtres").click()
    page.get_by_role("button", name="Colonnes").click()
    page.get_by_role("checkbox", name="Membre depuis").click()
    expect(page.locator("td[data-l^='Membre depuis']")).to_have_count(0)
    page.get_by_role("checkbox", name="Membre depuis").click()
    expect(page.locator("td[data-l^='Membre depuis']").first).to_be_visible()


def test_usernames_have_a_column_and_an_order_for_whoever_wants_them(people: Page) -> None:
    both = people.get_by_role("columnheader", name="Nom")
    sorts = {name: both.get_by_role("button", name=name) for name in ("Nom", "Identifiant")}
    expect(both).to_have_attribute("aria-sort", "ascending")
    expect(sorts["Nom"]).to_have_attribute("aria-current", "true")
    sorts["Identifiant"].click()
    expect(sorts["Identifiant"]).to_have_attribute("aria-current", "true")
    expect(sorts["Identifiant"]).to_contain_text("↑")
    expect(sorts["Nom"]).to_have_attribute("aria-current", "false")
    expect(both).to_have_attribute("aria-sort", "ascending")
    expect(both).to_have_css("box-shadow", re.compile("inset"))
    beneath = people.get_by_role("rowheader").locator("span.block")
    expect(beneath.first).to_have_text("admin")
    assert beneath.all_inner_texts() == sorted(beneath.all_inner_texts())
    sorts["Identifiant"].click()
    expect(both).to_have_attribute("aria-sort", "descending")
    expect(beneath.last).to_have_text("admin")
    assert people.evaluate("(p => p.scrollWidth <= p.clientWidth)(document.querySelector('table').parentElement)")
    header = people.get_by_role("columnheader", name="Identifiant", exact=True)
    expect(header).to_have_count(0)
    under = people.get_by_role("rowheader", name=re.compile("eleve$"))
    expect(under).to_have_count(1)
    people.get_by_role("button", name="Colonnes").click()
    people.get_by_role("checkbox", name="Identifiant").click()
    expect(sorts["Identifiant"]).to_have_count(0)
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(both).to_have_attribute("aria-sort", "none")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    shown = people.locator("td[data-l^='Identifiant']")
    expect(shown.first).to_have_text("admin")
    assert shown.all_inner_texts() == sorted(shown.all_inner_texts())
    expect(under).to_have_count(0)
    people.get_by_role("checkbox", name="Identifiant").click()
    expect(header).to_have_count(0)


@pytest.mark.parametrize(
    ("later", "french", "english"),
    [
        (timedelta(seconds=-90), "maintenant", "now"),
        (timedelta(seconds=20), "maintenant", "now"),
        (timedelta(minutes=5, seconds=30), "il y a 5 minutes", "5 minutes ago"),
        (timedelta(hours=2, minutes=30), "il y a 2 heures", "2 hours ago"),
        (timedelta(days=1), "hier", "yesterday"),
        (timedelta(days=3), "il y a 3 jours", "3 days ago"),
        (timedelta(days=8), None, None),
    ],
)
def test_the_last_access_says_how_long_ago_it_was(
    come: Come, portal: Portal, later: timedelta, french: str | None, english: str | None
) -> None:
    at = datetime.now(UTC).replace(hour=10, minute=0)
    school = portal.inhabited("Collège Anis")
    portal.person(school, "Zola", "Zoé", last_access=at)
    visitor = come()
    visitor.sign_in(school, "admin")
    visitor.page.clock.set_fixed_time(at + later)
    page = visitor.open(f"{PEOPLE}?q=zola")
    said = page.locator("td[data-l^='Dernier accès'] time")
    day = f"{at.day} "
    expect(said).to_have_text(french or re.compile(f"^{day}"))
    expect(said).to_have_attribute("title", re.compile(rf"^\w+ {day}.* {at.year} à "))
    assert datetime.fromisoformat(said.get_attribute("datetime") or "") == at
    page.get_by_role("button", name="Menu du compte").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("td[data-l='Last access: '] time")).to_have_text(
        english or re.compile(f" {at.day}, {at.year}$")
    )


def test_the_bar_stays_in_sight(come: Come) -> None:
    visitor = come(viewport={"width": 1280, "height": 500})
    visitor.sign_in(1, "admin")
    page = visitor.open(PEOPLE)
    expect(names(page).first).to_be_visible()
    page.get_by_role("table").get_by_role("checkbox").last.check()
    bar = page.get_by_role("region", name="Actions")
    expect(bar).to_be_in_viewport(ratio=1)
    page.keyboard.press("End")
    expect(page.get_by_label("par page")).to_be_in_viewport()
    expect(bar).to_be_in_viewport(ratio=1)
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        here(page)  # not under the bar


def test_ticking_asks_nobody(people: Page) -> None:
    people.evaluate(
        "() => { const send = WebSocket.prototype.send; window.sent = 0;"
        " WebSocket.prototype.send = function (said) {"
        " if (String(said).startsWith('42')) window.sent++; return send.call(this, said) } }"
    )
    boxes = people.get_by_role("table").get_by_role("checkbox")
    boxes.nth(1).check()
    boxes.nth(2).check()
    bar = people.get_by_role("region", name="Actions")
    expect(bar).to_contain_text("2 sélectionnés")
    expect(bar.locator("option")).to_have_count(7)
    bar.get_by_role("button", name="Tout décocher").click()
    expect(bar).to_have_count(0)
    assert people.evaluate("window.sent") == 0


def test_shortcuts_lead_to_an_audience_by_pointer_and_by_keyboard(people: Page) -> None:
    people.get_by_role("link", name="Personnes", exact=True).hover()
    people.get_by_role("link", name="Responsables").click()
    expect(people).to_have_url(re.compile(r"/people\?kind=guardian"))
    expect(people.get_by_label("Public")).to_have_value("guardian")
    people.mouse.move(700, 500)
    opener = people.get_by_role("button", name=re.compile("Raccourcis"))
    opener.press("Enter")
    audiences = ["Élèves", "Professeurs", "Personnel", "Responsables", "Autres"]
    ways = ["Ajouter une personne", "Importer des personnes", *audiences]
    expect(people.locator("#shortcuts-people").get_by_role("link")).to_have_text(ways)
    expect(people.get_by_role("link", name="Élèves")).to_be_visible()
    people.keyboard.press("Escape")
    expect(people.get_by_role("link", name="Élèves")).to_be_hidden()
    opener.press("Enter")
    for _ in ways[:3]:
        people.keyboard.press("Tab")
    expect(people.get_by_role("link", name="Élèves")).to_be_focused()
    people.keyboard.press("Enter")
    expect(people.get_by_label("Public")).to_have_value("student")


def test_nobody_of_another_establishment_is_there_nor_for_whom_may_not(come: Come, portal: Portal) -> None:
    number = portal.inhabited("Collège Réglisse")
    visitor = come()
    visitor.sign_in(number, "admin")
    page = visitor.open(PEOPLE)
    expect(names(page)).to_have_count(1)
    pupil = come()
    pupil.sign_in(1, "eleve")
    home = pupil.open("/")
    expect(title(home, "Accueil")).to_be_visible()
    expect(home.get_by_role("link", name="Travaux")).to_be_visible()
    expect(home.get_by_role("link", name="Personnes", exact=True)).to_have_count(0)
    expect(home.get_by_role("link", name="Journal")).to_have_count(0)
