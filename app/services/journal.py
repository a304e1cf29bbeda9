"""What was changed, by whom, when, and what was it before? Both journals, one list (X1)."""

from collections.abc import Sequence
from functools import partial
from typing import Final, TypedDict, cast

from sqlmodel import Session, col, select

from app.locales import Message, msg
from app.models.establishment import GuardianStatus, Journal
from app.models.journal import JournalLine
from app.models.platform import PlatformJournal
from app.services import deeds, person_jobs
from app.services.families import STATUSES
from app.services.listing import Order, Page, Query, like, paged
from app.services.matrix_rows import coded_words
from app.services.permissions import Permission, PlatformPermission
from app.services.scope import PlatformScope, Scope, requires

FIELDS: Final[dict[str, Message]] = {
    "name": msg("Name"),
    "zone": msg("Zone"),
    "locality": msg("Locality"),
    "uai": msg("UAI"),
    "contact_last_name": msg("Last name of the contact"),
    "contact_first_name": msg("First name of the contact"),
    "contact_email": msg("E-mail of the contact"),
    "reason": msg("Reason"),
    "subject": msg("Subject"),
    "position": msg("Position"),
    "create": msg("Establishments to add"),
    "update": msg("Establishments to update"),
    "unchanged": msg("Already as in the file"),
    "first_name": msg("First name"),
    "last_name": msg("Last name"),
    "email": msg("E-mail"),
    "notification": msg("Told by e-mail of documents"),
    "username": msg("Username"),
    "language": msg("Language"),
    "roles": msg("Roles"),
    "services": msg("Services"),
    "code": msg("Code"),
    "kind": msg("Kind"),
    "quota": msg("Locker quota, in bytes"),
    "description": msg("Length of the description"),
    "holders": msg("Holders"),
    "people": msg("People"),
    "added": msg("Added"),
    "updated": msg("Updated"),
    "recipients": msg("Recipients"),
    "documents": msg("Documents"),
    "category": msg("Category"),
    "memo": msg("Length of the memo"),
    "version": msg("Version"),
    "deposits": msg("Documents"),
    "largest": msg("Largest document, in MB"),
    "title": msg("Title"),
    "text": msg("Text"),
    "spaces": msg("Spaces"),
    "begins_on": msg("From"),
    "ends_on": msg("Until"),
    "readers": msg("People who have read it"),
    "trash_days": msg("Days in the trash"),
    "guardian": msg("Guardian"),
    "student": msg("Student"),
    "guardian_status": msg("Status"),
    "access": msg("Access"),
    "household": msg("Household"),
}


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
    return _page(scope.db, PlatformJournal, query, scope.actor.language)


@requires(Permission.JOURNAL_READ)
def page(scope: Scope, query: Query) -> Page[JournalRow]:
    """The establishment's own journal, newest first."""
    return _leading(scope, _page(scope.db, Journal, query, scope.actor.language))


@requires(Permission.JOURNAL_READ)
def newest(scope: Scope, count: int) -> list[JournalRow]:
    """The last lines of the establishment's journal."""
    lines = scope.db.exec(select(Journal).order_by(col(Journal.id).desc()).limit(count))
    return [_row(scope.actor.language, line) for line in lines]


def about(scope: Scope, subjects: Sequence[str], query: Query) -> Page[JournalRow]:
    """The lines about some subjects; whoever calls this has asked for the right to read them."""
    theirs = col(Journal.subject).in_(subjects), col(Journal.action).startswith("people.")
    newest = Order({"at": (col(Journal.id),), "actor": (col(Journal.actor), col(Journal.id))}, "-at")
    lines = select(Journal).where(*theirs)
    return _leading(scope, paged(scope.db, lines, newest, query, partial(_row, scope.actor.language)))


def _leading(scope: Scope, page: Page[JournalRow]) -> Page[JournalRow]:
    """No line leads to a job that is gone, or that the reader may not see."""
    seen = person_jobs.seen(scope, {row["job"] for row in page["rows"] if row["job"]})
    for row in page["rows"]:
        row["job"] = row["job"] if row["job"] in seen else 0
    return page


def _page(db: Session, table: type[PlatformJournal | Journal], query: Query, language: str) -> Page[JournalRow]:
    statement = select(table)
    if query.q:
        statement = statement.where(like(table.search, query.q))
    if action := query.filters.get("action"):
        statement = statement.where(col(table.action).startswith(action, autoescape=True))
    order = Order({"at": (col(table.id),), "actor": (col(table.actor), col(table.id))}, "-at")
    return paged(db, statement, order, query, partial(_row, language))


def _row(language: str, line: JournalLine) -> JournalRow:
    names = [*line.before, *(name for name in line.after if name not in line.before)]
    told = (_change(name, line, language) for name in names)
    changes = (change.text(language) for change in told if change)
    return JournalRow(
        id=line.id or 0,
        at=line.at.isoformat(),
        actor=line.actor,
        action=line.action,
        what=deeds.words(line.action, language),
        label=line.label,
        changes=" · ".join(changes),
        reason=line.reason,
        job=int(line.subject[len(person_jobs.SUBJECT) :]) if line.subject.startswith(person_jobs.SUBJECT) else 0,
    )


def _change(name: str, line: JournalLine, language: str) -> Message | None:
    """What was not there before has no arrow; what is gone leads to a dash; what began empty is not told."""
    before, after = (_said(name, part.get(name), language) for part in (line.before, line.after))
    if not after and name not in line.before:
        return None
    change = f"{before} → {after or '–'}" if before else after or "–"
    return msg("%(field)s: %(change)s", field=FIELDS.get(name, name), change=change)


def _said(name: str, value: object, language: str) -> str:
    """A list is one of rights, as the permission matrix keeps them."""
    if isinstance(value, bool):
        return (msg("yes") if value else msg("no")).text(language)
    if name == "guardian_status":
        return STATUSES[GuardianStatus(str(value))].text(language) if value else ""
    if isinstance(value, list):
        kept = cast("list[object]", value)
        return ", ".join(coded_words(str(right), {}).text(language) for right in kept)
    return "" if value is None else str(value)
