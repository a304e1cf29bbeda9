"""/platform/jobs: the work that takes time (X5)."""

from typing import Any

import reflex as rx

from app.components.basics import button, empty, link, moment
from app.components.browser import Ticker, js
from app.components.lists import Column, Filter, filter_bar, options, table
from app.components.states import job_state
from app.components.work import bar, is_open
from app.locales.live import _
from app.pages.parts import platform_page
from app.state.jobs import JobsState

el = rx.el
State: Any = JobsState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/jobs", _("Jobs"), State.load
_states = options(
    ("", _("All")),
    ("queued", _("Waiting")),
    ("running", _("Running")),
    ("done", _("Finished")),
    ("failed", _("Failed")),
    ("cancelled", _("Cancelled")),
)


def page() -> rx.Component:
    """The list; it moves by itself while something runs."""
    moves = js("{rows}.some(r => ['queued', 'running'].includes(r.state))", rows=State.rows).to(bool)
    return platform_page(
        filter_bar(State, [Filter("status", _("State"), _states)], search=False),
        table(
            State,
            [
                Column(_("Work"), lambda row: link(el.b(row["title"]), "/platform/jobs/" + row["id"].to_string())),
                Column(_("By"), lambda row: row["actor"]),
                Column(_("Begun"), lambda row: moment(row["created_at"]), "created"),
                Column(_("Progress"), _progress),
                Column(_("State"), lambda row: job_state(row["state"]), "state"),
                Column(
                    _("Actions"),
                    lambda row: rx.cond(is_open(row), button(_("Stop"), "quiet", on_click=State.cancel(row["id"]))),
                    bare=True,
                ),
            ],
            nothing=empty(_("No work has been asked for.")),
            label=TITLE,
        ),
        rx.cond(moves, Ticker.create(every=1000, on_tick=State.load)),
        title=TITLE,
        here=ROUTE,
    )


def _progress(row: Any) -> rx.Component:
    return el.span(*bar(row, "w-[110px]"), class_name="inline-flex items-center gap-2")
