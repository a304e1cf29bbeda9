"""Does anything that was deposited ever run in a reader's browser, however it lies about itself? (T11, T12)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, Playwright

from app.models.platform import Establishment
from app.services.sessions import place_of
from tests.support.browser import Come, Visitor, chromium
from tests.support.lockers import deposited
from tests.support.portals import Portal

RUN = "window.top.canary=1;window.canary=1;alert(1);fetch('/canary')"
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{RUN}\"><script>{RUN}</script></svg>"
HOSTILE = {
    "page.pdf": f'<!DOCTYPE html><script>{RUN}</script><img src=x onerror="{RUN}">'.encode(),
    "page.html": f'<html><body onload="{RUN}">'.encode(),
    "drawing.png": SVG.encode(),
    "drawing.svg": f"<?xml version='1.0'?>{SVG}".encode(),
    "sheet.xml": f"<?xml version='1.0'?><x xmlns:h='http://www.w3.org/1999/xhtml'><h:script>{RUN}</h:script></x>".encode(),
    "wide.txt": f"<script>{RUN}</script>".encode("utf-16"),
    "seven.txt": f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-".encode(),
    "words.html": f"Bonjour\n\n{RUN}".encode(),
    "script.js": RUN.encode(),
    "late.html": b"mots " * 2000 + f"<script>{RUN}</script>".encode(),
    "polyglot.gif": f"GIF89a/*\0\0*/=0;{RUN}//".encode(),
    "polyglot.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF" + f"--><script>{RUN}</script>".encode(),
    "polyglot.pdf": f"%PDF-1.4\n<script>{RUN}</script>\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>".encode(),
    "\u202egpj.html": b"\x89PNG\r\n\x1a\n" + f"<script>{RUN}</script>".encode(),
    "<img src=x onerror=alert(1)>.txt": b"Un nom qui ment",
}
# What a browser says as it refuses: it will not run, show or frame them.
REFUSED = re.compile(
    r"MIME type|Failed to load resource|Refused to|sandboxed|Content Security Policy|Failed to construct|Not allowed"
)


@pytest.fixture
def reader(come: Come) -> Visitor:
    visitor = come(REFUSED)
    visitor.sign_in(1, "prof")
    return visitor


@pytest.fixture(scope="module")
def addresses(portal: Portal) -> dict[str, str]:
    with portal.installation.databases.platform_session(writes=False) as db:
        place = place_of(db.get_one(Establishment, 1))
    return {
        name: f"/documents/{deposited(portal.installation, place, by='admin', to=['prof'], name=name, content=content)}"
        for name, content in HOSTILE.items()
    }


@pytest.fixture(scope="module")
def browser(started: Playwright) -> Iterator[Browser]:
    """One that shows documents itself, too."""
    with chromium(started, has_viewer=True) as browser:
        yield browser


class Watch:
    """What a page did that no document may make it do."""

    def __init__(self, page: Page) -> None:
        self.deeds = list[str]()
        page.on("dialog", self._spoke)
        page.on("request", lambda request: self._asked(request.url))

    def _spoke(self, dialog: Dialog) -> None:
        self.deeds.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str) -> None:
        if url.endswith("/canary"):
            self.deeds.append("asked for the canary")


@pytest.fixture
def watched(reader: Visitor) -> Iterator[Page]:
    watch = Watch(reader.page)
    yield reader.open("/account")
    assert reader.page.evaluate("window.canary") is None
    assert watch.deeds == []


def test_in_a_frame_of_ours_nothing_runs(watched: Page, addresses: dict[str, str]) -> None:
    framed = """(address) => new Promise((done) => {
        const frame = Object.assign(document.createElement('iframe'), { src: address });
        frame.onload = done; document.body.append(frame); setTimeout(done, 300);
    })"""
    for address in addresses.values():
        watched.evaluate(framed, address)
        watched.evaluate(framed, f"{address}?inline=1")


def test_in_a_tab_nothing_runs_and_what_is_not_shown_is_kept_as_it_is(
    reader: Visitor, addresses: dict[str, str]
) -> None:
    page, watch = reader.open("/account"), Watch(reader.page)
    kept_as_they_are = () if page.evaluate("navigator.pdfViewerEnabled") else ("application/pdf",)
    for name, address in addresses.items():
        for url in (address, f"{address}?inline=1"):
            head = reader.context.request.head(f"{reader.portal.address}{url}").headers
            assert head["x-content-type-options"] == "nosniff"
            is_shown = not head["content-type"].startswith(kept_as_they_are)
            if is_shown and head["content-disposition"].startswith("inline"):
                reader.open(url)
                if not head["content-type"].startswith("application/pdf"):  # a PDF's viewer is not ours to ask
                    assert page.evaluate("window.canary") is None
                reader.open("/account")
                continue
            with page.expect_download() as kept:
                page.evaluate("(address) => { location.href = address }", url)
            assert kept.value.path().read_bytes() == HOSTILE[name]
    assert page.evaluate("window.canary") is None
    assert watch.deeds == []


def test_no_page_of_ours_can_be_made_to_run_it(watched: Page, addresses: dict[str, str]) -> None:
    """Not as a script, a worker, a style or an object, though it comes from the portal itself."""
    tried = """async (address) => {
        const loaded = (kind, what) => new Promise((done) => {
            const part = Object.assign(document.createElement(kind), what);
            part.onload = part.onerror = done; document.head.append(part); setTimeout(done, 300);
        });
        for (const url of [address, address + '?inline=1']) {
            await loaded('script', { src: url });
            await loaded('script', { src: url, type: 'module' });
            await loaded('link', { rel: 'stylesheet', href: url });
            await loaded('embed', { src: url });
            try { new Worker(url) } catch { /* as it should */ }
            try { await navigator.serviceWorker.register(url) } catch { /* as it should */ }
        }
        return (await navigator.serviceWorker.getRegistrations()).length;
    }"""
    for address in addresses.values():
        assert watched.evaluate(tried, address) == 0
