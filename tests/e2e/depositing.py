"""How does somebody deposit? Files, recipients, and the button that says for how many, as the page names them."""

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.gestures import said
from tests.support.staffroom import PDF


def box(page: Page) -> Locator:
    """Where recipients are looked for."""
    return page.get_by_role("combobox", name="Destinataires")


def deed(page: Page) -> Locator:
    """The button, whatever it says."""
    return page.get_by_role("button", name=re.compile("^Déposer"))


def sending(page: Page, name: str, content: bytes = PDF) -> Locator:
    """Choose a file; gives what stands for it among the files."""
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    page.get_by_label("Choisir des fichiers").set_input_files(file)
    return page.get_by_role("list", name="Fichiers").get_by_role("listitem").filter(has_text=name)


def attach(page: Page, name: str, content: bytes = PDF) -> None:
    """Choose a file, and wait until it is on the server."""
    expect(sending(page, name, content)).to_contain_text("Prêt")


def choose(page: Page, words: str, option: str | re.Pattern[str]) -> None:
    """Look for recipients by these words, and take the one that is named so."""
    box(page).fill(words)
    page.get_by_role("option", name=option).click()


def deposited(page: Page, people: int) -> None:
    """Once the button says for how many, do it, and wait for the next form."""
    expect(deed(page)).to_have_text(re.compile(rf"pour {people} personnes?$"))
    deed(page).click()
    said(page, "1 document est déposé.")  # as it may have been said before
    expect(page.get_by_role("list", name="Fichiers")).to_have_count(0)
