"""How long does a gesture on the list take, in a browser, beside what Reflex alone would take for fifty rows?"""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from bench import browser, reflex_alone, servers
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
    address = server.address + browser.LIST
    yield from beside_reflex("list, 10,000", ours, address, gestures(ours), bare)
    browser.at(ours, address)
    turn = gestures(ours)["page"]
    yield Figure(
        "list, 10,000: a page, server's processor", _processor(server, turn), raw=_processor(floor, lambda: _bare(bare))
    )
    yield from _tick(ours, bare)
    yield Figure("list: elements in the page", ours.evaluate("document.querySelectorAll('*').length"), "", most=900)


def gestures(page: Page) -> dict[str, Callable[[], float]]:
    """What people do to the list of establishments, each time with another outcome."""
    zones = page.evaluate("[...document.getElementById('zone').options].map(o => o.value).slice(1, 6)")
    return of_list(page, "zone", zones, WORDS, column=3)


def of_list(
    page: Page, name: str, values: Iterable[str], words: Iterable[str], column: int = 2
) -> dict[str, Callable[[], float]]:
    """The same on any list: by the values of one filter, by words, and by one of its columns, the box included."""
    value, word = itertools.cycle(values), itertools.cycle(words)

    def done(gesture: str) -> float:
        page.bring_to_front()
        return browser.until_rows(page, gesture)

    return {
        "page": lambda: done("[...document.querySelectorAll('main nav button')].at(-1).click()"),
        "filter": lambda: done(f"casierFill({json.dumps(name)}, {json.dumps(next(value))}, 'change')"),
        "sort": lambda: done(f"document.querySelector('thead th:nth-of-type({column}) button').click()"),
        # Enter spares the pause after which typing counts as over.
        "search": lambda: done(
            f"casierFill('q', {json.dumps(next(word))}, 'input')"
            ".dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))",
        ),
    }


def beside_reflex(
    what: str, ours: Page, address: str, gestures: dict[str, Callable[[], float]], bare: Page
) -> Iterator[Figure]:
    """Each gesture of a list, in turn with the bare one."""
    for name, gesture in gestures.items():
        browser.at(ours, address)
        found = medians(ROUNDS, {"ours": gesture, "raw": lambda: _bare(bare)})
        yield Figure(f"{what}: {name}, click to paint", found["ours"], raw=found["raw"], most_ratio=1.3)


def _bare(page: Page) -> float:
    page.bring_to_front()
    return browser.until_rows(page, FLOOR)


def of_school(
    folder: Path, what: str, path: str, does: Callable[[Page], dict[str, Callable[[], float]]]
) -> Iterator[Figure]:
    """What the administrator of the first establishment of a folder does to a list, in a browser."""
    with servers.casier(folder) as server, reflex_alone.served() as floor, browser.chromium() as chromium:
        bare, address = browser.at(browser.fresh(chromium), floor.address), server.address + path
        ours = browser.at(browser.member(chromium, server.address), address)
        yield from beside_reflex(what, ours, address, does(ours), bare)


def p95(gesture: Callable[[], float], times: int) -> float:
    """What all but one in twenty stay under."""
    return percentile([gesture() for _ in range(times)], 95)


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
