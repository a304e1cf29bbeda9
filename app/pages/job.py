"""/platform/jobs/<id>: one work, and what became of each thing it worked on."""

from typing import Any

import reflex as rx

from app.components.basics import link_button
from app.components.jobs import job
from app.locales.live import _
from app.pages.parts import platform_page
from app.state.jobs import OneJobState

State: Any = OneJobState  # a class attribute is a Var here, which no type checker knows
ROUTE, LOAD = "/platform/jobs/[id]", State.load
TITLE = rx.cond(State.job["title"] != "", State.job["title"], _("Work"))
LIST = "/platform/jobs"


def page() -> rx.Component:
    """The bar, then the rows."""
    return platform_page(
        job(State, LIST, (_("Establishment"), _("Number"))),
        title=TITLE,
        here=LIST,
        actions=(link_button(_("Back to the list"), LIST),),
    )
