"""Any other address: there is nothing, or nothing for this person."""

import reflex as rx

from app.components.basics import LINK, link
from app.locales.live import _
from app.pages.parts import stranger_page

ROUTE, TITLE, LOAD = "404", _("Page not found"), None


def page() -> rx.Component:
    """The same words for what does not exist and for what is not yours."""
    return stranger_page(
        rx.el.p(_("This page does not exist, or is no longer there.")),
        link(_("Back to the home page"), "/", LINK),
        title=TITLE,
    )
