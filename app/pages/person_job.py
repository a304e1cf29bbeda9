"""/jobs/<id>: one work of an establishment, and what became of each person it worked on."""

from typing import Any

import reflex as rx

from app.components.basics import link_button
from app.components.jobs import job
from app.locales.live import _
from app.pages.parts import establishment_page
from app.state.person_jobs import OnePersonJobState

State: Any = OnePersonJobState  # a class attribute is a Var here, which no type checker knows
ROUTE, LOAD = "/jobs/[id]", State.load
TITLE = rx.cond(State.job["title"] != "", State.job["title"], _("Work"))
LIST = "/jobs"


def page() -> rx.Component:
    """The bar, then the rows; those of an import are lines of a file."""
    of_lines = State.job["kind"] == "people.import"
    whom = _("Person"), rx.cond(of_lines, _("Line"), _("Number"))
    return establishment_page(
        job(State, LIST, whom, lambda row: rx.cond(of_lines, row["id"].to_string(), row["ref"])),
        title=TITLE,
        here=LIST,
        actions=(link_button(_("Back to the list"), LIST),),
    )
