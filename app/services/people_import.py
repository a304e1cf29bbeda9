"""How do the people of a file become people of the school? Added and updated in a job, a chunk at a time (F1).

A chunk is one transaction with its progress and its rows: killed anywhere, the job goes on after the last whole one.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final, TypedDict

from sqlmodel import col, select

from app.locales import Message, msg
from app.models.establishment import Job, JobRow, Person
from app.models.jobs import Outcome
from app.services import jobs, person_jobs, staging
from app.services.bulk_sets import tell
from app.services.csv_reading import chunk_at, leave
from app.services.errors import NotFound
from app.services.jobs import JobCard
from app.services.people_fates import Fate, Rules, told
from app.services.people_file import count, named, read
from app.services.people_import_rows import OUTCOMES, bring_about
from app.services.people_ways import require_way
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires
from app.services.work import Progress, Work, declare

KIND: Final = "people.import"
CHUNK: Final = 2500
FATES: Final[dict[str, Message]] = {
    Fate.ADDED: msg("added"),
    Fate.UPDATED: msg("updated"),
    Fate.UNCHANGED: msg("already as in the file"),
    Fate.THERE: msg("there already: people were only to be added"),
    Fate.UNKNOWN: msg("not there: people were only to be updated"),
    Fate.NAMESAKE: msg("only a name, and somebody has it: give a username or an e-mail address"),
}


class Reported(TypedDict):
    """A line of the report; `why` says what was refused, or what changed."""

    line: int
    name: str
    username: str
    email: str
    result: str
    why: str


@requires(Permission.PEOPLE_READ)
def confirm(scope: Scope, file: str, way: str) -> JobCard:
    """Import an uploaded file, as a job. Refuses with `NotFound` one that the actor has not sent, or too long ago."""
    payload = {"way": str(require_way(scope, way)), "file": str(staging.found(scope.installation, file, scope.actor))}
    job = jobs.submit(scope, KIND, count(Path(payload["file"])), payload)
    return jobs.card_of(job, scope.actor.language)


@requires(Open.SIGNED_IN)
def report(scope: Scope, job_id: int) -> Iterator[Reported]:
    """What became of each line, read in bounded batches. Refuses with `NotFound` a job that one may not see."""
    if person_jobs.card(scope, job_id)["kind"] != KIND:
        raise NotFound
    rows = select(JobRow, Person.username, Person.email).outerjoin(Person, col(Person.id) == col(JobRow.ref))
    found = scope.db.exec(
        rows.where(col(JobRow.job_id) == job_id).order_by(col(JobRow.position)).execution_options(yield_per=500)
    )
    return (_reported(row, username, email, scope.actor.language) for row, username, email in found)


def _step(scope: Scope, job: Job) -> Progress:
    """Judge the next chunk with the rights that its sender has now, and bring it about."""
    path, way = Path(job.payload["file"]), require_way(scope, job.payload["way"])
    rows = chunk_at(path, job.cursor, CHUNK, read)
    decisions = Rules(scope, way, job).decide(rows)
    bring_about(scope, job, decisions, partial(named, path))
    fates = Counter(decision.fate for decision in decisions)
    result = {str(fate): job.result.get(fate, 0) + fates[fate] for fate in Fate}
    outcomes = Counter(OUTCOMES.get(decision.fate, Outcome.EXCLUDED) for decision in decisions)
    if outcomes[Outcome.DONE]:
        after = {str(fate): result[fate] for fate in (Fate.ADDED, Fate.UPDATED)}
        tell(scope, "people.imported", job, "", after)
    return Progress(
        done=outcomes[Outcome.DONE],
        refused=outcomes[Outcome.REFUSED],
        excluded=outcomes[Outcome.EXCLUDED],
        cursor=job.cursor + len(rows),
        is_finished=len(rows) < CHUNK,
        result=result,
    )


def _reported(row: JobRow, username: str | None, email: str | None, language: str) -> Reported:
    result = FATES.get(row.reason or "", msg("refused")).text(language)
    why = Message.restored(row.refusal).text(language) if row.refusal else told(row.before or {}, language)
    return Reported(
        line=row.position, name=row.label, username=username or "", email=email or "", result=result, why=why
    )


declare(Work(KIND, msg("Import of people"), Permission.PEOPLE_READ, _step, leave))
jobs.REASONS[KIND] = FATES
