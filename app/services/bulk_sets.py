"""How is work on many rows done by sets? A change, its history and what undoes it in one transaction."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import JSON, ColumnElement, Select, and_, case, insert, literal, null
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col, func, select, update

from app.locales import msg
from app.models.establishment import Job, JobRow, Journal
from app.models.jobs import Outcome
from app.services import jobs, person_jobs
from app.services.bulk import ACTIONS, BulkAction
from app.services.bulk_preview import Rows, spare
from app.services.errors import Forbidden
from app.services.permissions import Open
from app.services.scope import Scope
from app.services.work import Progress, Work, declare

CHUNK: Final = 2500


@dataclass(frozen=True, slots=True)
class Span:
    """Some rows of a job that wait, or that were done, in the establishment's own database."""

    job: Job
    first: int
    last: int
    outcome: Outcome = Outcome.WAITING

    @property
    def rows(self) -> Rows:
        """The conditions that mean them."""
        between = col(JobRow.position).between(self.first, self.last)
        return col(JobRow.job_id) == self.job.id, between, col(JobRow.outcome) == self.outcome

    @property
    def refs(self) -> Select[Any]:
        """The identities of what they are about."""
        return select(JobRow.ref).where(*self.rows)

    @property
    def choice(self) -> str:
        """What the action was asked to do; what a job was told is not kept when it is over, but for that."""
        return str(self.job.payload.get("choice") or self.job.result.get("choice") or "")

    def note(self, scope: Scope, **before: Any) -> None:  # noqa: ANN401  columns
        """Keep, for undoing, what the columns of each thing say now."""
        listed, named = ACTIONS[self.job.kind].listed, [part for n, c in before.items() for part in (literal(n), c)]
        same = listed.key == col(JobRow.ref), listed.is_there(scope, self.job)
        kept = select(_json(*named)).where(*same).scalar_subquery()
        run(scope.db, update(JobRow).where(*self.rows).values(before=kept))

    def noted(self, name: str) -> ColumnElement[str]:
        """What was kept of a thing under that name, as text."""
        key = ACTIONS[self.job.kind].listed.key
        mine = and_(*self.rows, key == col(JobRow.ref))
        kept = select(col(JobRow.before)[name].as_string()).where(mine)
        return kept.correlate(key.class_).scalar_subquery()  # however deep it stands in what is changed


class _json(FunctionElement[Any]):  # noqa: N801  a function of SQL
    """An object of names and values; each engine calls it otherwise."""

    inherit_cache = True
    type = JSON()


