"""How long does a gesture on the list take, in a browser, beside what Reflex alone would take for fifty rows?"""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Final

from playwright.sync_api import Page

from bench import browser
from bench.figures import Figure, medians, percentile
from bench.servers import Server

ROUNDS: Final = 41
COUNTED: Final = 20
FLOOR: Final = "document.getElementById('next').click()"
# Rows whose words nobody finds twice in a row: each search brings another page.
WORDS: Final = ("moulin", "hugo", "curie", "ferry")

TICK: Final = """() => casierProbe(
  () => document.querySelector('tbody input[type=checkbox]').click(),
  () => !!document.querySelector('section[aria-label]') + '', -1)"""
COUNT_EVENTS: Final = """() => {
  const send = WebSocket.prototype.send;
  window.casierEvents = 0;
  WebSocket.prototype.send = function (said) {
    if (String(said).startsWith('42')) window.casierEvents++;
    return send.call(this, said);
  };
}"""
NATIVE_TICK: Final = """() => casierProbe(
  () => { const box = document.getElementById('native'); box.click(); box.after(document.createElement('i')) },
  () => document.querySelectorAll('i').length, -1)"""


def figures(ours: Page, bare: Page, server: Server, floor: Server) -> Iterator[Figure]:
    """Each gesture in turn with the bare one."""

    def bare_click() -> float:
        bare.bring_to_front()
        return browser.until_rows(bare, FLOOR)

    for name, gesture in gestures(ours).items():
        browser.at(ours, server.address + browser.LIST)
        found = medians(ROUNDS, {"ours": gesture, "raw": bare_click})
        yield Figure(f"list, 10,000: {name}, click to paint", found["ours"], raw=found["raw"], most_ratio=1.3)
    browser.at(ours, server.address + browser.LIST)
    turn = gestures(ours)["page"]
    yield Figure(
        "list, 10,000: a page, server's processor", _processor(server, turn), raw=_processor(floor, bare_click)
    )
    yield from _tick(ours, bare)
    yield Figure("list: elements in the page", ours.evaluate("document.querySelectorAll('*').length"), "", most=900)


def gestures(page: Page) -> dict[str, Callable[[], float]]:
    """What people do to the list, each time with another outcome."""
    zones = itertools.cycle(page.evaluate("[...document.getElementById('zone').options].map(o => o.value).slice(1, 6)"))
    words = itertools.cycle(WORDS)
    return {
        "page": lambda: _clicked(page, "nav", "button:last-of-type"),
        "filter": lambda: _done(page, f"casierFill('zone', {json.dumps(next(zones))}, 'change')"),
        "sort": lambda: _clicked(page, "thead", "th:nth-of-type(3) button"),
        # Enter spares the pause after which typing counts as over.
        "search": lambda: _done(
            page,
            f"casierFill('q', {json.dumps(next(words))}, 'input')"
            ".dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))",
        ),
    }


def p95(gesture: Callable[[], float], times: int) -> float:
    """What all but one in twenty stay under."""
    return percentile([gesture() for _ in range(times)], 95)


def _clicked(page: Page, within: str, what: str) -> float:
    inside = f"[...document.querySelectorAll({json.dumps(within)})].at(-1)"
    return _done(page, f"{inside}.querySelector({json.dumps(what)}).click()")


def _done(page: Page, gesture: str) -> float:
    page.bring_to_front()
    return browser.until_rows(page, gesture)


def _processor(server: Server, gesture: Callable[[], float]) -> float:
    begun = server.processor()
    for _ in range(COUNTED):
        gesture()
    return (server.processor() - begun) / COUNTED


def _tick(ours: Page, bare: Page) -> Iterator[Figure]:
    """Ticking asks nobody: whatever is sent meanwhile is counted."""
    ours.evaluate(COUNT_EVENTS)

    def tick() -> float:
        ours.bring_to_front()
        return ours.evaluate(TICK)

    def native() -> float:
        bare.bring_to_front()
        return bare.evaluate(NATIVE_TICK)

    found = medians(ROUNDS, {"ours": tick, "raw": native})
    yield Figure("list: tick a row, click to layout", found["ours"], raw=found["raw"], most=8)
    yield Figure("list: events sent by all those ticks", ours.evaluate("casierEvents"), "", most=0)
