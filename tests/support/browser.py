"""Who sits at the browser? Somebody whom nothing escapes: any fault that a page meets fails the journey."""

import re
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    ViewportSize,
    WebError,
    expect,
)

from tests.support.portals import ADMIN, PASSWORD, Portal

expect.set_options(timeout=15_000)
NOTHING = re.compile(r"(?!)")
# What Chromium says of a page that speaks at the very moment the server cuts it off, as it does whoever is signed out.
CUT = re.compile("WebSocket is already in CLOSING or CLOSED state")
DESK, PHONE = ViewportSize(width=1280, height=860), ViewportSize(width=390, height=844)


@dataclass
class Visitor:
    """One browser of one person: its cookies, and everything that went wrong in it."""

    portal: Portal
    context: BrowserContext
    page: Page
    forgiven: re.Pattern[str]
    faults: list[str] = field(default_factory=list[str])

    def sign_in(self, establishment: int | str | None = None, login: str = ADMIN, password: str = PASSWORD) -> None:
        """Come in past the form, to where an administrator of the platform, or a person of an establishment, begins."""
        form: dict[str, str | float | bool] = {"email": login, "password": password}
        path = "/auth/platform/sign-in"
        if establishment is not None:
            form = {"establishment": str(establishment), "login": login, "password": password}
            path = "/auth/sign-in"
        answer = self.context.request.post(f"{self.portal.address}{path}", form=form, max_redirects=0)
        assert "error" not in answer.headers["location"], answer.headers["location"]

    def open(self, path: str) -> Page:
        """Go to an address of the portal."""
        self.page.goto(f"{self.portal.address}{path}")
        return self.page

    def tab(self) -> "Visitor":
        """Another tab of the same browser."""
        return Visitor(self.portal, self.context, self.context.new_page(), self.forgiven, self.faults)

    def watch(self) -> None:
        """Note whatever is complained of from here on."""
        self.context.on("console", self._heard)
        self.context.on("weberror", self._broke)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (self.forgiven.search(message.text) or CUT.search(message.text)):
            self.faults.append(f"console: {message.text}")

    def _broke(self, error: WebError) -> None:
        self.faults.append(f"page: {error.error}")


Come = Callable[..., Visitor]


SHELL: Final = "chromium-headless-shell"
WHOLE: Final = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium(started: Playwright, *, has_viewer: bool = False) -> Generator[Browser]:
    """The system's, else Playwright's; rather without windows, which nobody looks at: each costs more than the page.

    One that `has_viewer` shows documents itself, where the system has such a one.
    """
    names = (*WHOLE, SHELL) if has_viewer else (SHELL, *WHOLE)
    system = next((found for name in names if (found := shutil.which(name))), None)
    browser = started.chromium.launch(executable_path=system)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def visiting(
    browser: Browser,
    portal: Portal,
    forgiven: re.Pattern[str] = NOTHING,
    **options: Any,  # noqa: ANN401  Playwright's
) -> Generator[Visitor]:
    """Somebody comes, in French unless said otherwise; what went wrong meanwhile is told when they leave."""
    given = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": DESK, "reduced_motion": "reduce", **options}
    context = browser.new_context(**given)
    context.set_default_timeout(15_000)
    visitor = Visitor(portal, context, context.new_page(), forgiven)
    visitor.watch()
    try:
        yield visitor
    finally:
        context.close()
    assert not visitor.faults, visitor.faults


class Frames:
    """The events that a page sends, so that what asks nothing of the server can be told from what does."""

    def __init__(self, page: Page) -> None:
        self.sent: list[str] = []
        page.on("websocket", lambda socket: socket.on("framesent", self._note))

    def _note(self, payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode()
        if text.startswith("42"):  # an event; the rest is the line being held
            self.sent.append(text)
