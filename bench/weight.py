"""What does the first page weigh, how soon is it there, and what does the server take?"""

import gzip
from collections.abc import Iterator
from typing import Final

from playwright.sync_api import Browser, Page, Response

from bench import browser
from bench.figures import Figure, medians
from bench.servers import Server

KINDS: Final = {"script": ("JavaScript", 175), "stylesheet": ("CSS", 12)}
COLD: Final = 5


def of_page(chromium: Browser, server: Server, floor: Server) -> Iterator[Figure]:
    """The list of establishments, in a browser that never saw it."""
    ours, bare = _loaded(chromium, server, browser.LIST), _loaded(chromium, floor, "/")
    for kind, (label, most) in KINDS.items():
        yield Figure(f"first page: {label}, gzip", ours[kind], "KiB", raw=bare[kind] or None, most=most)
    cold = medians(
        COLD,
        {
            "ours": lambda: _first_rows(browser.entered(chromium, server.address), server.address + browser.LIST),
            "raw": lambda: _first_rows(browser.fresh(chromium), floor.address),
        },
    )
    yield Figure("first page: address to rows, cold", cold["ours"], raw=cold["raw"], most=700)


def of_server(server: Server, floor: Server) -> Iterator[Figure]:
    """After all the rest."""
    yield Figure("server: start on built sources", server.start, raw=floor.start, most=3000)
    yield Figure("server: memory", server.memory(), "MiB", raw=floor.memory(), most=210)


def _loaded(chromium: Browser, server: Server, path: str) -> dict[str, float]:
    page = browser.fresh(chromium) if path == "/" else browser.entered(chromium, server.address)
    found: list[Response] = []
    page.on("response", lambda response: found.append(response))  # noqa: PLW0108  Playwright marks what it calls
    page.goto(server.address + path, wait_until="networkidle")
    weighed = dict.fromkeys(KINDS, 0.0)
    for response in found:
        if (kind := response.request.resource_type) in weighed:
            weighed[kind] += len(gzip.compress(response.body())) / 1024
    page.context.close()
    return weighed


def _first_rows(page: Page, address: str) -> float:
    page.goto(address, wait_until="commit")
    taken = page.evaluate(
        "new Promise(done => { const look = () => document.querySelector('tbody tr') ?"
        " requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look); look() })"
    )
    page.context.close()
    return taken
