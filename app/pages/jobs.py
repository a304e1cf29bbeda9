"""/platform/jobs: the work that takes time (X5)."""

from typing import Any

import reflex as rx

from app.components.jobs import jobs
from app.locales.live import _
from app.pages.parts import platform_page
from app.state.jobs import JobsState

State: Any = JobsState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/platform/jobs", _("Jobs"), State.load


def page() -> rx.Component:
    """The list; it moves by itself while something runs."""
    return platform_page(*jobs(State, ROUTE, TITLE), title=TITLE, here=ROUTE)
