"""Which pages are there, for whom? What every page must be, it must be on all of these."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from app.services.links import PAGES
from tests.e2e.gestures import LIST
from tests.support.browser import Visitor
from tests.support.portals import Portal

STRANGERS = (
    "/sign-in", "/sign-in?error=wrong&left=3", "/platform/sign-in", "/forgot", "/forgot?platform=1", "/forgot?sent=1",
    "/reset/some-token", "/activate/some-token", "/confirm/some-token", "/confirm/some-token?done=email",
    "/visit", "/visit?e=1",
)  # fmt: skip
PLATFORM = (
    LIST, f"{LIST}?q=zzz", f"{LIST}/new", f"{LIST}/1", f"{LIST}/999999", "/platform/import", "/platform/zones",
    "/platform/statistics", "/platform/mail", "/platform/jobs", "/platform/jobs/999999", "/platform/journal",
)  # fmt: skip
ESTABLISHMENT = (
    "/", "/journal", "/account", "/people", "/people?q=zzz", "/people/new", "/people/import", "/people/1/cancel", "/roles", "/roles?q=zzz", "/roles/new", "/roles/PRINCIPAL", "/roles/NOTHING",
    "/permissions", "/services", "/jobs", "/jobs/999999", "/people/1", "/people/1?tab=sign-ins", "/people/1?tab=rights", "/people/1?tab=journal",
    "/people/999999", "/access", "/access?q=zzz", "/access?person=1", "/locker", "/locker?q=zzz", "/locker/999999", "/locker/sent", "/locker/sent?overseen=1", "/locker/sent/999999", "/locker/trash", "/locker/deposit", "/locker/deposit?to=teacher",
    "/locker/categories", "/settings", "/announcements", "/announcements?q=zzz", "/announcements/new", "/announcements/999999",
    "/guardians", "/guardians?q=zzz", "/spaces", "/spaces/TEACHERS", "/spaces/GUARDIANS", "/spaces/NOTHING", "/access?q=admin&right=space-STAFF",
)  # fmt: skip


def strangers(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """Each page for those who are not signed in, settled."""
    yield from _each(visitor, (*STRANGERS, *map(visitor.portal.mailed, PAGES)))


def inside(visitor: Visitor, portal: Portal) -> Iterator[tuple[str, Page]]:
    """Each page of the platform, then of an establishment."""
    visitor.sign_in()
    yield from _each(visitor, PLATFORM)
    visitor.sign_in(portal.inhabited("Collège Fenouil"), "admin")
    yield from _each(visitor, ESTABLISHMENT)


def _each(visitor: Visitor, paths: tuple[str, ...]) -> Iterator[tuple[str, Page]]:
    for path in paths:
        page = visitor.open(path)
        settled(page)
        yield path, page


def settled(page: Page) -> None:
    """The page shows what it has to show."""
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    expect(page.get_by_text("Chargement…")).to_have_count(0)
    page.wait_for_function(
        "() => !!document.querySelector('main')?.innerText && !document.querySelector('[aria-busy=true]')"
    )
