"""/jobs: the long work of an establishment, one's own or everybody's (X5)."""

from typing import Any

import reflex as rx

from app.components.jobs import jobs
from app.locales.live import _
from app.pages.parts import establishment_page
from app.state.person_jobs import PersonJobsState

State: Any = PersonJobsState  # a class attribute is a Var here, which no type checker knows
ROUTE, TITLE, LOAD = "/jobs", _("Jobs"), State.load


def page() -> rx.Component:
    """The list; it moves by itself while something runs."""
    return establishment_page(*jobs(State, ROUTE, TITLE), title=TITLE, here=ROUTE)
