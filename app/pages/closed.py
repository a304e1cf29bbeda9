"""/closed: no web space lets somebody in for now (S5); their session goes on."""

from typing import Any

import reflex as rx

from app.components.basics import button, link_button
from app.components.browser import NativeForm
from app.locales.live import _
from app.pages.parts import space_name, stranger_page
from app.services.entry import REFUSALS
from app.state.closed import ClosedState

el = rx.el
State: Any = ClosedState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/closed", _("Closed for now"), State.load


def page() -> rx.Component:
    """Why, and what one can do."""
    leave = NativeForm.create(button(_("Sign out"), "quiet", type="submit"), action="/auth/sign-out", method="post")
    return stranger_page(
        rx.cond(State.space != "", el.p(_("Web space: %(name)s", name=space_name(State.space)), class_name="m-0 mb-2")),
        el.p(rx.match(State.step, *_reasons(), ""), role="status", class_name="m-0 mb-4"),
        el.div(link_button(_("Try again"), "/", "primary"), leave, class_name="flex gap-2 flex-wrap"),
        title=TITLE,
    )


def _reasons() -> list[tuple[str, Any]]:
    return [(str(step), _(said.msgid)) for step, said in REFUSALS.items()]
