"""What long work is there, and how far is it? List, card, cancel, submit (X5); `job_runs` runs it."""

from datetime import timedelta
from typing import Any, Final, TypedDict

from sqlmodel import col, select, update

from app.locales import Message, msg
from app.models.establishment import Job as PersonJob
from app.models.jobs import OPEN, JobState, Outcome
from app.models.platform import Establishment, Job
from app.models.types import now
from app.services import job_runs
from app.services.errors import Refused
from app.services.ledgers import AnyJob, AnyScope, ledger, whose
from app.services.listing import Order, Page, Query, paged
from app.services.lookup import found
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, Scope, requires
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
    can_undo: bool


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
    return listed(scope, query)


@requires(PlatformPermission.JOBS_READ)
def card(scope: PlatformScope, job_id: int) -> JobCard:
    """How far one job is. Refuses with `NotFound`."""
    return card_of(found(scope.db, Job, job_id), scope.actor.language)


@requires(PlatformPermission.JOBS_READ)
def rows(scope: PlatformScope, job_id: int, query: Query) -> Page[JobRowCard]:
    """What became of each thing the job works on."""
    return rows_of(scope, found(scope.db, Job, job_id), query)


@requires(PlatformPermission.JOBS_CANCEL)
def cancel(scope: PlatformScope, job_id: int) -> None:
    """Stop a job before its next step; what is done stays done."""
    stop(scope, found(scope.db, Job, job_id))


def submit(scope: AnyScope, kind: str, total: int, payload: dict[str, Any]) -> AnyJob:
    """Add a job to the queue, in the scope's transaction; the use case that calls it holds the permission."""
    job: AnyJob = ledger(scope).job(kind=kind, actor=scope.actor.name, total=total, payload=payload, **whose(scope))
    scope.db.add(job)
    scope.db.flush()
    start(scope, job)
    return job


def start(scope: AnyScope, job: AnyJob) -> None:
    """Let a job run once this transaction is committed.

    The platform is told first that an establishment has work, so that it is looked for there after a crash.
    """
    job.state = JobState.QUEUED
    scope.db.add(job)
    where: list[int] = []
    if isinstance(scope, Scope):
        where = [scope.actor.place.number]
        with scope.installation.databases.platform_session(writes=True) as db:
            db.exec(update(Establishment).where(col(Establishment.number) == where[0]).values(work_since=now()))
            db.commit()
    scope.after_commit.append(lambda: scope.installation.queue.enqueue(RUN, job.id, *where))


def stop(scope: AnyScope, job: AnyJob) -> None:
    """Stop a job before its next step; the use case that calls it holds the permission."""
    if job.state not in OPEN:
        raise Refused(msg("This work is already over."))
    job.is_cancelling = True
    if job.state is JobState.QUEUED:
        job_runs.stop(scope.db, job, JobState.CANCELLED)
    scope.record("jobs.cancelled", job.id, job.kind)


def listed(scope: AnyScope, query: Query, *only: Any) -> Page[JobCard]:  # noqa: ANN401  conditions
    """A page of jobs, newest first."""
    job = ledger(scope).job
    statement = select(job).where(job.state != JobState.PREVIEWED, *only)
    if state := query.choice("status", JobState):
        statement = statement.where(job.state == state)
    order = Order({"created": (job.id,), "state": (job.state, job.id)}, "-created")
    return paged(scope.db, statement, order, query, lambda found: card_of(found, scope.actor.language))


def rows_of(scope: AnyScope, job: AnyJob, query: Query) -> Page[JobRowCard]:
    """What became of each thing that a job works on."""
    row = ledger(scope).row
    statement = select(row).where(row.job_id == job.id)
    if outcome := query.choice("outcome", Outcome):
        statement = statement.where(row.outcome == outcome)
    order = Order({"position": (row.position,), "outcome": (row.outcome, row.position)}, "position")
    reasons = reasons_of(job.kind)
    return paged(scope.db, statement, order, query, lambda found: _row(found, reasons, scope.actor.language))


def reasons_of(kind: str) -> dict[str, Message]:
    """The words of the exclusions of a kind of work."""
    return REASONS.get(kind, {})


UNDOABLE: Final[dict[str, frozenset[str]]] = {}  # kinds of work, and the choices of each that are final
UNDONE_WITHIN: Final = timedelta(minutes=10)
REASONS: Final[dict[str, dict[str, Message]]] = {}


def card_of(job: AnyJob, language: str) -> JobCard:
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
        can_undo=is_undoable(job),
    )


def is_undoable(job: AnyJob) -> bool:
    """Whether what it did can still be taken back: for ten minutes, once, or again if that was stopped on the way.

    Of what was itself stopped, the part that was done.
    """
    recent = job.finished_at is not None and now() - job.finished_at < UNDONE_WITHIN
    is_its = isinstance(job, PersonJob) and job.undone_by is None and job.kind in UNDOABLE
    return is_its and recent and job.done > 0 and job.result.get("choice") not in UNDOABLE[job.kind]


def _row(row: Any, reasons: dict[str, Message], language: str) -> JobRowCard:  # noqa: ANN401  of either tree
    why = Message.restored(row.refusal) if row.refusal else reasons.get(row.reason or "")
    return JobRowCard(
        id=row.position,
        label=row.label,
        ref=str(row.ref),
        outcome=row.outcome,
        reason=why.text(language) if why else "",
    )
