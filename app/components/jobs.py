"""How do jobs look, wherever they are kept? The list, and the page of one (X5)."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from app.components.basics import LINK, button, empty, facts, link, moment, panel
from app.components.browser import Ticker, js
from app.components.filters import Filter, filter_bar, options
from app.components.lists import Column, table
from app.components.states import job_state, outcome
from app.components.work import bar, is_open, work_panel
from app.locales.live import _

el = rx.el

_states = options(
    ("", _("All")),
    ("queued", _("Waiting")),
    ("running", _("Running")),
    ("done", _("Finished")),
    ("failed", _("Failed")),
    ("cancelled", _("Cancelled")),
)
_outcomes = options(
    ("", _("All")),
    ("done", _("Done")),
    ("refused", _("Refused")),
    ("excluded", _("Left out")),
    ("waiting", _("Waiting")),
)


def jobs(state: Any, at: str, title: Any) -> list[rx.Component]:
    """The list; it moves by itself while something runs. Each has its page under the address `at`."""
    moves = js("{rows}.some(r => ['queued', 'running'].includes(r.state))", rows=state.rows).to(bool)
    columns = [
        Column(_("Work"), lambda row: link(el.b(row["title"]), f"{at}/" + row["id"].to_string())),
        Column(_("By"), lambda row: row["actor"], least=100),
        Column(_("Begun"), lambda row: moment(row["created_at"]), "created"),
        Column(_("Progress"), _progress),
        Column(_("State"), lambda row: job_state(row["state"]), "state"),
        Column(_("Actions"), lambda row: _ways_back(state, row), bare=True),
    ]
    return [
        filter_bar(state, [Filter("status", _("State"), _states)], search=False),
        table(state, columns, nothing=empty(_("No work has been asked for.")), label=title),
        rx.cond(moves, Ticker.create(every=1000, on_tick=state.load)),
    ]


def job(
    state: Any, at: str, whom: tuple[Any, Any], number_of: Callable[[Any], Any] = lambda row: row["ref"]
) -> rx.Component:
    """The bar, then the rows, of which `whom` are the words for the name and the number."""
    missing = panel(empty(_("This work does not exist, or is no longer there."), link(_("Back to the list"), at, LINK)))
    name, number = whom
    told = facts(
        (_("By"), state.job["actor"]),
        (_("Begun"), moment(state.job["created_at"])),
        (_("Ended"), moment(state.job["finished_at"])),
    )
    columns = [
        Column(name, lambda row: rx.cond(row["label"] != "", row["label"], "–"), least=172),
        Column(number, number_of, numeric=True),
        Column(_("Result"), lambda row: outcome(row["outcome"]), "outcome"),
        Column(_("Why"), lambda row: row["reason"], least=150),
    ]
    found = el.div(
        work_panel(state, told),
        filter_bar(state, [Filter("outcome", _("Result"), _outcomes)], search=False),
        table(state, columns, nothing=empty(_("No row to show.")), label=_("Result per row")),
    )
    return rx.cond(state.is_missing, missing, found)


def _progress(row: Any) -> rx.Component:
    return el.span(*bar(row, "w-[110px]"), class_name="inline-flex items-center gap-2")


def _ways_back(state: Any, row: Any) -> Any:
    """To stop it; once it is done to undo it, where some works can be."""
    stop = button(_("Stop"), "quiet", on_click=state.cancel(row["id"]))
    if not hasattr(state, "undo"):
        return rx.cond(is_open(row), stop)
    undo = rx.cond(row["can_undo"], button(_("Undo the action"), "quiet", on_click=state.undo(row["id"])))
    return rx.cond(is_open(row), stop, undo)
