"""When does a person see the answer? Asked inside the page, until two frames after the one that paints it."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from app.services import demo
from bench.ground import ADMIN, PASSWORD
from tests.support.browser import chromium as launched

LIST: Final = "/platform/establishments"
ROWS: Final = "tbody tr"
FRAMES: Final = 3  # the one that paints, and two more

# `gesture` runs in the page; `seen` tells a screen from the next. Resolves to milliseconds, or fails after 5 s;
# without `frames`, as soon as the change is painted; with -1, when it is laid out, whenever the screen shows it.
PROBE: Final = """
window.casierProbe = (gesture, seen, frames) => new Promise((resolve, reject) => {
  const before = seen();
  let begun = 0, isOver = false;
  const late = setTimeout(() => { watch.disconnect(); over(reject, new Error('nothing changed: ' + before)) }, 5000);
  const over = (tell, what) => { isOver = true; tell(what) };
  const done = () => over(resolve, performance.now() - begun);
  const watch = new MutationObserver(() => {
    if (seen() === before) return;
    watch.disconnect();
    clearTimeout(late);
    const after = (left) => left ? requestAnimationFrame(() => after(left - 1)) : done();
    if (frames > 0) return after(frames);
    if (frames < 0) return document.body.offsetHeight, done();
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = done;
      painted.port2.postMessage(0);
    });
  });
  watch.observe(document.body, {subtree: true, childList: true, characterData: true});
  // Frames come at once after a tab was brought to the front, and when none was asked for a while: they are asked for
  // all along, and the gesture comes when they are regular, at any moment between two of them, as a person would. Else
  // the quicker side may always be just in time for one more.
  const act = () => setTimeout(() => { begun = performance.now(); gesture() }, Math.random() * 34);
  const beat = (left) => requestAnimationFrame(() => { if (left === 0) act(); isOver || beat(left - 1) });
  beat(9);
});
window.casierRows = () => {
  const rows = document.querySelector('tbody')?.rows ?? [];
  return rows.length + (rows.length ? rows[0].textContent + rows[rows.length - 1].textContent : '');
};
window.casierFill = (id, value, kind) => {
  const box = document.getElementById(id);
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), 'value').set.call(box, value);
  box.dispatchEvent(new Event(kind, {bubbles: true}));
  return box;
};
"""


@contextmanager
def chromium() -> Generator[Browser]:
    """The browser of the journeys."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


def fresh(browser: Browser) -> Page:
    """A page with the probe, in a context of its own."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR").new_page()
    page.add_init_script(PROBE)
    return page


def entered(browser: Browser, server: str) -> Page:
    """The same, signed in as the administrator."""
    return _entered(browser, f"{server}/auth/platform/sign-in", {"email": ADMIN, "password": PASSWORD})


def member(
    browser: Browser, server: str, login: str = "admin", establishment: int = 1, password: str = demo.PASSWORD
) -> Page:
    """The same, signed in as somebody of an establishment."""
    form = {"establishment": str(establishment), "login": login, "password": password}
    return _entered(browser, f"{server}/auth/sign-in", form)


def _entered(browser: Browser, address: str, form: dict[str, str]) -> Page:
    page = fresh(browser)
    said: Any = form
    answer = page.context.request.post(address, form=said, max_redirects=0)
    if "error" in answer.headers.get("location", "error"):
        raise RuntimeError(f"not signed in: {answer.status}")
    return page


def at(page: Page, address: str) -> Page:
    """The page there, with its rows."""
    page.goto(address)
    page.wait_for_selector(ROWS)
    return page


def signed_in(browser: Browser, server: str) -> Page:
    """The list of establishments, before the eyes of an administrator."""
    return at(entered(browser, server), server + LIST)


def until_rows(page: Page, gesture: str) -> float:
    """The milliseconds from a gesture, in JavaScript, to two frames after other rows are painted."""
    return page.evaluate(f"casierProbe(() => {{ {gesture} }}, casierRows, {FRAMES})")
