"""How does long work run? A committed step at a time, from wherever the last process left it (X5, G-R1)."""

import logging
import time
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import Session, col, delete, select, update

from app.locales import Message, msg
from app.models.jobs import OPEN, JobState
from app.models.platform import Establishment, EstablishmentState
from app.models.types import now
from app.services.desks import Desk, desk_of
from app.services.errors import Refused
from app.services.scope import PlatformScope, Scope
from app.services.sessions import place_of
from app.services.work import WORKS, Progress
from app.storage.installation import Installation

log = logging.getLogger(__name__)
PREVIEW_KEPT: Final = timedelta(hours=1)
WAITS: Final = (0.5, 2, 8)  # seconds before a step is tried again that found a database locked or out of reach


def run(installation: Installation, job_id: int, number: int | None = None) -> None:
    """Run a job to its end, a committed step at a time. Called by the queue; the same job may be asked for twice."""
    desk = desk_of(installation, number)
    if desk is None or not _claimed(desk, job_id):
        return
    try:
        while _advanced(desk, job_id):
            if installation.queue.is_stopping:
                _leave(desk, job_id)
                return
    except Refused as refusal:
        _finish(desk, job_id, JobState.FAILED, refusal.message)
    except Exception:
        log.exception("job %s failed", job_id)
        fault = msg("An unexpected fault stopped this work; the log has details.")
        _finish(desk, job_id, JobState.FAILED, fault)


def resume(installation: Installation) -> None:
    """Put jobs whose process died back in the queue; they go on from their last committed step."""
    _resume(Desk(installation))
    with installation.databases.platform_session(writes=False) as db:
        busy = select(Establishment).where(col(Establishment.work_since).is_not(None))
        homes = list(db.exec(busy.where(col(Establishment.state) == EstablishmentState.ACTIVE)))
    for home in homes:
        try:
            if not _resume(Desk(installation, place_of(home))):
                _rest(installation, home)
        except SQLAlchemyError:  # one that is out of reach must not keep the others waiting
            log.exception("the work of establishment %s cannot be looked for", home.number)


def sweep(installation: Installation) -> None:
    """Forget previews that nobody confirmed."""
    forget_previews(Desk(installation))


def forget_previews(desk: Desk) -> None:
    """Those older than an hour."""
    job = desk.ledger.job
    with desk.session(writes=True) as db:
        db.exec(delete(job).where(job.state == JobState.PREVIEWED, job.created_at < now() - PREVIEW_KEPT))
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


def stop(db: Session, job: Any, state: JobState, error: Message | None = None) -> None:  # noqa: ANN401  of either tree
    """End a job before its time."""
    if job.kind in WORKS:
        WORKS[job.kind].stopped(db, job)
    job.sqlmodel_update(over(state, error))
    db.add(job)


def _resume(desk: Desk) -> bool:
    """Says whether there is any work."""
    job, process = desk.ledger.job, desk.installation.process
    with desk.session(writes=False) as db:
        if not (opened := [found.id for found in db.exec(select(job).where(job.state.in_(OPEN)))]):
            return False
    with desk.session(writes=True) as db:
        found = db.exec(select(job).where(job.id.in_(opened), job.state.in_(OPEN)))
        lost = [one for one in found if one.state is JobState.QUEUED or not process.is_alive(one.owner)]
        for one in lost:
            one.state, one.owner = JobState.QUEUED, None
        db.commit()
    for one in lost:
        desk.enqueue(one.id)
    return True


def _rest(installation: Installation, home: Establishment) -> None:
    """Nothing is left to do there; unless somebody has just announced something."""
    with installation.databases.platform_session(writes=True) as db:
        quiet = col(Establishment.number) == home.number, col(Establishment.work_since) < now() - PREVIEW_KEPT
        db.exec(update(Establishment).where(*quiet).values(work_since=None))
        db.commit()


def _claimed(desk: Desk, job_id: int) -> bool:
    job = desk.ledger.job
    with desk.session(writes=True) as db:
        mine = {"state": JobState.RUNNING, "owner": desk.installation.process.id, "started_at": now()}
        claimed = db.exec(update(job).where(job.id == job_id, job.state == JobState.QUEUED).values(mine)).rowcount
        db.commit()
        return bool(claimed)


def _advanced(desk: Desk, job_id: int) -> bool:
    """Take one step; false when there is no next one."""
    for wait in WAITS:
        try:
            return _stepped(desk, job_id)
        except OperationalError as busy:
            log.warning("job %s waits: %s", job_id, type(busy.orig).__name__)
            time.sleep(wait)
    return _stepped(desk, job_id)


def _stepped(desk: Desk, job_id: int) -> bool:
    with desk.session(writes=False) as db:
        job = db.get(desk.ledger.job, job_id)
    if job is None or job.state is not JobState.RUNNING:
        return False
    if job.is_cancelling:
        _finish(desk, job_id, JobState.CANCELLED)
        return False
    with desk.opened(job) as scope:
        progress = WORKS[job.kind].step(scope, job)
        _note(desk, scope, job, progress)
    return not progress.is_finished


def _note(desk: Desk, scope: PlatformScope | Scope, job: Any, progress: Progress) -> None:  # noqa: ANN401  of either tree
    """In the transaction of the step itself, so that neither is ever seen without the other."""
    table = desk.ledger.job
    moved: dict[str, Any] = {
        "done": table.done + progress.done,
        "refused": table.refused + progress.refused,
        "excluded": table.excluded + progress.excluded,
        "total": table.total - progress.excluded,
        "cursor": progress.cursor,
        "result": {**job.result, **progress.result},
    }
    if progress.is_finished:
        moved |= over(JobState.DONE)
    scope.db.exec(update(table).where(table.id == job.id).values(moved))


def _leave(desk: Desk, job_id: int) -> None:
    """Let the next process go on: ours is stopping."""
    job = desk.ledger.job
    with desk.session(writes=True) as db:
        mine = job.id == job_id, job.owner == desk.installation.process.id
        db.exec(update(job).where(*mine).values({"state": JobState.QUEUED, "owner": None}))
        db.commit()
    desk.enqueue(job_id)


def _finish(desk: Desk, job_id: int, state: JobState, error: Message | None = None) -> None:
    with desk.session(writes=True) as db:
        stop(db, db.get_one(desk.ledger.job, job_id), state, error)
        db.commit()
