"""What is done to many people at once? By sets of rows: a change, its history and what undoes it in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Select, and_, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col, func, select, update

from app.locales import msg
from app.models.establishment import Job, JobRow, Journal, Person
from app.models.jobs import Outcome
from app.models.types import now
from app.services import job_runs, people, person_jobs
from app.services.bulk import ACTIONS, Fields, Listed, Preview, Rows, Selection, go, plan, spare
from app.services.desks import Desk
from app.services.errors import Forbidden
from app.services.jobs import JobCard
from app.services.last_administrator import last_among
from app.services.listing import Query
from app.services.people_plan import as_is
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires
from app.services.work import Progress, Work, declare

CHUNK: Final = 2500
LISTED: Final = Listed(people.matching, col(Person.id), people.label(), (as_is(Person.name_key), as_is(Person.id)))


@requires(Permission.PEOPLE_READ)
def offered(scope: Scope) -> list[str]:
    """The names of the actions on people that the actor may use, in the order in which they are declared."""
    return [name for name, action in ACTIONS.items() if name.startswith("people.") and scope.may(action.permission)]


@requires(Permission.PEOPLE_READ)
def preview(scope: Scope, name: str, selection: Selection, query: Query, choice: str = "") -> Preview:
    """Note which people an action, as chosen, would touch, and which are left out and why."""
    desk = Desk(scope.installation, scope.actor.place)
    scope.after_commit.append(lambda: job_runs.forget_previews(desk))
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
    def rows(self) -> Rows:
        """The conditions that mean them."""
        between = col(JobRow.position).between(self.first, self.last)
        return col(JobRow.job_id) == self.job.id, between, col(JobRow.outcome) == self.outcome

    @property
    def people(self) -> Select[Any]:
        """The identities of the people."""
        return select(JobRow.ref).where(*self.rows)

    @property
    def choice(self) -> str:
        """What the action was asked to do; what a job was told is not kept when it is over, but for that."""
        return str(self.job.payload.get("choice") or self.job.result.get("choice") or "")

    def note(self, db: Session, **before: Any) -> None:  # noqa: ANN401  columns
        """Keep, for undoing, what each person's columns say now."""
        named = [part for name, column in before.items() for part in (literal(name), column)]
        kept = select(_json(*named)).where(col(Person.id) == col(JobRow.ref)).scalar_subquery()
        run(db, update(JobRow).where(*self.rows).values(before=kept))

    def noted(self, name: str) -> ColumnElement[str]:
        """What was kept of a person under that name, as text."""
        mine = and_(*self.rows, col(JobRow.ref) == col(Person.id))
        return select(col(JobRow.before)[name].as_string()).where(mine).scalar_subquery()


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


def identities(db: Session, people: Select[Any]) -> list[int]:
    """Of whom a SELECT means."""
    return list(db.connection().execute(people).scalars())


def change(scope: Scope, people: Select[Any] | list[int], **values: Any) -> int:  # noqa: ANN401  of columns
    """Change these people; forms opened before are stale, as after `Person.touch`."""
    touched = {"version": col(Person.version) + 1, "changed_by": scope.actor.name, "changed_at": now()}
    return run(scope.db, update(Person).where(col(Person.id).in_(people)).values(**touched, **values))


def undoable(scope: Scope, span: Span, reason: ColumnElement[Any], *, spares: bool = False) -> list[int]:
    """The people of a span that was done whom nothing excludes now; `spares` an administrator, if all are in it."""
    theirs = col(Person.id).in_(span.people), col(Person.created_at) <= span.job.created_at, reason.is_(None)
    spared = last_among(scope, and_(*theirs)) if spares else None
    return [one for one in scope.db.exec(select(Person.id).where(*theirs)) if one and one != spared]


Apply = Callable[[Scope, Span], None]
Undo = Callable[[Scope, Span], int]
Exclusion = Callable[[Scope, str], ColumnElement[Any]]


