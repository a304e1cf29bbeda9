"""What does every journey begin with? A served portal, a browser, and people who come in with it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support import smtp
from tests.support.browser import NOTHING, Come, Visitor, chromium, visiting
from tests.support.portals import Portal, served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that lies here is a journey, and comes last: beside the loop of Playwright no test's own loop can run.

    Of journeys the slow ones come first: one that began at the very end would be waited for by an idle process.
    """
    for item in items:
        if "/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if not item.get_closest_marker("e2e"):
        return 0
    return 1 if item.get_closest_marker("slow") else 2


@pytest.fixture(scope="session")
def post() -> Iterator[smtp.Server]:
    """The mail server that the portal sends its mails by."""
    with smtp.running() as server:
        yield server


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, post: smtp.Server) -> Iterator[Portal]:
    """One for all journeys; each makes the schools that it changes."""
    with served(tmp_path_factory.mktemp("portal"), smtp_url=post.url) as portal:
        yield portal


@pytest.fixture(scope="session")
def started() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(started: Playwright) -> Iterator[Browser]:
    with chromium(started) as browser:
        yield browser


@pytest.fixture
def come(browser: Browser, portal: Portal) -> Iterator[Come]:
    """Somebody comes with a browser of their own; signed in nowhere yet."""
    with ExitStack() as stack:

        def come(forgiven: re.Pattern[str] = NOTHING, at: Portal = portal, **options: Any) -> Visitor:  # noqa: ANN401
            return stack.enter_context(visiting(browser, at, forgiven, **options))

        yield come


@pytest.fixture
def stranger(come: Come) -> Visitor:
    """Somebody who is not signed in."""
    return come()


@pytest.fixture
def webmaster(come: Come) -> Visitor:
    """The platform's administrator."""
    visitor = come()
    visitor.sign_in()
    return visitor


@pytest.fixture
def page(webmaster: Visitor) -> Page:
    """The list of establishments, as the platform's administrator finds it."""
    return webmaster.open("/platform/establishments")
