"""How is one row after another worked off, where each may be refused for a reason of its own (E8)?"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import select, update

from app.locales import Message
from app.models.jobs import Outcome
from app.services.ledgers import AnyJob, ledger
from app.services.scope import PlatformScope
from app.services.work import Progress


def row_by_row(
    apply: Callable[[Any, Any, Sequence[int]], dict[int, Message]], chunk: int = 100
) -> Callable[[Any, Any], Progress]:
    """A step of the platform: hands so many identities to `apply`, which gives the sentences for the rows refused."""

    def step(scope: PlatformScope, job: AnyJob) -> Progress:
        row = ledger(scope).row
        with scope.installation.databases.platform_session(writes=False) as db:
            waiting = row.job_id == job.id, row.outcome == Outcome.WAITING
            rows = list(db.exec(select(row).where(*waiting).order_by(row.position).limit(chunk)))
        if not rows:
            return Progress(is_finished=True)
        refused = apply(scope, job, [int(each.ref) for each in rows])
        done = [each.position for each in rows if int(each.ref) not in refused]
        scope.db.exec(update(row).where(row.job_id == job.id, row.position.in_(done)).values(outcome=Outcome.DONE))
        for each in rows:
            if sentence := refused.get(int(each.ref)):
                outcome = {"outcome": Outcome.REFUSED, "refusal": sentence.stored()}
                scope.db.exec(update(row).where(row.job_id == job.id, row.position == each.position).values(outcome))
        return Progress(done=len(rows) - len(refused), refused=len(refused), is_finished=len(rows) < chunk)

    return step
