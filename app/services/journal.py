"""What was changed, by whom, when, and what was it before? Both journals, one list (X1)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypedDict

from sqlmodel import col, select

from app.models.establishment import Journal, Role
from app.models.journal import JournalLine
from app.models.platform import PlatformJournal
from app.services import deeds, person_jobs
from app.services.journal_words import changes
from app.services.listing import Order, Page, Query, like, paged
from app.services.permissions import Permission, PlatformPermission
from app.services.scope import PlatformScope, Scope, requires


class JournalRow(TypedDict):
    """A line of a journal; `what` says the action, `changes` reads "field: before → after".

    `job` is the one whose rows tell what became of each, where there is one that the reader may see; else 0.
    """

    id: int
    at: str
    actor: str
    action: str
    what: str
    label: str
    changes: str
    reason: str
    job: int


@requires(PlatformPermission.JOURNAL_READ)
def platform_page(scope: PlatformScope, query: Query) -> Page[JournalRow]:
    """The platform's journal, newest first."""
    return _page(scope, PlatformJournal, query, {})


@requires(Permission.JOURNAL_READ)
def page(scope: Scope, query: Query) -> Page[JournalRow]:
    """The establishment's own journal, newest first."""
    return _leading(scope, _page(scope, Journal, query, _roles(scope)))


@requires(Permission.JOURNAL_READ)
def newest(scope: Scope, count: int) -> list[JournalRow]:
    """The last lines of the establishment's journal."""
    lines = scope.db.exec(select(Journal).order_by(col(Journal.id).desc()).limit(count))
    roles = _roles(scope)
    return [_row(scope.actor.language, roles, line) for line in lines]


def about(scope: Scope, subjects: Sequence[str], query: Query) -> Page[JournalRow]:
    """The lines about some subjects; whoever calls this has asked for the right to read them."""
    theirs = col(Journal.subject).in_(subjects), col(Journal.action).startswith("people.")
    newest = Order({"at": (col(Journal.id),), "actor": (col(Journal.actor), col(Journal.id))}, "-at")
    lines = select(Journal).where(*theirs)
    return _leading(scope, paged(scope.db, lines, newest, query, partial(_row, scope.actor.language, {})))


def _leading(scope: Scope, page: Page[JournalRow]) -> Page[JournalRow]:
    """No line leads to a job that is gone, or that the reader may not see."""
    seen = person_jobs.seen(scope, {row["job"] for row in page["rows"] if row["job"]})
    for row in page["rows"]:
        row["job"] = row["job"] if row["job"] in seen else 0
    return page


def _roles(scope: Scope) -> dict[str, str]:
    """By their codes, which lines about rights keep."""
    return dict(scope.db.exec(select(Role.code, Role.name)).all())


def _page(
    scope: Scope | PlatformScope, table: type[PlatformJournal | Journal], query: Query, roles: Mapping[str, str]
) -> Page[JournalRow]:
    statement = select(table)
    if query.q:
        statement = statement.where(like(table.search, query.q))
    if action := query.filters.get("action"):
        statement = statement.where(col(table.action).startswith(action, autoescape=True))
    order = Order({"at": (col(table.id),), "actor": (col(table.actor), col(table.id))}, "-at")
    return paged(scope.db, statement, order, query, partial(_row, scope.actor.language, roles))


def _row(language: str, roles: Mapping[str, str], line: JournalLine) -> JournalRow:
    return JournalRow(
        id=line.id or 0,
        at=line.at.isoformat(),
        actor=line.actor,
        action=line.action,
        what=deeds.words(line.action, language),
        label=line.label,
        changes=changes(line, language, roles),
        reason=line.reason,
        job=int(line.subject[len(person_jobs.SUBJECT) :]) if line.subject.startswith(person_jobs.SUBJECT) else 0,
    )
