"""What is done to many rows at once? Previewed, confirmed, run as a job with a result per row (E8, P2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from sqlalchemy import ColumnElement, String, case, cast, insert, literal
from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from app.locales import Message
from app.models.platform import Establishment, Job, JobRow, JobState, Outcome
from app.services import jobs
from app.services.errors import Forbidden, NotFound
from app.services.establishments import matching
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.lookup import LARGEST, found
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.work import Progress, Work, declare

EXAMPLES: Final = 5
MOST_TICKED: Final = 1000


class Selection(TypedDict):
    """Rows ticked one by one, or every row that matches the list's filter."""

    ids: list[int]
    all: bool


class Excluded(TypedDict):
    """Rows left out for one reason, with a few of their names."""

    reason: str
    n: int
    examples: str


class Preview(TypedDict):
    """What a confirmation will do: to how many, and which rows are left out, and why."""

    job: int
    action: str
    included: int
    examples: str
    excluded: list[Excluded]


Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class BulkAction:
    """`exclusion` gives a code of `reasons`, or NULL; `apply` gives the sentences for the rows it had to refuse."""

    name: str
    label: Message
    permission: PlatformPermission
    exclusion: ColumnElement[str | None]
    reasons: dict[str, Message]
    apply: Callable[[PlatformScope, Job, Sequence[int]], dict[int, Message]]
    check: Callable[[Fields, int], Fields] = lambda _fields, _included: {}
    chunk: int = 100


ACTIONS: Final[dict[str, BulkAction]] = {}


def declare_action(action: BulkAction) -> BulkAction:
    """Make an action known: to the list's bar, to the preview, and to the runner of jobs."""
    ACTIONS[action.name] = action
    jobs.REASONS[action.name] = action.reasons
    declare(Work(action.name, action.label, action.permission, _step))
    return action


@requires(PlatformPermission.ESTABLISHMENTS_READ)
def preview(scope: PlatformScope, name: str, selection: Selection, query: Query) -> Preview:
    """Note exactly which rows an action would touch, and which are left out and why; nothing else is touched later."""
    action = _allowed(scope, name)
    job = Job(kind=name, state=JobState.PREVIEWED, admin_id=scope.actor.id, actor=scope.actor.name)
    scope.db.add(job)
    scope.db.flush()
    wanted = matching(query) if selection["all"] else _ticked(selection["ids"])
    scope.db.exec(_noting(job.id or 0, action, wanted))
    counted = select(JobRow.outcome, func.count()).where(col(JobRow.job_id) == job.id).group_by(col(JobRow.outcome))
    counts = dict(scope.db.exec(counted).all())
    job.total, job.excluded = counts.get(Outcome.WAITING, 0), counts.get(Outcome.EXCLUDED, 0)
    return Preview(
        job=job.id or 0,
        action=name,
        included=job.total,
        examples=_examples(scope, job.id, None),
        excluded=_excluded(scope, job.id, action),
    )


@requires(PlatformPermission.ESTABLISHMENTS_READ)
def confirm(scope: PlatformScope, job_id: int, fields: Fields) -> JobCard:
    """Run what was previewed. Refuses with `Invalid`, or `NotFound` for a preview that is not the actor's own."""
    job = found(scope.db, Job, job_id)
    if job.state is not JobState.PREVIEWED or job.admin_id != scope.actor.id:
        raise NotFound
    action = _allowed(scope, job.kind)
    job.payload = {"fields": action.check(fields, job.total)}
    jobs.start(scope, job)
    return jobs.card_of(job, scope.actor.language)


def _allowed(scope: PlatformScope, name: str) -> BulkAction:
    action = ACTIONS.get(name)
    if action is None or not scope.may(action.permission):
        raise Forbidden
    return action


def _ticked(ids: Sequence[int]) -> SelectOfScalar[Establishment]:
    there = [number for number in ids[:MOST_TICKED] if 0 < number <= LARGEST]
    return matching(Query()).where(col(Establishment.number).in_(there))


def _noting(job_id: int, action: BulkAction, wanted: SelectOfScalar[Establishment]):  # noqa: ANN202  an INSERT
    reason = action.exclusion
    position = func.row_number().over(order_by=(col(Establishment.name_key), col(Establishment.number)))
    rows = wanted.with_only_columns(  # type: ignore[call-overload]
        literal(job_id),
        position,
        cast(col(Establishment.number), String),
        col(Establishment.name),
        case((reason.is_(None), Outcome.WAITING.value), else_=Outcome.EXCLUDED.value),
        reason,
    )
    return insert(JobRow).from_select(["job_id", "position", "ref", "label", "outcome", "reason"], rows)


def _excluded(scope: PlatformScope, job_id: int | None, action: BulkAction) -> list[Excluded]:
    left_out = col(JobRow.job_id) == job_id, col(JobRow.outcome) == Outcome.EXCLUDED
    counted = select(JobRow.reason, func.count()).where(*left_out).group_by(col(JobRow.reason))
    return [
        Excluded(
            reason=action.reasons[reason or ""].text(scope.actor.language),
            n=n,
            examples=_examples(scope, job_id, reason),
        )
        for reason, n in scope.db.exec(counted)
    ]


def _examples(scope: PlatformScope, job_id: int | None, reason: str | None) -> str:
    of_reason = col(JobRow.job_id) == job_id, col(JobRow.reason) == reason
    some = select(JobRow.label).where(*of_reason).order_by(col(JobRow.position)).limit(EXAMPLES + 1)
    labels = list(scope.db.exec(some))
    return ", ".join([*labels[:EXAMPLES], *(["…"] if len(labels) > EXAMPLES else [])])


def _step(scope: PlatformScope, job: Job) -> Progress:
    action = ACTIONS[job.kind]
    with scope.installation.databases.platform_session(writes=False) as db:
        waiting = col(JobRow.job_id) == job.id, col(JobRow.outcome) == Outcome.WAITING
        chunk = select(JobRow).where(*waiting).order_by(col(JobRow.position)).limit(action.chunk)
        rows = list(db.exec(chunk))
    if not rows:
        return Progress(is_finished=True)
    refused = action.apply(scope, job, [int(row.ref) for row in rows])
    done = [row.position for row in rows if int(row.ref) not in refused]
    of_job = col(JobRow.job_id) == job.id
    scope.db.exec(update(JobRow).where(of_job, col(JobRow.position).in_(done)).values(outcome=Outcome.DONE))
    for row in rows:
        if sentence := refused.get(int(row.ref)):
            outcome = {"outcome": Outcome.REFUSED, "refusal": sentence.stored()}
            scope.db.exec(update(JobRow).where(of_job, col(JobRow.position) == row.position).values(outcome))
    return Progress(done=len(done), refused=len(refused), is_finished=len(rows) < action.chunk)
