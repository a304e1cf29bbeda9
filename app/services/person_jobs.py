"""What long work of an establishment is there? One's own; everybody's for who may see it (X5, P2)."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from app.locales import msg
from app.models.establishment import Job, JobRow
from app.models.jobs import Outcome
from app.services import jobs
from app.services.bulk import ACTIONS
from app.services.errors import Forbidden, NotFound, Refused
from app.services.jobs import JobCard, JobRowCard
from app.services.listing import Page, Query
from app.services.lookup import found
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires

UNDO = "people.undo"
SUBJECT: Final = "job "  # what a line of the journal about a job says it is about, before its number


@requires(Open.SIGNED_IN)
def page(scope: Scope, query: Query) -> Page[JobCard]:
    """Jobs, newest first: all, or one's own."""
    return jobs.listed(scope, query, *_may_see(scope))


@requires(Open.SIGNED_IN)
def card(scope: Scope, job_id: int) -> JobCard:
    """How far one job is. Refuses with `NotFound`."""
    return jobs.card_of(_seen(scope, job_id), scope.actor.language)


@requires(Open.SIGNED_IN)
def rows(scope: Scope, job_id: int, query: Query) -> Page[JobRowCard]:
    """What became of each person that the job works on."""
    return jobs.rows_of(scope, _seen(scope, job_id), query)


@requires(Open.SIGNED_IN)
def cancel(scope: Scope, job_id: int) -> None:
    """Stop one's own job before its next step; what is done stays done."""
    jobs.stop(scope, _mine(scope, job_id))


@requires(Open.SIGNED_IN)
def undo(scope: Scope, job_id: int) -> JobCard:
    """Take back what one's own job did, for ten minutes; needs the right that the job needed.

    Where that was stopped on the way, it goes on from there.
    """
    job = _mine(scope, job_id)
    if job.kind not in ACTIONS or not scope.may(ACTIONS[job.kind].permission):
        raise Forbidden
    if not jobs.is_undoable(job):
        raise Refused(msg("This can no longer be undone."))
    left = col(JobRow.job_id) == job.id, col(JobRow.outcome) == Outcome.DONE, col(JobRow.position) > job.undone_to
    undoing = jobs.submit(scope, UNDO, scope.db.exec(select(func.count()).where(*left)).one(), {})
    undoing.cursor, undoing.result, job.undone_by = job.undone_to, {"undoes": job.id}, undoing.id
    return jobs.card_of(undoing, scope.actor.language)


def seen(scope: Scope, ids: Collection[int]) -> set[int]:
    """Which of these there are for the actor to look at. No use case: the journal asks, for its links."""
    there = select(Job.id).where(col(Job.id).in_(ids), *_may_see(scope))
    return {found for found in scope.db.exec(there) if found} if ids else set()


def _may_see(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions: all jobs, or one's own."""
    return [] if scope.may(Permission.JOBS_READ) else [col(Job.person_id) == scope.actor.id]


def _seen(scope: Scope, job_id: int) -> Job:
    job = found(scope.db, Job, job_id)
    if job.person_id != scope.actor.id and not scope.may(Permission.JOBS_READ):
        raise NotFound
    return job


def _mine(scope: Scope, job_id: int) -> Job:
    job = found(scope.db, Job, job_id)
    if job.person_id != scope.actor.id:
        raise NotFound
    return job
