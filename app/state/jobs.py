"""What do the pages of jobs show and do?"""

from functools import partial

import reflex as rx

from app.locales import msg
from app.services import jobs
from app.services.jobs import JobCard
from app.services.scope import PlatformScope
from app.state.door import action
from app.state.lists import ListState
from app.state.work import OneJob, PlatformWorkState


class JobsState(ListState, rx.State):
    """One page of jobs."""

    rows: list[JobCard] = []

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Show the page that the address names."""
        self._show(partial(jobs.page, scope))

    @action()
    def cancel(self, scope: PlatformScope, job: int):
        """Stop a job before its next step."""
        jobs.cancel(scope, job)
        self._show(partial(jobs.page, scope))
        return msg("The work stops before its next step.")


class OneJobState(OneJob, PlatformWorkState, rx.State):
    """One job, and one page of what became of its rows."""

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Show the job that the address names, or that there is none."""
        self._show_job(partial(jobs.card, scope), partial(jobs.rows, scope))
