"""What did a dead process leave half done? Finished or undone at start, and by the clock; old things are swept away."""

import logging
from datetime import timedelta
from typing import Final

from sqlmodel import col, select

from app.models.platform import Establishment, EstablishmentState
from app.models.types import now
from app.services import (
    clock,
    declared,
    endings,
    exports,
    job_runs,
    locker_mails,
    mails,
    password_reset,
    staging,
    throttling,
)
from app.services.establishment_creation import undo
from app.services.establishment_deletion import finish
from app.services.scope import PlatformActor, Visit, open_platform
from app.services.work import RUN
from app.storage.installation import Installation

log = logging.getLogger(__name__)
HALF_DONE: Final = (EstablishmentState.CREATING, EstablishmentState.DELETING)
LONG: Final = timedelta(hours=1)  # what takes seconds, and took that long, has failed


def recover(installation: Installation) -> None:
    """Undo creations and finish deletions whose process died; put lost jobs and waiting mails in the queue again."""
    for orphan in _adopted(installation):
        try:
            _put_right(installation, orphan)
        except Exception:  # one that resists must not keep the others, or the start, from going on
            log.exception("establishment %s is still half done", orphan.number)
    job_runs.resume(installation)
    installation.queue.enqueue(mails.DRAIN)


def _adopted(installation: Installation) -> list[Establishment]:
    """Half-done establishments that nobody works on; ours from here, so that no other process takes them up too."""
    with installation.databases.platform_session(writes=True) as db:
        half_done = db.exec(select(Establishment).where(col(Establishment.state).in_(HALF_DONE)))
        is_alive, recent = installation.process.is_alive, now() - LONG
        orphans = [home for home in half_done if home.changed_at < recent or not is_alive(home.owner)]
        for orphan in orphans:
            orphan.owner, orphan.changed_at = installation.process.id, now()
        db.commit()
        return orphans


def _put_right(installation: Installation, orphan: Establishment) -> None:
    if orphan.state is EstablishmentState.CREATING:
        undo(installation, orphan)
        return
    actor = PlatformActor(None, "Casier", installation.settings.language)
    with open_platform(installation, actor, writes=True) as scope:
        finish(scope, orphan.number)


def sweep(installation: Installation) -> None:
    """Forget what has had its time, and take up what was left undone; run by the clock."""
    endings.sweep(installation)
    password_reset.sweep(Visit(installation))
    throttling.sweep(installation)
    job_runs.sweep(installation)
    exports.sweep(installation)
    staging.sweep(installation)
    recover(installation)


def register(installation: Installation) -> None:
    """Tell the queue what its messages mean; each composition root calls this once, before any work is asked for."""
    declared.load()

    def run(job_id: int, number: int | None = None) -> None:
        job_runs.run(installation, job_id, number)

    def write(number: int) -> None:
        locker_mails.run(installation, number)

    installation.queue.register(RUN, run)
    installation.queue.register(mails.DRAIN, lambda: mails.drain(installation), every_minute=True)
    installation.queue.register(locker_mails.RUN, write)
    installation.queue.register("clock", lambda: clock.run(installation), every_minute=True)
    installation.queue.register("sweep", lambda: sweep(installation), every_minute=True)
