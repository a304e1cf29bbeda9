"""Where is long work written down? In the database of whoever asked for it: the platform's, or an establishment's."""

from dataclasses import dataclass
from typing import Any, Final

from app.models import establishment, platform
from app.services.scope import PlatformScope, Scope


@dataclass(frozen=True, slots=True)
class Ledger:
    """The tables of jobs and of their rows; both trees have the same columns but for whom they refer to."""

    job: Any
    row: Any


PLATFORM: Final = Ledger(platform.Job, platform.JobRow)
ESTABLISHMENT: Final = Ledger(establishment.Job, establishment.JobRow)
AnyJob = platform.Job | establishment.Job
AnyScope = PlatformScope | Scope


def ledger(scope: AnyScope) -> Ledger:
    """The one of this unit of work."""
    return PLATFORM if isinstance(scope, PlatformScope) else ESTABLISHMENT


def whose(scope: AnyScope) -> dict[str, int | None]:
    """The column of a job that says who asked for it."""
    return {"admin_id" if isinstance(scope, PlatformScope) else "person_id": scope.actor.id}


def is_mine(scope: AnyScope, job: AnyJob) -> bool:
    """Whether the actor asked for it."""
    return (job.admin_id if isinstance(job, platform.Job) else job.person_id) == scope.actor.id
