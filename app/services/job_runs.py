"""How does long work run? A committed step at a time, from wherever the last process left it (X5, G-R1)."""

import logging
import time
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.exc import OperationalError
from sqlmodel import col, delete, select, update

from app.locales import Message, msg
from app.models.platform import OPEN, Job, JobState, PlatformAdmin
from app.models.types import now
from app.services.errors import Refused
from app.services.scope import PlatformActor, PlatformScope, open_platform
from app.services.work import RUN, WORKS, Progress
from app.storage.installation import Installation

log = logging.getLogger(__name__)
PREVIEW_KEPT: Final = timedelta(hours=1)
WAITS: Final = (0.5, 2, 8)  # seconds before a step is tried again that found a database locked or out of reach


def run(installation: Installation, job_id: int) -> None:
    """Run a job to its end, a committed step at a time. Called by the queue; the same job may be asked for twice."""
    if not _claimed(installation, job_id):
        return
    try:
        while _advanced(installation, job_id):
            if installation.queue.is_stopping:
                _leave(installation, job_id)
                return
    except Refused as refusal:
        _finish(installation, job_id, JobState.FAILED, refusal.message)
    except Exception:
        log.exception("job %s failed", job_id)
        fault = msg("An unexpected fault stopped this work; the log has details.")
        _finish(installation, job_id, JobState.FAILED, fault)


def resume(installation: Installation) -> None:
    """Put jobs whose process died back in the queue; they go on from their last committed step."""
    with installation.databases.platform_session(writes=True) as db:
        lost = [
            job
            for job in db.exec(select(Job).where(col(Job.state).in_(OPEN)))
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


def over(state: JobState, error: Message | None = None) -> dict[str, Any]:
    """What changes in a job that is over; what was asked for may hold secrets, and is not kept."""
    return {
        "state": state,
        "finished_at": now(),
        "owner": None,
        "payload": {},
        "error": error.stored() if error else None,
    }


def _claimed(installation: Installation, job_id: int) -> bool:
    with installation.databases.platform_session(writes=True) as db:
        queued = col(Job.id) == job_id, col(Job.state) == JobState.QUEUED
        mine = {"state": JobState.RUNNING, "owner": installation.process.id, "started_at": now()}
        claimed = db.exec(update(Job).where(*queued).values(mine)).rowcount
        db.commit()
        return bool(claimed)


def _advanced(installation: Installation, job_id: int) -> bool:
    """Take one step; false when there is no next one."""
    for wait in WAITS:
        try:
            return _stepped(installation, job_id)
        except OperationalError as busy:
            log.warning("job %s waits: %s", job_id, type(busy.orig).__name__)
            time.sleep(wait)
    return _stepped(installation, job_id)


def _stepped(installation: Installation, job_id: int) -> bool:
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
    return not progress.is_finished


def _note(scope: PlatformScope, job: Job, progress: Progress) -> None:
    """In the transaction of the step itself, so that neither is ever seen without the other."""
    moved: dict[str, Any] = {
        "done": col(Job.done) + progress.done,
        "refused": col(Job.refused) + progress.refused,
        "cursor": progress.cursor,
        "result": {**job.result, **progress.result},
    }
    if progress.is_finished:
        moved |= over(JobState.DONE)
    scope.db.exec(update(Job).where(col(Job.id) == job.id).values(moved))


def _leave(installation: Installation, job_id: int) -> None:
    """Let the next process go on: ours is stopping."""
    with installation.databases.platform_session(writes=True) as db:
        mine = col(Job.id) == job_id, col(Job.owner) == installation.process.id
        db.exec(update(Job).where(*mine).values({"state": JobState.QUEUED, "owner": None}))
        db.commit()
    installation.queue.enqueue(RUN, job_id)


def _finish(installation: Installation, job_id: int, state: JobState, error: Message | None = None) -> None:
    with installation.databases.platform_session(writes=True) as db:
        db.exec(update(Job).where(col(Job.id) == job_id).values(over(state, error)))
        db.commit()
