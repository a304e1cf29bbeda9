"""Is the permission matrix at hand wherever one is in it, and by keyboard alone (R6, X3)?"""

from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.gestures import said, title
from tests.e2e.keys import is_at, is_inside, press, reach
from tests.support.browser import Come, Visitor
from tests.support.portals import Portal

# Whether the middle of a cell is what is seen there: neither out of the grid's sight nor under something else.
IS_SEEN: Final = """cell => {
  const box = cell.getBoundingClientRect(), frame = cell.closest('table').parentElement.getBoundingClientRect();
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const inside = x > frame.left && x < frame.right && y > frame.top && y < frame.bottom;
  return inside && cell.contains(document.elementFromPoint(x, y));
}"""
AT_ITS_END: Final = """table => {
  const grid = table.parentElement;
  grid.scrollTo(grid.scrollWidth, grid.scrollHeight);
  return [grid.scrollLeft, grid.scrollTop];
}"""


@pytest.fixture
def admin(come: Come, portal: Portal) -> Visitor:
    visitor = come(viewport={"width": 1000, "height": 640})
    visitor.sign_in(portal.inhabited("Collège des Droits"), "admin")
    return visitor


def _is_seen(cell: Locator) -> bool:
    seen: Any = cell.evaluate(IS_SEEN)
    return seen


def test_roles_and_rights_stay_in_sight_wherever_one_is(admin: Visitor) -> None:
    page = admin.open("/permissions")
    grid = page.get_by_role("table", name="Droits de chaque fonction")
    heads, rights = grid.locator("thead").get_by_role("columnheader"), grid.get_by_role("rowheader")
    expect(rights.first).to_be_visible()
    assert _is_seen(heads.first)
    assert _is_seen(rights.first)
    assert not _is_seen(heads.last)
    assert not _is_seen(rights.last)
    right, down = grid.evaluate(AT_ITS_END)
    assert right > 0
    assert down > 0
    for stays in (heads.first, heads.last, rights.last):
        assert _is_seen(stays)
    assert not _is_seen(rights.first)


def test_differences_are_made_given_up_saved_and_taken_back_by_keyboard(admin: Visitor) -> None:
    page = admin.open("/permissions")
    expect(title(page, "Droits")).to_be_visible()
    box = _narrowed(page)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    bar = page.get_by_role("status").filter(has_text="2 modifications non enregistrées")
    expect(bar).to_contain_text("+ Élève : Consulter le journal")
    press(page, "Abandonner")
    expect(bar).to_have_count(0)
    expect(box).not_to_be_checked()
    reach(page, "Consulter le journal – Élève", "Shift+Tab")
    page.keyboard.press("Space")
    press(page, "Enregistrer")
    _confirmed(page)
    expect(box).to_be_checked()

    press(page, "Historique", "Shift+Tab")
    is_inside(page.get_by_role("dialog", name="Historique des droits"))
    press(page, "Défaire")
    dialog = page.get_by_role("dialog", name="Enregistrer 1 modification des droits")
    expect(dialog.get_by_role("listitem")).to_contain_text("retire")
    _confirmed(page)
    expect(box).not_to_be_checked()
    is_at(page.locator(":focus"))


def _narrowed(page: Page) -> Locator:
    """To one right; the cursor is in the box of the students."""
    reach(page, "Rechercher un droit")
    page.keyboard.type("consulter le journal")
    reach(page, "Consulter le journal – Élève")
    return page.get_by_role("checkbox", name="Consulter le journal – Élève")


def _confirmed(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="Enregistrer 1 modification des droits")
    is_inside(dialog)
    press(page, "Confirmer")
    said(page, "1 droit est modifié.")
    expect(dialog).to_have_count(0)
