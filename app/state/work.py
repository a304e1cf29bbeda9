"""How does a page follow the work it started? It asks how far it is, until it is over."""

from typing import Any

import reflex as rx

from app.models.platform import OPEN
from app.services import jobs
from app.services.jobs import JobCard
from app.services.scope import PlatformScope
from app.state.door import action

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
)


class WorkState(rx.State, mixin=True):
    """A subclass has a `load`, run again when the work is over."""

    job: JobCard = NO_JOB

    def _when_over(self) -> Any:
        """What shows the page again, with what the work has changed."""
        return type(self).load  # pyright: ignore[reportAttributeAccessIssue]

    @action(reads=True)
    def refresh_job(self, scope: PlatformScope):
        """How far is it now?"""
        self.job = jobs.card(scope, self.job["id"])
        return self._when_over() if self.job["state"] not in OPEN else None

    @action()
    def cancel_job(self, scope: PlatformScope):
        """Stop it before its next step."""
        jobs.cancel(scope, self.job["id"])

    @action(reads=True)
    def forget_job(self, _scope: PlatformScope):
        """Take the bar away; the work is in the list of jobs."""
        self.job = NO_JOB
