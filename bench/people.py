"""What does the list of people cost at a hundred thousand: the worst filters and orders, and gestures in a browser?"""

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from app.models.establishment import PersonState
from app.services import demo
from bench import browser, combinations, reflex_alone, servers
from bench.figures import Figure, medians
from bench.gestures import FLOOR, ROUNDS

PEOPLE: Final = 100_000
WORDS: Final = ("martin", "ma", "lea", "dupont")  # whom nobody finds twice in a row


def figures(folder: Path) -> Iterator[Figure]:
    """The combinations that cost most, then what people do."""
    installation, uai = combinations.filled(folder / "people", PEOPLE)
    actor = combinations.administrator(installation, uai)
    yield from combinations.figures(installation, actor, PEOPLE)
    number = actor.place.number
    installation.close()
    with servers.casier(folder / "people") as server, reflex_alone.served() as floor, browser.chromium() as chromium:
        bare = browser.at(browser.fresh(chromium), floor.address)
        ours = browser.fresh(chromium)
        form: Any = {"establishment": str(number), "login": "admin", "password": demo.PASSWORD}
        ours.context.request.post(f"{server.address}/auth/sign-in", form=form, max_redirects=0)
        for name, gesture in _gestures(ours).items():
            browser.at(ours, server.address + "/people")
            found = medians(ROUNDS, {"ours": gesture, "raw": lambda: _done(bare, FLOOR)})
            yield Figure(f"people, {PEOPLE:,}: {name}, click to paint", found["ours"], raw=found["raw"], most_ratio=1.3)


def _gestures(page: Page) -> dict[str, Callable[[], float]]:
    states, words = itertools.cycle(PersonState), itertools.cycle(WORDS)
    typed = "dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"
    return {
        "page": lambda: _done(page, "[...document.querySelectorAll('main nav button')].at(-1).click()"),
        "filter": lambda: _done(page, f"casierFill('status', {json.dumps(next(states))}, 'change')"),
        "sort": lambda: _done(page, "document.querySelector('thead th:nth-of-type(2) button').click()"),
        "search": lambda: _done(page, f"casierFill('q', {json.dumps(next(words))}, 'input').{typed}"),
    }


def _done(page: Page, gesture: str) -> float:
    page.bring_to_front()
    return browser.until_rows(page, gesture)
