"""What long work is there, and how far is it? List, card, cancel; and the runner that the queue calls (X5)."""

import logging
from datetime import timedelta
from typing import Any, Final, TypedDict

from sqlmodel import col, delete, select, update

from app.locales import Message, msg
from app.models.platform import OPEN, Job, JobRow, JobState, Outcome, PlatformAdmin
from app.models.types import now
from app.services.errors import NotFound, Refused
from app.services.listing import Page, Query, paged
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformActor, PlatformScope, open_platform, requires
from app.services.work import WORKS, Progress
from app.storage.installation import Installation

log = logging.getLogger(__name__)
RUN: Final = "jobs"
PREVIEW_KEPT: Final = timedelta(hours=1)


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
    if state := query.choice("state", JobState):
        statement = statement.where(col(Job.state) == state)
    sorts = {"created": (col(Job.id),), "state": (col(Job.state), col(Job.id))}
    return paged(scope.db, statement, sorts, query, "-created", lambda j: card_of(j, scope.actor.language))


@requires(PlatformPermission.JOBS_READ)
def card(scope: PlatformScope, job_id: int) -> JobCard:
    """How far one job is. Refuses with `NotFound`."""
    job = scope.db.get(Job, job_id)
    if job is None:
        raise NotFound
    return card_of(job, scope.actor.language)


@requires(PlatformPermission.JOBS_READ)
def rows(scope: PlatformScope, job_id: int, query: Query) -> Page[JobRowCard]:
    """What became of each thing the job works on."""
    statement = select(JobRow).where(col(JobRow.job_id) == job_id)
    if outcome := query.choice("outcome", Outcome):
        statement = statement.where(col(JobRow.outcome) == outcome)
    job = scope.db.get(Job, job_id)
    reasons = reasons_of(job.kind) if job else {}
    sorts = {"position": (col(JobRow.position),), "outcome": (col(JobRow.outcome), col(JobRow.position))}
    return paged(scope.db, statement, sorts, query, "position", lambda r: _row(r, reasons, scope.actor.language))


@requires(PlatformPermission.JOBS_CANCEL)
def cancel(scope: PlatformScope, job_id: int) -> None:
    """Stop a job before its next step; what is done stays done."""
    job = scope.db.get(Job, job_id)
    if job is None:
        raise NotFound
    if job.state not in OPEN:
        raise Refused(msg("This work is already over."))
    job.is_cancelling = True
    if job.state is JobState.QUEUED:
        job.state, job.finished_at = JobState.CANCELLED, now()
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


def run(installation: Installation, job_id: int) -> None:
    """Run a job to its end, a committed step at a time. Called by the queue; the same job may be asked for twice."""
    if not _claimed(installation, job_id):
        return
    try:
        while _advanced(installation, job_id):
            pass
    except Refused as refusal:
        _finish(installation, job_id, JobState.FAILED, refusal.message)
    except Exception:
        log.exception("job %s failed", job_id)
        _finish(installation, job_id, JobState.FAILED, msg("An unexpected fault stopped this work; the log has details."))


def resume(installation: Installation) -> None:
    """Put jobs whose process died back in the queue; they go on from their last committed step."""
    with installation.databases.platform_session(writes=True) as db:
        lost = [
            job for job in db.exec(select(Job).where(col(Job.state).in_(OPEN)))
            if job.state is JobState.QUEUED or not installation.process.is_alive(job.owner)
        ]
        for job in lost:
            job.state, job.owner = JobState.QUEUED, None
        db.commit()
    for job in lost:
        installation.queue.enqueue(RUN, job.id)


def sweep(installation: Installation) -> None:
    """Forget previews that nobody confirmed."""
    with installation.databases.platform_session(writes=True) as db:
        old = col(Job.state) == JobState.PREVIEWED, col(Job.created_at) < now() - PREVIEW_KEPT
        db.exec(delete(Job).where(*old))
        db.commit()


def reasons_of(kind: str) -> dict[str, Message]:
    """The words of the exclusions of a kind of work."""
    return REASONS.get(kind, {})


REASONS: Final[dict[str, dict[str, Message]]] = {}


def card_of(job: Job, language: str) -> JobCard:
    """As lists and progress bars show it."""
    return JobCard(
        id=job.id or 0, kind=job.kind, title=WORKS[job.kind].label.text(language), state=job.state, actor=job.actor,
        total=job.total, done=job.done, refused=job.refused, excluded=job.excluded,
        created_at=job.created_at.isoformat(), finished_at=job.finished_at.isoformat() if job.finished_at else "",
        error=Message.restored(job.error).text(language) if job.error else "", result=job.result,
    )


def _row(row: JobRow, reasons: dict[str, Message], language: str) -> JobRowCard:
    why = Message.restored(row.refusal) if row.refusal else reasons.get(row.reason or "")
    return JobRowCard(
        id=row.position, label=row.label, ref=row.ref, outcome=row.outcome, reason=why.text(language) if why else "",
    )


def _claimed(installation: Installation, job_id: int) -> bool:
    with installation.databases.platform_session(writes=True) as db:
        queued = col(Job.id) == job_id, col(Job.state) == JobState.QUEUED
        mine = {"state": JobState.RUNNING, "owner": installation.process.id, "started_at": now()}
        claimed = db.exec(update(Job).where(*queued).values(mine)).rowcount
        db.commit()
        return bool(claimed)


def _advanced(installation: Installation, job_id: int) -> bool:
    with installation.databases.platform_session(writes=False) as db:
        job = db.get(Job, job_id)
        admin = db.get(PlatformAdmin, job.admin_id) if job and job.admin_id else None
    if job is None or job.state is not JobState.RUNNING:
        return False
    if job.is_cancelling:
        _finish(installation, job_id, JobState.CANCELLED)
        return False
    actor = PlatformActor(job.admin_id, job.actor, admin.language if admin else installation.settings.language)
    with open_platform(installation, actor, writes=True) as scope:
        progress = WORKS[job.kind].step(scope, job)
        _note(scope, job, progress)
    if progress.is_finished:
        _finish(installation, job_id, JobState.DONE)
    return not progress.is_finished


def _note(scope: PlatformScope, job: Job, progress: Progress) -> None:
    moved = {
        "done": col(Job.done) + progress.done, "refused": col(Job.refused) + progress.refused,
        "cursor": progress.cursor, "result": {**job.result, **progress.result},
    }
    scope.db.exec(update(Job).where(col(Job.id) == job.id).values(moved))


def _finish(installation: Installation, job_id: int, state: JobState, error: Message | None = None) -> None:
    with installation.databases.platform_session(writes=True) as db:
        over = {"state": state, "finished_at": now(), "owner": None, "error": error.stored() if error else None}
        db.exec(update(Job).where(col(Job.id) == job_id).values(over))
        db.commit()