def by_sets(exclusion: Exclusion, apply: Apply, chunk: int = CHUNK) -> Callable[[Scope, Job], Progress]:
    """A step that looks anew at a chunk of what was previewed: refuses what may no longer be done, does the rest."""

    def step(scope: Scope, job: Job) -> Progress:
        action = ACTIONS[job.kind]
        if not scope.may(action.permission):
            raise Forbidden
        span, seen = _next(scope.db, job, Outcome.WAITING, chunk)
        refused = _refuse(scope.db, span, exclusion(scope, span.choice)) if seen else 0
        if seen:  # somebody may have come to be the last since the preview
            refused += spare(scope, action, span.choice, span.rows, Outcome.REFUSED)
        if done := seen - refused:
            apply(scope, span)
            run(scope.db, update(JobRow).where(*span.rows).values(outcome=Outcome.DONE))
            _tell(scope, action.deed, job, _label(scope.db, job), job.done + done)
        is_finished = seen == 0 or job.done + job.refused + seen >= job.total
        return Progress(done, refused, is_finished=is_finished, result={"choice": span.choice})

    return step


UNDONE: Final = "people.undone"
UNDOING: Final[dict[str, Undo]] = {}


def _undo(scope: Scope, job: Job) -> Progress:
    """Take back a chunk of what another job did: `cursor` is the position reached."""
    original = scope.db.get_one(Job, job.result["undoes"])
    action = ACTIONS[original.kind]
    if not scope.may(action.permission):
        raise Forbidden
    span, seen = _next(scope.db, original, Outcome.DONE, CHUNK, job.cursor)
    if not seen:
        return Progress(cursor=job.cursor, is_finished=True)
    if done := UNDOING[original.kind](scope, span):
        _tell(scope, UNDONE, job, action.label.text(scope.actor.language), job.done + done)
    return Progress(done, seen - done, span.last, is_finished=job.done + job.refused + seen >= job.total)


def _let_undo(db: Session, job: Job) -> None:
    """What is left may be taken back by another job."""
    db.exec(update(Job).where(col(Job.undone_by) == job.id).values(undone_by=None, undone_to=job.cursor))


declare(Work(person_jobs.UNDO, msg("Undo"), Open.SIGNED_IN, _undo, _let_undo))


def _next(db: Session, job: Job, outcome: Outcome, chunk: int, after: int = 0) -> tuple[Span, int]:
    """The first rows of that outcome, and how many they are."""
    there = col(JobRow.job_id) == job.id, col(JobRow.outcome) == outcome, col(JobRow.position) > after
    some = select(JobRow.position).where(*there).order_by(col(JobRow.position)).limit(chunk).subquery()
    first, last, n = db.exec(
        select(func.min(some.c.position), func.max(some.c.position), func.count()).select_from(some)
    ).one()
    return Span(job, first or 0, last or 0, outcome), n


def _refuse(db: Session, span: Span, exclusion: ColumnElement[Any]) -> int:
    """What came to be excluded since the preview: its reason now, or that the person is gone."""
    same = and_(col(Person.id) == col(JobRow.ref), col(Person.created_at) <= span.job.created_at)
    reason = case((col(Person.id).is_(None), literal("gone")), else_=exclusion).label("reason")
    seen = select(col(JobRow.position), reason).select_from(JobRow).outerjoin(Person, same).where(*span.rows).subquery()
    theirs = col(JobRow.job_id) == span.job.id, col(JobRow.position) == seen.c.position, seen.c.reason.is_not(None)
    return run(db, update(JobRow).where(*theirs).values(outcome=Outcome.REFUSED, reason=seen.c.reason))


def _label(db: Session, job: Job) -> str:
    """What was chosen, and of whom where it is one person."""
    whom = db.exec(select(JobRow.label).where(col(JobRow.job_id) == job.id, col(JobRow.outcome) == Outcome.DONE))
    return " · ".join(part for part in (job.payload.get("words"), whom.first() if job.total == 1 else "") if part)


def _tell(scope: Scope, deed: str, job: Job, label: str, done: int) -> None:
    """One line of the journal for the whole, kept right by each step; its rows are those of the job."""
    subject, after = f"job {job.id}", {"people": done}
    if job.done == 0:
        scope.record(deed, subject, label, after=after)
    else:
        run(
            scope.db,
            update(Journal).where(col(Journal.subject) == subject, col(Journal.action) == deed).values(after=after),
        )
