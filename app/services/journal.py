"""What was changed, by whom, when, and what was it before? Both journals, one list (X1)."""

from typing import TypedDict

from sqlmodel import Session, col, select

from app.models.establishment import Journal
from app.models.journal import JournalLine
from app.models.platform import PlatformJournal
from app.services.listing import Order, Page, Query, like, paged
from app.services.permissions import Permission, PlatformPermission
from app.services.scope import PlatformScope, Scope, requires


class JournalRow(TypedDict):
    """A line of a journal; `changes` reads "field: before → after"."""

    id: int
    at: str
    actor: str
    action: str
    label: str
    changes: str
    reason: str


@requires(PlatformPermission.JOURNAL_READ)
def platform_page(scope: PlatformScope, query: Query) -> Page[JournalRow]:
    """The platform's journal, newest first."""
    return _page(scope.db, PlatformJournal, query)


@requires(Permission.JOURNAL_READ)
def page(scope: Scope, query: Query) -> Page[JournalRow]:
    """The establishment's own journal, newest first."""
    return _page(scope.db, Journal, query)


def _page(db: Session, table: type[PlatformJournal | Journal], query: Query) -> Page[JournalRow]:
    statement = select(table)
    if query.q:
        statement = statement.where(like(table.search, query.q))
    if action := query.filters.get("action"):
        statement = statement.where(col(table.action).startswith(action, autoescape=True))
    order = Order({"at": (col(table.id),), "actor": (col(table.actor), col(table.id))}, "-at")
    return paged(db, statement, order, query, _row)


def _row(line: JournalLine) -> JournalRow:
    names = [*line.before, *(name for name in line.after if name not in line.before)]
    changes = (f"{name}: {line.before.get(name, '')} → {line.after.get(name, '')}" for name in names)
    return JournalRow(
        id=line.id or 0,
        at=line.at.isoformat(),
        actor=line.actor,
        action=line.action,
        label=line.label,
        changes=" · ".join(changes),
        reason=line.reason,
    )
