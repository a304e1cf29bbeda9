"""/bye: a session has ended; leaves the portal by a full page load, so that nothing of it stays in this tab."""

import reflex as rx

from app.components.browser import run
from app.locales.live import _
from app.pages.parts import stranger_page

ROUTE, TITLE, LOAD = "/bye", _("Signed out"), None


def page() -> rx.Component:
    """Shown for a moment only."""
    return stranger_page(
        rx.el.p(_("Your session has ended."), role="status"),
        rx.el.span(on_mount=run("() => window.location.replace('/auth/bye' + window.location.search)")),
        title=TITLE,
    )
