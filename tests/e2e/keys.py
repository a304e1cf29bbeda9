"""How does somebody go about a page without a mouse? They walk, and must see where they are at each step."""

import re
from typing import Any, Final

from playwright.sync_api import Locator, Page, expect

STEPS: Final = 90
# The name of what has the cursor, and what keeps it from being seen; titles that the cursor is put on have no ring.
# The ring may be around the box that a field is in.
HERE: Final = """() => {
  const e = document.activeElement;
  const name = (e.ariaLabel || e.labels?.[0]?.innerText || e.innerText || '').trim();
  if (e === document.body || ['H1', 'MAIN', 'DIALOG'].includes(e.tagName)) return {name, hidden: ''};
  const box = e.getBoundingClientRect();
  const ringed = [e, e.parentElement].some(part => (look => parseFloat(look.outlineWidth) >= 2 && look.outlineStyle !== 'none')(getComputedStyle(part)));
  const x = box.x + Math.min(box.width / 2, 40), y = box.y + box.height / 2, top = document.elementFromPoint(x, y);
  if (!top) return {name, hidden: 'out of sight'};
  if (!e.contains(top) && !top.contains(e)) return {name, hidden: 'under ' + top.outerHTML.slice(0, 100)};
  return {name, hidden: ringed ? '' : 'without a ring'};
}"""


def here(page: Page) -> str:
    """The name of what has the cursor; whoever looks sees it."""
    found: Any = page.evaluate(HERE)
    assert not found["hidden"], f"{found['name']} is {found['hidden']}"
    return found["name"]


def reach(page: Page, name: str, key: str = "Tab") -> None:
    """Walk to what has a name that begins with these words."""
    for _ in range(STEPS):
        page.keyboard.press(key)
        if re.match(rf"{re.escape(name)}(?!\w)", here(page)):
            return
    raise AssertionError(f"{name} is out of reach")


def press(page: Page, name: str, key: str = "Tab") -> None:
    """Walk there, and press Enter."""
    reach(page, name, key)
    page.keyboard.press("Enter")


def is_at(place: Locator) -> None:
    """The cursor is there, in sight."""
    expect(place).to_be_focused()
    here(place.page)


def is_inside(dialog: Locator) -> None:
    """A dialog is open, and has the cursor."""
    expect(dialog).to_be_visible()
    expect(dialog.locator(":focus")).to_have_count(1)
    here(dialog.page)


def leave(dialog: Locator) -> None:
    """Think again; the dialog is gone."""
    dialog.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def think_twice(dialog: Locator, opener: Locator) -> None:
    """One that is left gives the cursor back to what opened it, and can be opened again."""
    is_inside(dialog)
    leave(dialog)
    is_at(opener)
    dialog.page.keyboard.press("Enter")
    is_inside(dialog)
