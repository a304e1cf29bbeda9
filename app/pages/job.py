"""/platform/jobs/<id>: one work, and what became of each thing it worked on."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, empty, facts, link, link_button, moment, panel
from app.components.lists import Column, Filter, filter_bar, options, table
from app.components.states import outcome
from app.components.work import work_panel
from app.locales.live import _
from app.pages.parts import platform_page
from app.state.jobs import OneJobState

el = rx.el
State: Any = OneJobState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/jobs/[job]", _("Work"), State.load
LIST = "/platform/jobs"
_outcomes = options(
    ("", _("All")),
    ("done", _("Done")),
    ("refused", _("Refused")),
    ("excluded", _("Left out")),
    ("waiting", _("Waiting")),
)


def page() -> rx.Component:
    """The bar, then the rows."""
    missing = panel(
        empty(_("This work does not exist, or is no longer there."), link(_("Back to the list"), LIST, LINK))
    )
    found = el.div(
        work_panel(
            State,
            facts(
                (_("By"), State.job["actor"]),
                (_("Begun"), moment(State.job["created_at"])),
                (_("Ended"), moment(State.job["finished_at"])),
            ),
        ),
        filter_bar(State, [Filter("outcome", _("Result"), _outcomes)], search=False),
        table(
            State,
            [
                Column(_("Establishment"), lambda row: row["label"]),
                Column(_("Number"), lambda row: row["ref"], numeric=True),
                Column(_("Result"), lambda row: outcome(row["outcome"]), "outcome"),
                Column(_("Why"), lambda row: row["reason"]),
            ],
            nothing=empty(_("No row to show.")),
            label=_("Result per row"),
        ),
    )
    return platform_page(
        rx.cond(State.is_missing, missing, found),
        title=rx.cond(State.job["title"] != "", State.job["title"], TITLE),
        here=LIST,
        actions=(link_button(_("Back to the list"), LIST),),
    )