@compiles(_json, "sqlite")
def _json_sqlite(element: _json, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"json_object({compiler.process(element.clauses, **kw)})"


@compiles(_json, "postgresql")
def _json_postgresql(element: _json, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"json_build_object({compiler.process(element.clauses, **kw)})"


def run(db: Session, statement: Any) -> int:  # noqa: ANN401  SQL
    """How many rows it changed; no object of the session is looked at."""
    return db.connection().execute(statement).rowcount


def identities(db: Session, those: Select[Any]) -> list[int]:
    """Of what a SELECT means."""
    return list(db.connection().execute(those).scalars())


def by_sets(apply: Callable[[Scope, Span], object], chunk: int = CHUNK) -> Callable[[Scope, Job], Progress]:
    """A step that looks anew at a chunk of what was previewed: refuses what may no longer be done, does the rest."""

    def step(scope: Scope, job: Job) -> Progress:
        action = ACTIONS[job.kind]
        if not scope.may(action.permission):
            raise Forbidden
        span, seen = _next(scope.db, job, Outcome.WAITING, chunk)
        refused = _refuse(scope, span, action.exclusion(scope, span.choice)) if seen else 0
        if seen:  # somebody may have come to be the last since the preview
            refused += spare(scope, action, span.choice, span.rows, Outcome.REFUSED)
        if done := seen - refused:
            apply(scope, span)
            run(scope.db, update(JobRow).where(*span.rows).values(outcome=Outcome.DONE))
            tell(scope, action.deed, job, _label(scope.db, job), {action.things: job.done + done})
        is_finished = seen == 0 or job.done + job.refused + seen >= job.total
        return Progress(done, refused, is_finished=is_finished, result={"choice": span.choice})

    return step


def _undo(scope: Scope, job: Job) -> Progress:
    """Take back a chunk of what another job did: `cursor` is the position reached."""
    original = scope.db.get_one(Job, job.result["undoes"])
    action = ACTIONS[original.kind]
    if not action.undo or not scope.may(action.permission):
        raise Forbidden
    span, seen = _next(scope.db, original, Outcome.DONE, CHUNK, job.cursor)
    if not seen:
        return Progress(cursor=job.cursor, is_finished=True)
    back = action.undo(scope, span)
    run(scope.db, _noting(job, span, back))
    if done := len(back):
        tell(scope, undone(action), job, action.label.text(scope.actor.language), {action.things: job.done + done})
    return Progress(done, seen - done, span.last, is_finished=job.done + job.refused + seen >= job.total)


def undone(action: BulkAction) -> str:
    """What the journal calls taking it back; empty where it has no line."""
    noun = action.deed.partition(".")[0]
    return noun and f"{noun}.undone"


def _noting(undoing: Job, span: Span, back: Collection[int]) -> Any:  # noqa: ANN401  SQL
    """What became of each row of the span: the job that takes back has rows of its own, as any other."""
    is_back = col(JobRow.ref).in_(back)
    outcome = case((is_back, Outcome.DONE.value), else_=Outcome.REFUSED.value)
    why = case((is_back, null()), else_=literal("changed"))
    job, position, ref, label = literal(undoing.id), col(JobRow.position), col(JobRow.ref), col(JobRow.label)
    rows = sa.select(job, position, ref, label, outcome, why).where(*span.rows)
    return insert(JobRow).from_select(["job_id", "position", "ref", "label", "outcome", "reason"], rows)


def _let_undo(db: Session, job: Job) -> None:
    """What is left may be taken back by another job."""
    db.exec(update(Job).where(col(Job.undone_by) == job.id).values(undone_by=None, undone_to=job.cursor))


declare(Work(person_jobs.UNDO, msg("Undo"), Open.SIGNED_IN, _undo, _let_undo))
jobs.REASONS[person_jobs.UNDO] = {"changed": msg("changed since, or gone")}


def _next(db: Session, job: Job, outcome: Outcome, chunk: int, after: int = 0) -> tuple[Span, int]:
    """The first rows of that outcome, and how many they are."""
    there = col(JobRow.job_id) == job.id, col(JobRow.outcome) == outcome, col(JobRow.position) > after
    some = select(JobRow.position).where(*there).order_by(col(JobRow.position)).limit(chunk).subquery()
    first, last, n = db.exec(
        select(func.min(some.c.position), func.max(some.c.position), func.count()).select_from(some)
    ).one()
    return Span(job, first or 0, last or 0, outcome), n


def _refuse(scope: Scope, span: Span, exclusion: ColumnElement[Any]) -> int:
    """What came to be excluded since the preview: its reason now, or that it is gone."""
    listed = ACTIONS[span.job.kind].listed
    same = and_(listed.key == col(JobRow.ref), listed.is_there(scope, span.job))
    reason = case((listed.key.is_(None), literal("gone")), else_=exclusion).label("reason")
    looked = select(col(JobRow.position), reason).select_from(JobRow).outerjoin(listed.key.class_, same)
    seen = looked.where(*span.rows).subquery()
    theirs = col(JobRow.job_id) == span.job.id, col(JobRow.position) == seen.c.position, seen.c.reason.is_not(None)
    return run(scope.db, update(JobRow).where(*theirs).values(outcome=Outcome.REFUSED, reason=seen.c.reason))


def _label(db: Session, job: Job) -> str:
    """What was chosen, and what it was about where that is one thing."""
    whom = db.exec(select(JobRow.label).where(col(JobRow.job_id) == job.id, col(JobRow.outcome) == Outcome.DONE))
    return " · ".join(part for part in (job.payload.get("words"), whom.first() if job.total == 1 else "") if part)


def tell(scope: Scope, deed: str, job: Job, label: str, after: dict[str, int]) -> None:
    """One line of the journal for the whole, kept right by each step that did something; its rows are the job's."""
    subject = f"{person_jobs.SUBJECT}{job.id}"
    if not deed:
        return
    if job.done == 0:
        scope.record(deed, subject, label, after=after)
    else:
        same = col(Journal.subject) == subject, col(Journal.action) == deed
        run(scope.db, update(Journal).where(*same).values(after=after))
