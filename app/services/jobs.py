"""What long work is there, and how far is it? List, card, cancel, submit (X5); `job_runs` runs it."""

from typing import Any, Final, TypedDict

from sqlmodel import col, select

from app.locales import Message, msg
from app.models.platform import OPEN, Job, JobRow, JobState, Outcome
from app.services.errors import Refused
from app.services.job_runs import over
from app.services.listing import Order, Page, Query, paged
from app.services.lookup import found
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.work import RUN, WORKS


class JobCard(TypedDict):
    """A job as lists, progress bars and its own page show it; `title` and `error` are sentences already."""

    id: int
    kind: str
    title: str
    state: str
    actor: str
    total: int
    done: int
    refused: int
    excluded: int
    created_at: str
    finished_at: str
    error: str
    result: dict[str, Any]


class JobRowCard(TypedDict):
    """What became of one row."""

    id: int
    label: str
    ref: str
    outcome: str
    reason: str


@requires(PlatformPermission.JOBS_READ)
def page(scope: PlatformScope, query: Query) -> Page[JobCard]:
    """Jobs, newest first; previews that nobody confirmed are not work."""
    statement = select(Job).where(col(Job.state) != JobState.PREVIEWED)
    if state := query.choice("status", JobState):
        statement = statement.where(col(Job.state) == state)
    order = Order({"created": (col(Job.id),), "state": (col(Job.state), col(Job.id))}, "-created")
    return paged(scope.db, statement, order, query, lambda job: card_of(job, scope.actor.language))


@requires(PlatformPermission.JOBS_READ)
def card(scope: PlatformScope, job_id: int) -> JobCard:
    """How far one job is. Refuses with `NotFound`."""
    return card_of(found(scope.db, Job, job_id), scope.actor.language)


@requires(PlatformPermission.JOBS_READ)
def rows(scope: PlatformScope, job_id: int, query: Query) -> Page[JobRowCard]:
    """What became of each thing the job works on."""
    job = found(scope.db, Job, job_id)
    statement = select(JobRow).where(col(JobRow.job_id) == job_id)
    if outcome := query.choice("outcome", Outcome):
        statement = statement.where(col(JobRow.outcome) == outcome)
    order = Order(
        {"position": (col(JobRow.position),), "outcome": (col(JobRow.outcome), col(JobRow.position))}, "position"
    )
    reasons = reasons_of(job.kind)
    return paged(scope.db, statement, order, query, lambda row: _row(row, reasons, scope.actor.language))


@requires(PlatformPermission.JOBS_CANCEL)
def cancel(scope: PlatformScope, job_id: int) -> None:
    """Stop a job before its next step; what is done stays done."""
    job = found(scope.db, Job, job_id)
    if job.state not in OPEN:
        raise Refused(msg("This work is already over."))
    job.is_cancelling = True
    if job.state is JobState.QUEUED:
        job.sqlmodel_update(over(JobState.CANCELLED))
    scope.record("jobs.cancelled", job_id, job.kind)


def submit(scope: PlatformScope, kind: str, total: int, payload: dict[str, Any]) -> Job:
    """Add a job to the queue, in the scope's transaction; the use case that calls it holds the permission."""
    job = Job(kind=kind, admin_id=scope.actor.id, actor=scope.actor.name, total=total, payload=payload)
    scope.db.add(job)
    scope.db.flush()
    start(scope, job)
    return job


def start(scope: PlatformScope, job: Job) -> None:
    """Let a job run once this transaction is committed."""
    job.state = JobState.QUEUED
    scope.db.add(job)
    scope.after_commit.append(lambda: scope.installation.queue.enqueue(RUN, job.id))


def reasons_of(kind: str) -> dict[str, Message]:
    """The words of the exclusions of a kind of work."""
    return REASONS.get(kind, {})


REASONS: Final[dict[str, dict[str, Message]]] = {}


def card_of(job: Job, language: str) -> JobCard:
    """As lists and progress bars show it."""
    return JobCard(
        id=job.id or 0,
        kind=job.kind,
        title=WORKS[job.kind].label.text(language) if job.kind in WORKS else job.kind,
        state=job.state,
        actor=job.actor,
        total=job.total,
        done=job.done,
        refused=job.refused,
        excluded=job.excluded,
        created_at=job.created_at.isoformat(),
        finished_at=job.finished_at.isoformat() if job.finished_at else "",
        error=Message.restored(job.error).text(language) if job.error else "",
        result=job.result,
    )


def _row(row: JobRow, reasons: dict[str, Message], language: str) -> JobRowCard:
    why = Message.restored(row.refusal) if row.refusal else reasons.get(row.reason or "")
    return JobRowCard(
        id=row.position,
        label=row.label,
        ref=row.ref,
        outcome=row.outcome,
        reason=why.text(language) if why else "",
    )
