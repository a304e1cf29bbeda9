"""What does axe-core find on a page as it stands? (X3)."""

from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.support.browser import Visitor

TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
THEMES: Final = ("light", "dark")
RUN: Final = """async ([tags, iframes, colours]) => {
  const painted = axe.getRules(tags).filter(rule => rule.tags.includes('cat.color')).map(rule => rule.ruleId);
  const runOnly = colours ? {type: 'rule', values: painted} : tags;
  const found = await axe.run(document, {runOnly, iframes, resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 140) + ' ' + n.any.map(a => a.message).join(' ')).join(' | '));
}"""
DRESS: Final = "theme => { document.documentElement.classList.remove('light', 'dark'); document.documentElement.classList.add(theme) }"


def examine(page: Page, what: str, themes: tuple[str, ...] = THEMES, *, frames: bool = True) -> None:
    """Nothing is found on the page as it is now, nor in its frames, unless what they show is not ours.

    The second theme is asked about its colours alone: it has nothing else of its own (`tests/architecture`).
    """
    for theme in themes:
        page.evaluate(DRESS, theme)
        found: list[Any] = page.evaluate(RUN, [list(TAGS), frames, theme != themes[0]])
        assert not found, f"{what}, {theme}: {found}"


def examined_by(visitor: Visitor) -> Visitor:
    """Every page that they open can be examined."""
    visitor.context.add_init_script(AXE_SCRIPT)
    return visitor
