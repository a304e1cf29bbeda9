"""What is done to many rows at once? Previewed, confirmed, run as a job with a result per row (E8, P2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypedDict

from sqlalchemy import ColumnElement, case, cast, exists, insert, literal, true
from sqlmodel import func, select, update

from app.locales import Message, msg
from app.models.jobs import JobState, Outcome
from app.services import jobs
from app.services.errors import Forbidden, NotFound, Refused
from app.services.jobs import JobCard
from app.services.ledgers import AnyJob, AnyScope, is_mine, ledger, whose
from app.services.listing import Query
from app.services.lookup import LARGEST, found
from app.services.permissions import Needed
from app.services.work import Progress, Work, declare

EXAMPLES: Final = 5
MOST_TICKED: Final = 10_000  # more identities make neither a frame of the browser nor a statement too long

TOO_MANY: Final = msg(
    "At most %(most)d rows can be ticked one by one. Filter the list to those that you mean, then select all results.",
    most=MOST_TICKED,
)


class Selection(TypedDict):
    """Rows ticked one by one, or every row that matches the list's filter."""

    ids: list[int]
    all: bool


class Excluded(TypedDict):
    """Rows left out for one reason, with a few of their names."""

    reason: str
    n: int
    examples: str


class Choice(TypedDict):
    """One of the things that an action can do, as the role that it adds."""

    value: str
    label: str


NO_CHOICE: Final = Choice(value="", label="")


class Preview(TypedDict):
    """What a confirmation will do: to how many, and which rows are left out, and why.

    `choice` is the one previewed of the `choices`, where the action has any; `advice` is what to think of before.
    What `is_final` can never be taken back.
    """

    job: int
    action: str
    choice: str
    choices: list[Choice]
    included: int
    examples: str
    excluded: list[Excluded]
    advice: list[str]
    is_final: bool


Fields = dict[str, str]
Rows = tuple[ColumnElement[bool], ...]  # conditions that mean some rows of a job


@dataclass(frozen=True, slots=True)
class Listed:
    """The list whose rows are acted on: what a query means there, and what identifies, names and orders a row.

    `is_there` is what a row that was previewed must still be for that `Job`, where work goes by sets of rows. `ticked`
    are all rows that may be ticked, where those are more than an empty query means.
    """

    matching: Callable[[Any, Query], Any]
    key: Any
    label: Any
    order: tuple[Any, ...]
    is_there: Callable[[Any, Any], ColumnElement[bool]] = lambda _scope, _job: true()
    ticked: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class BulkAction:
    """`exclusion` gives a code of `reasons`, or NULL, for whoever asks and what they chose.

    `deed` is what the journal calls it, where it has one line for the whole, and `things` what it counts there. `step`
    works a chunk off: `row_by_row` of `bulk_rows`, or `by_sets` of `bulk_sets`. `check` takes the scope, the previewed
    job and what was typed. `can_undo` is whether what it did can be taken back for a while, but for choices that are
    `final`. `usual` is the choice to propose for the rows of a SELECT, else the first. `spared` gives one more row to
    leave out, as the `last`: it is asked with what tells the rows that would be worked on.
    """

    name: str
    label: Message
    permission: Needed
    listed: Listed
    exclusion: Callable[[Any, str], ColumnElement[Any]]
    reasons: dict[str, Message]
    step: Callable[[Any, Any], Progress]
    choices: Callable[[Any], Sequence[Choice]] = lambda _scope: ()
    usual: Callable[[Any, Any], str] = lambda _scope, _wanted: ""
    check: Callable[[Any, Any, Fields], Fields] = lambda _scope, _job, _fields: {}
    advice: Callable[[Any, int, str], Sequence[Message]] = lambda _scope, _job, _choice: ()
    can_undo: bool = False
    final: frozenset[str] = frozenset()
    deed: str = ""
    things: str = "people"
    spared: Callable[[Any, ColumnElement[bool], str], int | None] = lambda _scope, _among, _choice: None


ACTIONS: Final[dict[str, BulkAction]] = {}


def declare_action(action: BulkAction) -> BulkAction:
    """Make an action known: to the list's bar, to the preview, and to the runner of jobs."""
    ACTIONS[action.name] = action
    jobs.REASONS[action.name] = action.reasons
    if action.can_undo:
        jobs.UNDOABLE[action.name] = action.final
    declare(Work(action.name, action.label, action.permission, action.step))
    return action


