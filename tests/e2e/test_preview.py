"""Does a PDF show in the page, and nothing else of it (L5, L8)?"""

import base64
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, ViewportSize, expect

from app.services.demo_lockers import pdf
from tests.e2e.axe import examine, examined_by
from tests.e2e.gestures import title
from tests.e2e.places import settled
from tests.support.browser import DESK, PHONE, Come, chromium
from tests.support.portals import Portal
from tests.support.staffroom import staffroom_of

DRAWN = pdf("Bonjour").replace(b"BT /F1 24 Tf 72 760 Td (Bonjour) Tj ET", b"1 0 0 rg 60 500 400 300 re f ".ljust(38))
# How many pixels of a picture are as red as the page that the document draws.
RED = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  let red = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] > 200 && data[i + 1] < 60 && data[i + 2] < 60) red += 1;
  return red;
}"""


@pytest.fixture(scope="module")
def browser(started: Playwright) -> Iterator[Browser]:
    """One that shows documents itself, too."""
    with chromium(started, has_viewer=True) as browser:
        yield browser


def drawn(page: Page, frame: Locator) -> None:
    """The viewer of the browser, which is another process, has drawn what the document says."""
    deadline = time.monotonic() + 20
    while page.evaluate(RED, base64.b64encode(frame.screenshot()).decode()) < 1000:  # takes its time itself
        assert time.monotonic() < deadline, "the viewer stays blank"


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_a_pdf_is_drawn_in_the_page_by_an_answer_in_which_nothing_runs(
    come: Come, portal: Portal, screen: ViewportSize
) -> None:
    room = staffroom_of(portal, "Collège des Aperçus")
    document = room.give("Affiche.pdf", DRAWN, memo="À lire avant jeudi")
    visitor = examined_by(come(viewport=screen))
    visitor.sign_in(room.place.number, "marie")
    with visitor.page.expect_response(re.compile(rf"/documents/{document}\?inline=1")) as answer:
        page = visitor.open(f"/locker/{document}")
    expect(title(page, "Affiche.pdf")).to_be_visible()
    assert (answer.value.status, answer.value.headers["content-type"]) == (200, "application/pdf")
    # Of the answer that its viewer takes, Chromium tells not all; the same is asked for again.
    heads = visitor.context.request.head(answer.value.url).headers
    assert "sandbox" in heads["content-security-policy"]
    assert "default-src 'none'" in heads["content-security-policy"]
    assert heads["content-disposition"].startswith("inline")
    settled(page)
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", "Affiche.pdf")
    if page.evaluate("navigator.pdfViewerEnabled"):  # a shell without a head has no viewer
        drawn(page, frame)
    examine(page, "a PDF", frames=False)  # the browser's own viewer is not ours to examine
