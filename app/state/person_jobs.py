"""What do the pages of an establishment's jobs show and do?"""

from functools import partial

import reflex as rx

from app.locales import msg
from app.services import person_jobs
from app.services.jobs import JobCard
from app.services.scope import Scope
from app.state.door import action
from app.state.lists import ListState
from app.state.work import OneJob, WorkState


class PersonJobsState(ListState, rx.State):
    """One page of jobs."""

    rows: list[JobCard] = []

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the page that the address names."""
        self._show(partial(person_jobs.page, scope))

    @action()
    def cancel(self, scope: Scope, job: int):
        """Stop a job before its next step."""
        person_jobs.cancel(scope, job)
        self._show(partial(person_jobs.page, scope))
        return msg("The work stops before its next step.")

    @action()
    def undo(self, scope: Scope, job: int):
        """Take back what a job did; that is work, too."""
        person_jobs.undo(scope, job)
        self._show(partial(person_jobs.page, scope))


class OnePersonJobState(OneJob, WorkState, rx.State):
    """One job, and one page of what became of its rows."""

    @action(reads=True)
    def load(self, scope: Scope):
        """Show the job that the address names, or that there is none."""
        self._show_job(partial(person_jobs.card, scope), partial(person_jobs.rows, scope))
