"""What do people do again and again? Gestures on the pages, by the names that people see."""

import re
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

LIST = "/platform/establishments"


def title(page: Page, name: str | re.Pattern[str]) -> Locator:
    """The title of the page."""
    return page.get_by_role("heading", level=1, name=name)


def names(page: Page) -> Locator:
    """The first cell of each row of the list."""
    return page.get_by_role("table").get_by_role("rowheader")


def row(page: Page, name: str) -> Locator:
    """The row of that name."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def search(page: Page, words: str) -> None:
    """Type in the search box, and wait until the address says so."""
    page.get_by_label("Rechercher").fill(words)
    expect(page).to_have_url(re.compile(rf"[?&]q={re.escape(quote(words.split(maxsplit=1)[0]))}"))


def said(page: Page, words: str | re.Pattern[str]) -> None:
    """What went well is said in the corner."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def warned(page: Page, words: str | re.Pattern[str]) -> None:
    """What did not is said at once."""
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


def enter(page: Page, login: str, password: str) -> None:
    """Fill the form of the sign-in page, whose establishment the address or the browser knows."""
    expect(page.get_by_role("combobox", name="Établissement")).not_to_have_value("")
    fill_in(page, login, password)


def fill_in(page: Page, login: str, password: str) -> None:
    """The same, whatever the establishment is."""
    page.get_by_label("Identifiant ou courriel").fill(login)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter").click()


def preview(page: Page, action: str) -> Locator:
    """Ask what an action would do to what is ticked; gives the dialog that says it."""
    bar = page.get_by_role("region", name="Actions")
    bar.get_by_label("Action").select_option(label=action)
    bar.get_by_role("button", name="Appliquer aux éléments sélectionnés").click()
    dialog = page.get_by_role("dialog", name=action)
    expect(dialog).to_be_visible()
    return dialog


def take_all(page: Page, shown: int, results: int) -> None:
    """Tick the page, then all that match."""
    page.get_by_role("checkbox", name="Tout sélectionner sur la page").check()
    bar = page.get_by_role("region", name="Actions")
    expect(bar).to_contain_text(f"{shown} sélectionnés")
    bar.get_by_role("button", name=f"Sélectionner les {results}").click()
    expect(bar).to_contain_text(f"Les {results} résultats sont sélectionnés")


def confirm(dialog: Locator) -> None:
    """Do it."""
    dialog.get_by_role("button", name="Confirmer").click()
    expect(dialog).to_have_count(0)


def faulty(field: Locator, words: str) -> None:
    """The field is marked, and says what is wrong with it."""
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(r"\s".join(map(re.escape, words.split()))))