def plan(scope: AnyScope, name: str, selection: Selection, query: Query, choice: str = "") -> Preview:
    """Note exactly which rows an action would touch, and which are left out and why; nothing else is touched later.

    The use case that calls it holds the permission to see the list; that of the action is asked for here. Refuses more
    rows ticked one by one than it takes.
    """
    action, language = _allowed(scope, name), scope.actor.language
    listed = action.listed
    wanted = listed.matching(scope, query) if selection["all"] else _ticked(scope, listed, selection["ids"])
    choices = list(action.choices(scope))
    asked = choice or action.usual(scope, wanted)
    chosen = next((each for each in choices if each["value"] == asked), choices[0] if choices else NO_CHOICE)
    choice = chosen["value"]
    payload = {"choice": choice, "words": chosen["label"]}
    job = ledger(scope).job(
        kind=name, state=JobState.PREVIEWED, actor=scope.actor.name, payload=payload, **whose(scope)
    )
    scope.db.add(job)
    scope.db.flush()
    scope.db.exec(_noting(scope, job.id, action, wanted, choice))
    row = ledger(scope).row
    spare(scope, action, choice, (row.job_id == job.id, row.outcome == Outcome.WAITING), Outcome.EXCLUDED)
    counted = select(row.outcome, func.count()).where(row.job_id == job.id).group_by(row.outcome)
    counts = dict(scope.db.exec(counted).all())
    job.total, job.excluded = counts.get(Outcome.WAITING, 0), counts.get(Outcome.EXCLUDED, 0)
    return Preview(
        job=job.id,
        action=name,
        choice=choice,
        choices=choices,
        included=job.total,
        examples=_examples(scope, job.id, None),
        excluded=_excluded(scope, job.id, action),
        advice=[message.text(language) for message in action.advice(scope, job.id, choice)],
        is_final=choice in action.final,
    )


def go(scope: AnyScope, job_id: int, fields: Fields) -> JobCard:
    """Run what was previewed. Refuses with `Invalid`, or `NotFound` for a preview that is not the actor's own."""
    job: AnyJob = found(scope.db, ledger(scope).job, job_id)
    if job.state is not JobState.PREVIEWED or not is_mine(scope, job):
        raise NotFound
    action = _allowed(scope, job.kind)
    job.payload = {**job.payload, "fields": action.check(scope, job, fields)}
    jobs.start(scope, job)
    return jobs.card_of(job, scope.actor.language)


def spare(scope: AnyScope, action: BulkAction, choice: str, rows: Rows, outcome: Outcome) -> int:
    """Leave one out of rows of which none by itself is the last, but all together are; says how many it left out."""
    row = ledger(scope).row
    spared = action.spared(scope, exists().where(*rows, row.ref == action.listed.key), choice)
    if spared is None:
        return 0
    left_out = update(row).where(*rows, row.ref == spared).values(outcome=outcome, reason="last")
    return scope.db.connection().execute(left_out).rowcount


def _allowed(scope: AnyScope, name: str) -> BulkAction:
    action = ACTIONS.get(name)
    if action is None or not scope.may(action.permission):
        raise Forbidden
    return action


def _ticked(scope: AnyScope, listed: Listed, ids: Sequence[int]) -> Any:  # noqa: ANN401  a SELECT
    if len(ids) > MOST_TICKED:
        raise Refused(TOO_MANY)
    there = [identity for identity in ids if 0 < identity <= LARGEST]
    every = listed.ticked(scope) if listed.ticked else listed.matching(scope, Query())
    return every.where(listed.key.in_(there))


def _noting(scope: AnyScope, job_id: int, action: BulkAction, wanted: Any, choice: str) -> Any:  # noqa: ANN401  SQL
    listed, reason, row = action.listed, action.exclusion(scope, choice), ledger(scope).row
    rows = wanted.with_only_columns(
        literal(job_id),
        func.row_number().over(order_by=listed.order),
        cast(listed.key, row.ref.type),
        listed.label,
        case((reason.is_(None), Outcome.WAITING.value), else_=Outcome.EXCLUDED.value),
        reason,
    )
    return insert(row).from_select(["job_id", "position", "ref", "label", "outcome", "reason"], rows)


def _excluded(scope: AnyScope, job_id: int, action: BulkAction) -> list[Excluded]:
    row = ledger(scope).row
    left_out = row.job_id == job_id, row.outcome == Outcome.EXCLUDED
    counted = select(row.reason, func.count()).where(*left_out).group_by(row.reason)
    return [
        Excluded(
            reason=action.reasons[reason or ""].text(scope.actor.language),
            n=n,
            examples=_examples(scope, job_id, reason),
        )
        for reason, n in scope.db.exec(counted)
    ]


def _examples(scope: AnyScope, job_id: int, reason: str | None) -> str:
    row = ledger(scope).row
    some = select(row.label).where(row.job_id == job_id, row.reason == reason).order_by(row.position)
    labels = list(scope.db.exec(some.limit(EXAMPLES + 1)))
    return ", ".join([*labels[:EXAMPLES], *(["…"] if len(labels) > EXAMPLES else [])])
