"""How heavy is the first page, and how strict are its answers?"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import places
from tests.e2e.gestures import LIST, names
from tests.support.browser import Come, Visitor
from tests.support.portals import ADMIN, PASSWORD, Portal

KIB = 1024
JAVASCRIPT, CSS = 175 * KIB, 12 * KIB
ELEMENTS = 880  # of the 900 of a whole page; the zones that other journeys add are not counted


def _weight(page: Page, ending: str) -> int:
    """What files of that kind weighed, packed as they travelled."""
    sizes = page.evaluate(
        "ending => performance.getEntriesByType('resource')"
        ".filter(r => new URL(r.name).pathname.endsWith(ending)).map(r => r.encodedBodySize)",
        ending,
    )
    return sum(sizes)


def test_the_first_page_is_light(webmaster: Visitor, portal: Portal) -> None:
    for n in range(50):
        portal.school(f"École Thym {n:02d}")
    page = webmaster.open(f"{LIST}?q=thym")
    expect(names(page)).to_have_count(50)
    page.wait_for_load_state("networkidle")
    assert 100 * KIB < _weight(page, ".js") <= JAVASCRIPT
    assert KIB < _weight(page, ".css") <= CSS
    assert page.evaluate("document.querySelectorAll('body *:not(#zone option)').length") <= ELEMENTS


@pytest.mark.slow
def test_no_page_is_heavier(webmaster: Visitor, portal: Portal) -> None:
    weights = {path: _weight(page, ".js") for path, page in places.inside(webmaster, portal)}
    assert {path: n for path, n in weights.items() if n > JAVASCRIPT} == {}
    assert min(weights.values()) > 100 * KIB, weights


def test_every_page_is_served_strictly(come: Come, portal: Portal) -> None:
    visitor = come()
    visitor.sign_in()
    for path in (*places.STRANGERS, *places.PLATFORM):
        answer = visitor.page.goto(f"{portal.address}{path}")
        assert answer
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self' 'sha256-" in policy, path
        assert "unsafe-eval" not in policy, path
        assert "'unsafe-inline'" not in policy.split("style-src")[0], path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        places.settled(visitor.page)


def test_the_session_is_in_a_cookie_that_no_script_sees(stranger: Visitor) -> None:
    page = stranger.open("/platform/sign-in")
    page.get_by_label("Courriel").fill(ADMIN)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_url(re.compile("/platform/establishments"))
    cookies = {cookie.get("name"): dict[str, Any](cookie) for cookie in stranger.context.cookies()}
    session = cookies["casier"]
    assert (session["httpOnly"], session["sameSite"], session["path"]) == (True, "Lax", "/")
    assert session["secure"] is False  # plain http, on this machine's own address
    assert "casier=" not in page.evaluate("document.cookie")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert session["value"] not in stored
    assert PASSWORD not in stored
