"""How does work that takes time look? A bar that moves, a way to stop it, and what came of it."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, button, link, panel
from app.components.browser import NativeLink, Ticker
from app.components.focus import to_title
from app.components.states import job_state
from app.locales.live import _, _n

el = rx.el


def is_open(job: Any) -> Any:
    """The work goes on."""
    return (job["state"] == "queued") | (job["state"] == "running")


def bar(job: Any, class_name: str) -> list[rx.Component]:
    """How far a job is: as a bar, and in figures."""
    settled, total = job["done"].to(int) + job["refused"].to(int), job["total"].to(int)
    return [
        el.progress(
            value=settled,
            max=rx.cond(total > 0, total, 1),
            class_name=f"h-2 {class_name}",
            custom_attrs={"aria-label": job["title"]},
        ),
        el.span(settled, " / ", job["total"], class_name="tabular-nums text-[13px] whitespace-nowrap"),
    ]


def progress_panel(state: Any, details: str = "/platform/jobs/", every: int = 700) -> rx.Component:
    """The work that a page started, from its first step to its result; nothing when it started none.

    `details` is where jobs have their pages; `every` so many milliseconds it is asked how far it is.
    """
    job = state.job
    ways_on = el.div(
        link(_("Details"), details + job["id"].to_string()),
        _fruit(job),
        _way_back(state),
        button(_("Close"), "quiet", on_click=[to_title(), state.forget_job]),
        class_name="flex gap-4 items-center flex-wrap mt-1.5",
    )
    return rx.cond(
        job["id"].to(int) > 0,
        panel(*_told(state, every), rx.cond(is_open(job), rx.fragment(), ways_on), class_name="my-3"),
    )


def work_panel(state: Any, *more: rx.Component) -> rx.Component:
    """The same on the work's own page, with what more there is to know."""
    return panel(
        *_told(state),
        el.div(
            rx.cond(is_open(state.job), rx.fragment(), _fruit(state.job)),
            _way_back(state),
            class_name="flex gap-4 items-center flex-wrap my-2 empty:hidden",
        ),
        *more,
        class_name="mb-3",
    )


def _way_back(state: Any) -> rx.Component:
    """Offered as long as what was done can be taken back, by states of which some work can."""
    if not hasattr(state, "undo_job"):
        return rx.fragment()
    return rx.cond(state.job["can_undo"], button(_("Undo the action"), on_click=[to_title(), state.undo_job]))


def _told(state: Any, every: int = 700) -> list[rx.Component]:
    """Read out when it is over, but not at each step."""
    job = state.job
    counts = [
        el.span(_n("%(n)d done", "%(n)d done", job["done"].to(int))),
        rx.cond(job["refused"].to(int) > 0, el.span(_n("%(n)d refused", "%(n)d refused", job["refused"].to(int)))),
        rx.cond(job["excluded"].to(int) > 0, el.span(_n("%(n)d left out", "%(n)d left out", job["excluded"].to(int)))),
    ]
    moving = el.div(
        *bar(job, "flex-1"),
        button(_("Stop"), "quiet", on_click=[to_title(), state.cancel_job]),
        Ticker.create(every=every, on_tick=state.refresh_job),
        class_name="flex items-center gap-3",
    )
    return [
        el.div(
            el.b(job["title"]),
            job_state(job["state"]),
            rx.cond(is_open(job), rx.fragment(), rx.fragment(*counts)),
            rx.cond(job["error"] != "", el.span(job["error"], class_name="text-bad font-medium")),
            role="status",
            class_name="flex gap-3 items-baseline flex-wrap",
        ),
        rx.cond(is_open(job), moving),
    ]


def _fruit(job: Any) -> Any:
    """What some works leave behind."""
    number = job["id"].to_string()
    return rx.match(
        job["kind"],
        (
            "establishments.export",
            NativeLink.create(
                _("Download the export"), href="/platform/export/" + number + ".zip", download="", class_name=LINK
            ),
        ),
        (
            "people.import",
            NativeLink.create(
                _("Download the report"), href="/people/import/" + number + ".csv", download="", class_name=LINK
            ),
        ),
        ("people.undo", link(_("See the action that it takes back"), "/jobs/" + job["result"]["undoes"].to_string())),
        ("establishments.count", link(_("See the statistics"), "/platform/statistics?job=" + number)),
        rx.fragment(),
    )
