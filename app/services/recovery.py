"""What did a dead process leave half done? Finished or undone at start, and old things swept away by the clock."""

import time

from sqlmodel import col, select

from app.models.platform import Establishment, EstablishmentState
from app.services import directory_import, exports, jobs, mails, password_reset, sessions, throttling
from app.services.establishment_creation import undo
from app.services.establishment_deletion import finish
from app.services.scope import PlatformActor, Visit, open_platform
from app.storage.installation import Installation

STAGED_KEPT = 3600.0
HALF_DONE = (EstablishmentState.CREATING, EstablishmentState.DELETING)


def recover(installation: Installation) -> None:
    """Undo creations and finish deletions whose process died, then put lost jobs and waiting mails back in the queue."""
    with installation.databases.platform_session(writes=False) as db:
        found = db.exec(select(Establishment).where(col(Establishment.state).in_(HALF_DONE)))
        orphans = [e for e in found if not installation.process.is_alive(e.owner)]
    for orphan in orphans:
        if orphan.state is EstablishmentState.CREATING:
            undo(installation, orphan)
        else:
            actor = PlatformActor(None, "Casier", installation.settings.language)
            with open_platform(installation, actor, writes=True) as scope:
                finish(scope, orphan.number)
    jobs.resume(installation)
    installation.queue.enqueue(mails.DRAIN)


def sweep(installation: Installation) -> None:
    """Forget what has had its time: sessions, links, throttles, previews, uploads, exports."""
    sessions.sweep(installation)
    password_reset.sweep(Visit(installation))
    throttling.sweep(installation)
    jobs.sweep(installation)
    exports.sweep(installation)
    for file in directory_import.staging(installation).glob("*"):
        if time.time() - file.stat().st_mtime > STAGED_KEPT:
            file.unlink(missing_ok=True)


def register(installation: Installation) -> None:
    """Tell the queue what its messages mean; each composition root calls this once, before any work is asked for."""
    installation.queue.register(jobs.RUN, lambda job_id: jobs.run(installation, job_id))
    installation.queue.register(mails.DRAIN, lambda: mails.drain(installation), every_minute=True)
    installation.queue.register("sweep", lambda: sweep(installation), every_minute=True)
