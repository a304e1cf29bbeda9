"""How does a page follow the work it started? It asks how far it is, until it is over."""

from collections.abc import Callable
from functools import partial
from typing import Any

import reflex as rx

from app.models.jobs import OPEN
from app.services import jobs, person_jobs
from app.services.errors import NotFound
from app.services.jobs import JobCard, JobRowCard
from app.services.listing import Page, Query
from app.services.scope import PlatformScope, Scope
from app.state.addresses import identity
from app.state.door import action
from app.state.lists import ListState

NO_JOB = JobCard(
    id=0,
    kind="",
    title="",
    state="",
    actor="",
    total=0,
    done=0,
    refused=0,
    excluded=0,
    created_at="",
    finished_at="",
    error="",
    result={},
    can_undo=False,
)


class FollowedWork(rx.State, mixin=True):
    """A subclass has a `load`, run again when the work is over."""

    job: JobCard = NO_JOB

    def _when_over(self) -> Any:
        """What shows the page again, with what the work has changed."""
        return type(self).load  # pyright: ignore[reportAttributeAccessIssue]

    def _follow(self, job: JobCard) -> Any:
        self.job = job
        return self._when_over() if job["state"] not in OPEN else None


class PlatformWorkState(FollowedWork, mixin=True):
    """Work of the platform."""

    @action(reads=True)
    def refresh_job(self, scope: PlatformScope):
        """How far is it now?"""
        return self._follow(jobs.card(scope, self.job["id"]))

    @action()
    def cancel_job(self, scope: PlatformScope):
        """Stop it before its next step."""
        jobs.cancel(scope, self.job["id"])

    @action(reads=True)
    def forget_job(self, _scope: PlatformScope):
        """Take the bar away; the work is in the list of jobs."""
        self.job = NO_JOB


class WorkState(FollowedWork, mixin=True):
    """Work of an establishment."""

    @action(reads=True)
    def refresh_job(self, scope: Scope):
        """How far is it now?"""
        return self._follow(person_jobs.card(scope, self.job["id"]))

    @action()
    def cancel_job(self, scope: Scope):
        """Stop it before its next step."""
        person_jobs.cancel(scope, self.job["id"])

    @action()
    def undo_job(self, scope: Scope):
        """Take back what it did; that is work, too."""
        self.job = person_jobs.undo(scope, self.job["id"])

    @action(reads=True)
    def forget_job(self, _scope: Scope):
        """Take the bar away; the work is in the list of jobs."""
        self.job = NO_JOB


class OneJob(ListState, mixin=True):
    """A job on a page of its own, with one page of what became of its rows; beside one of the states above."""

    rows: list[JobRowCard] = []
    is_missing: bool = False

    def _show_job(self, card: Callable[[int], JobCard], rows: Callable[[int, Query], Page[JobRowCard]]) -> None:
        """Show the job that the address names, or that there is none."""
        self.job = NO_JOB
        try:
            self.job = card(identity(self))
        except NotFound:
            self.is_missing = True
        else:
            self.is_missing = False
            self._show(partial(rows, self.job["id"]))
