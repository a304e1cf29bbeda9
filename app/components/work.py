"""How does work that takes time look? A bar that moves, a way to stop it, and what came of it."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec

from app.components.basics import LINK, button, link, panel
from app.components.browser import NativeLink
from app.components.states import job_state
from app.locales.live import _, _n

el = rx.el


class Ticker(rx.Component):
    """Fires `on_tick` every so many milliseconds while it is on the page."""

    library = "$/public/ticker.jsx"
    tag = "Ticker"
    every: rx.Var[int]
    on_tick: rx.EventHandler[no_args_event_spec]


def is_open(job: Any) -> Any:
    """The work goes on."""
    return (job["state"] == "queued") | (job["state"] == "running")


def progress_panel(state: Any) -> rx.Component:
    """The work that a page started, from its first step to its result; nothing when it started none."""
    job = state.job
    settled = job["done"].to(int) + job["refused"].to(int)
    return rx.cond(
        job["id"].to(int) > 0,
        panel(
            el.div(
                el.b(job["title"]),
                job_state(job["state"]),
                class_name="flex gap-3 items-baseline flex-wrap",
            ),
            rx.cond(
                is_open(job),
                el.div(
                    el.progress(
                        value=settled,
                        max=rx.cond(job["total"].to(int) > 0, job["total"].to(int), 1),
                        class_name="flex-1 h-2",
                        custom_attrs={"aria-label": job["title"]},
                    ),
                    el.span(settled, " / ", job["total"], class_name="tabular-nums text-[13px]"),
                    button(_("Stop"), "quiet", on_click=state.cancel_job),
                    Ticker.create(every=700, on_tick=state.refresh_job),
                    class_name="flex items-center gap-3",
                ),
                _result(state),
            ),
            role="status",
            class_name="my-3",
        ),
    )


def _result(state: Any) -> rx.Component:
    job = state.job
    return el.div(
        rx.cond(job["error"] != "", el.p(job["error"], class_name="text-bad font-medium m-0")),
        el.span(_n("%(n)d done", "%(n)d done", job["done"].to(int))),
        rx.cond(job["refused"].to(int) > 0, el.span(_n("%(n)d refused", "%(n)d refused", job["refused"].to(int)))),
        rx.cond(job["excluded"].to(int) > 0, el.span(_n("%(n)d left out", "%(n)d left out", job["excluded"].to(int)))),
        link(_("Details"), "/platform/jobs/" + job["id"].to_string()),
        rx.match(
            job["kind"],
            (
                "establishments.export",
                NativeLink.create(
                    _("Download the export"),
                    href="/platform/export/" + job["id"].to_string() + ".zip",
                    download="",
                    class_name=LINK,
                ),
            ),
            (
                "establishments.count",
                link(_("See the statistics"), "/platform/statistics?job=" + job["id"].to_string()),
            ),
            rx.fragment(),
        ),
        button(_("Close"), "quiet", on_click=state.forget_job),
        class_name="flex gap-4 items-center flex-wrap",
    )
