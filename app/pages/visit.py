"""/visit?e=<UAI or number>: what an establishment announces to whoever has no account there."""

from typing import Any

import reflex as rx

from app.components.announcements import announcements_read
from app.components.basics import LINK, link, muted, spinner
from app.locales.live import _
from app.pages.parts import stranger_page
from app.state.visit import VisitState

el = rx.el
State: Any = VisitState  # a class attribute is a Var here, which no type checker knows
ROUTE, LOAD = "/visit", State.load
TITLE = rx.cond(State.card["name"] != "", State.card["name"], _("Visitors"))


def page() -> rx.Component:
    """Its name and its announcements; one sentence where there is nothing to see, whatever the reason."""
    card = State.card
    there = el.div(
        muted(card["locality"]),
        el.div(announcements_read(State.announced), class_name="mt-3"),
        el.p(link(_("Sign in"), "/sign-in?e=" + card["code"].to(str), LINK), class_name="mt-4 mb-0 text-[13px]"),
    )
    nothing = el.div(
        el.p(_("This establishment publishes nothing for visitors."), class_name="m-0"),
        el.p(link(_("Sign in"), "/sign-in", LINK), class_name="mt-4 mb-0 text-[13px]"),
    )
    return stranger_page(
        rx.cond(State.is_loaded, rx.cond(card["name"] != "", there, nothing), spinner()),
        title=TITLE,
    )
