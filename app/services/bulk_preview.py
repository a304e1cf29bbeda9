"""What is done to many rows at once? Previewed, confirmed, run as a job with a result per row (E8, P2)."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, case, cast, exists, insert, literal
from sqlmodel import func, select, update

from app.locales import msg
from app.models.jobs import JobState, Outcome
from app.services import jobs
from app.services.bulk import ACTIONS, BulkAction, Choice, Excluded, Fields, Listed, Preview, Selection
from app.services.errors import Forbidden, NotFound, Refused
from app.services.jobs import JobCard
from app.services.ledgers import AnyJob, AnyScope, is_mine, ledger, whose
from app.services.listing import Query
from app.services.lookup import LARGEST, found

EXAMPLES: Final = 5
MOST_TICKED: Final = 10_000  # more identities make neither a frame of the browser nor a statement too long

TOO_MANY: Final = msg(
    "At most %(most)d rows can be ticked one by one. Filter the list to those that you mean, then select all results.",
    most=MOST_TICKED,
)
NO_CHOICE: Final = Choice(value="", label="")

Rows = tuple[ColumnElement[bool], ...]  # conditions that mean some rows of a job


def plan(scope: AnyScope, name: str, selection: Selection, query: Query, choice: str = "") -> Preview:
    """Note exactly which rows an action would touch, and which are left out and why; nothing else is touched later.

    The use case that calls it holds the permission to see the list; that of the action is asked for here. Refuses more
    rows ticked one by one than it takes.
    """
    action, language = _allowed(scope, name), scope.actor.language
    listed = action.listed
    wanted = listed.matching(scope, query) if selection["all"] else _ticked(scope, listed, selection["ids"])
    choices, chosen = _choosing(scope, action, wanted, choice)
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


def _choosing(scope: AnyScope, action: BulkAction, wanted: Any, choice: str) -> tuple[list[Choice], Choice]:  # noqa: ANN401  a SELECT
    """What there is to choose, and what is chosen of it."""
    if not (asked := action.asked):
        return [], NO_CHOICE
    choices = list(asked.choices(scope))
    wish = choice or asked.usual(scope, wanted)
    return choices, next((each for each in choices if each["value"] == wish), choices[0] if choices else NO_CHOICE)


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
