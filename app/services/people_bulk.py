"""What is done to many people at once? By sets of rows: a change, its history and what undoes it in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Select, Subquery, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col, func, select, update

from app.locales import Message, msg
from app.models.establishment import Job, JobRow, Person
from app.models.jobs import Outcome
from app.services import people, person_jobs
from app.services.bulk import ACTIONS, Fields, Listed, Preview, Selection, go, plan
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires
from app.services.work import Progress, Work, declare

CHUNK: Final = 2500
LISTED: Final = Listed(people.matching, col(Person.id), people.label(), (col(Person.name_key), col(Person.id)))


@requires(Permission.PEOPLE_READ)
def preview(scope: Scope, name: str, selection: Selection, query: Query, choice: str = "") -> Preview:
    """Note which people an action, as chosen, would touch, and which are left out and why."""
    return plan(scope, name, selection, query, choice)


@requires(Permission.PEOPLE_READ)
def confirm(scope: Scope, job_id: int, fields: Fields) -> JobCard:
    """Run what was previewed. Refuses with `Invalid`, or `NotFound` for a preview that is not the actor's own."""
    return go(scope, job_id, fields)


@dataclass(frozen=True, slots=True)
class Span:
    """Some rows of a job that wait, or that were done, in the establishment's own database."""

    job: Job
    first: int
    last: int
    outcome: Outcome = Outcome.WAITING

    @property
    def rows(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions that mean them."""
        between = col(JobRow.position).between(self.first, self.last)
        return col(JobRow.job_id) == self.job.id, between, col(JobRow.outcome) == self.outcome

    @property
    def people(self) -> Select[Any]:
        """The identities of the people."""
        return select(JobRow.ref).where(*self.rows)

    @property
    def choice(self) -> str:
        """What the action was asked to do."""
        return str(self.job.payload.get("choice", ""))

    def note(self, db: Session, **before: ColumnElement[Any]) -> None:
        """Keep, for undoing, what each person's columns say now."""
        named = [part for name, column in before.items() for part in (literal(name), column)]
        kept = select(_json(*named)).where(col(Person.id) == col(JobRow.ref)).scalar_subquery()
        db.exec(update(JobRow).where(*self.rows).values(before=kept))


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


Apply = Callable[[Scope, Span], None]
Exclusion = Callable[[Scope, str], ColumnElement[Any]]


def by_sets(exclusion: Exclusion, apply: Apply, chunk: int = CHUNK) -> Callable[[Scope, Job], Progress]:
    """A step that looks anew at a chunk of what was previewed: refuses what may no longer be done, does the rest."""

    def step(scope: Scope, job: Job) -> Progress:
        span = _next(scope.db, job, Outcome.WAITING, chunk)
        if span is None:
            return Progress(is_finished=True)
        _refuse(scope.db, span, exclusion(scope, span.choice))
        left = _count(scope.db, span.rows)
        apply(scope, span)
        scope.db.exec(update(JobRow).where(*span.rows).values(outcome=Outcome.DONE))
        seen = span.last - span.first + 1
        is_finished = _next(scope.db, job, Outcome.WAITING, 1) is None
        if is_finished:
            _record(scope, ACTIONS[job.kind].deed, job, job.done + left)
        return Progress(done=left, refused=seen - left, is_finished=is_finished)

    return step


UNDONE: Final = "people.undone"
UNDOING: Final[dict[str, Apply]] = {}


def _undo(scope: Scope, job: Job) -> Progress:
    """Take back a chunk of what another job did: `cursor` is the position reached."""
    original = scope.db.get_one(Job, job.payload["job"])
    beyond = col(JobRow.job_id) == original.id, col(JobRow.outcome) == Outcome.DONE, col(JobRow.position) > job.cursor
    some = select(JobRow.position).where(*beyond).order_by(col(JobRow.position)).limit(CHUNK)
    positions = list(scope.db.exec(some))
    if not positions:
        _record(scope, UNDONE, job, job.done)
        return Progress(cursor=job.cursor, is_finished=True)
    span = Span(original, positions[0], positions[-1], Outcome.DONE)
    UNDOING[original.kind](scope, span)
    return Progress(done=len(positions), cursor=positions[-1])


declare(Work(person_jobs.UNDO, msg("Undo"), Open.SIGNED_IN, _undo))


def _next(db: Session, job: Job, outcome: Outcome, chunk: int) -> Span | None:
    waiting = select(JobRow.position).where(col(JobRow.job_id) == job.id, col(JobRow.outcome) == outcome)
    chosen: Subquery = waiting.order_by(col(JobRow.position)).limit(chunk).subquery()
    first, last = db.exec(select(func.min(chosen.c.position), func.max(chosen.c.position))).one()
    return None if first is None else Span(job, first, last)


def _refuse(db: Session, span: Span, exclusion: ColumnElement[Any]) -> None:
    """What came to be excluded since the preview: its reason now, or that the person is gone."""
    now_excluded = select(exclusion).where(col(Person.id) == col(JobRow.ref)).scalar_subquery()
    db.exec(update(JobRow).where(*span.rows).values(reason=now_excluded))
    gone = ~select(Person.id).where(col(Person.id) == col(JobRow.ref)).exists()
    db.exec(update(JobRow).where(*span.rows, gone).values(reason="gone"))
    db.exec(update(JobRow).where(*span.rows, col(JobRow.reason).is_not(None)).values(outcome=Outcome.REFUSED))


def _count(db: Session, rows: tuple[ColumnElement[bool], ...]) -> int:
    return db.exec(select(func.count()).select_from(JobRow).where(*rows)).one()


def _record(scope: Scope, deed: str, job: Job, done: int) -> None:
    """One line of the journal for the whole, whose rows are those of the job."""
    choice = {"choice": job.payload["choice"]} if job.payload.get("choice") else {}
    scope.record(deed, f"job {job.id}", "", after={"people": done, **choice})
