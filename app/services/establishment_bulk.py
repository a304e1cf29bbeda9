"""What can be done to many establishments at once? Write, count, export, block, delete (E8)."""

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, literal, null
from sqlmodel import col

from app.locales import Message, msg
from app.models.platform import Ending, Establishment, EstablishmentState, Job
from app.services import exports, letters, mails, statistics
from app.services.bulk import BulkAction, Fields, Listed, Preview, Selection, declare_action
from app.services.bulk_preview import go, plan
from app.services.bulk_rows import row_by_row
from app.services.endings import end_of_establishments
from app.services.establishment_deletion import close, finish, leftovers
from app.services.establishments import checked_reason, matching, touch
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.lookup import GONE, still_there
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.validation import Checks

log = logging.getLogger(__name__)
SUBJECT, WORDS = 200, 10_000
NO_ADDRESS, ALREADY_BLOCKED, NOT_BLOCKED = msg("no contact address"), msg("already blocked"), msg("not blocked")
IS_BLOCKED = col(Establishment.state) == EstablishmentState.BLOCKED
LISTED = Listed(
    lambda _scope, query: matching(query),
    col(Establishment.number),
    col(Establishment.name),
    (col(Establishment.name_key), col(Establishment.number)),
)


def _nobody(_scope: PlatformScope, _choice: str) -> ColumnElement[Any]:
    return cast(null(), String)


@requires(PlatformPermission.ESTABLISHMENTS_READ)
def preview(scope: PlatformScope, name: str, selection: Selection, query: Query) -> Preview:
    """Note which establishments an action would touch, and which are left out and why."""
    return plan(scope, name, selection, query)


@requires(PlatformPermission.ESTABLISHMENTS_READ)
def confirm(scope: PlatformScope, job_id: int, fields: Fields) -> JobCard:
    """Run what was previewed. Refuses with `Invalid`, or `NotFound` for a preview that is not the actor's own."""
    return go(scope, job_id, fields)


def _those(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> tuple[list[Establishment], dict[int, Message]]:
    """Those that are still there, and why the others are refused."""
    homes = still_there(scope.db, job, numbers)
    return homes, dict.fromkeys(set(numbers) - {home.number for home in homes}, GONE)


def _check_block(_scope: PlatformScope, _job: Job, fields: Fields) -> Fields:
    return {"reason": checked_reason(fields.get("reason", ""))}


def _block(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    (homes, refused), reason = _those(scope, job, numbers), job.payload["fields"]["reason"]
    for home in homes:
        if home.state is EstablishmentState.BLOCKED:
            refused[home.number] = ALREADY_BLOCKED
            continue
        home.block(reason)
        touch(home, scope.actor.name)
        scope.record("establishments.blocked", home.number, home.name, reason=reason)
    end_of_establishments(scope.db, Ending.BLOCKED, [home.number for home in homes])
    return refused


def _unblock(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    homes, refused = _those(scope, job, numbers)
    for home in homes:
        if home.state is not EstablishmentState.BLOCKED:
            refused[home.number] = NOT_BLOCKED
            continue
        was = home.blocked_reason
        home.unblock()
        touch(home, scope.actor.name)
        scope.record("establishments.unblocked", home.number, home.name, before={"reason": was})
    return refused


def _check_write(_scope: PlatformScope, _job: Job, fields: Fields) -> Fields:
    checks = Checks()
    subject = checks.text("subject", fields.get("subject", ""), SUBJECT)
    words = checks.text("words", fields.get("words", ""), WORDS, lines=True)
    checks.settle()
    return {"subject": subject, "words": words}


def _write(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    (homes, refused), said = _those(scope, job, numbers), job.payload["fields"]
    for home in homes:
        if not home.contact_email:
            refused[home.number] = NO_ADDRESS
            continue
        name = f"{home.contact_first_name} {home.contact_last_name}".strip()
        letter = letters.written(name, said["subject"], said["words"])
        mails.write(scope, letter, home.contact_email, name, scope.installation.settings.language, home.number)
        scope.record("establishments.written_to", home.number, home.name, after={"subject": said["subject"]})
    return refused


def _check_delete(_scope: PlatformScope, job: Job, fields: Fields) -> Fields:
    checks, included = Checks(), job.total
    if fields.get("typed", "").strip() != str(included):
        checks.refuse("typed", msg("Type %(n)s, the number of establishments to delete, to confirm.", n=included))
    checks.settle()
    return {}


def _delete(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    """Those that are not there are as they should be: deleted, perhaps by this very job before it died."""
    names, refused = {home.number: home.name for home in still_there(scope.db, job, numbers)}, dict[int, Message]()
    for number in names:
        close(scope, number)
    scope.checkpoint()  # nobody reaches them any more; from here a crash is finished at the next start
    for number, name in names.items():
        try:
            finish(scope, number)
            scope.checkpoint()  # one at a time, so that the lock is short
        except Exception:
            log.exception("establishment %s is closed, but not gone", number)
            scope.db.rollback()
            refused[number] = leftovers(name)
    return refused


WRITE = declare_action(
    BulkAction(
        "establishments.write",
        msg("Write an e-mail"),
        PlatformPermission.ESTABLISHMENTS_WRITE,
        LISTED,
        lambda _scope, _choice: case((col(Establishment.contact_email) == "", literal("no-address")), else_=null()),
        {"no-address": NO_ADDRESS},
        row_by_row(_write),
        check=_check_write,
    )
)
COUNT = declare_action(
    BulkAction(
        "establishments.count",
        msg("Compute statistics"),
        PlatformPermission.ESTABLISHMENTS_COUNT,
        LISTED,
        _nobody,
        {},
        row_by_row(statistics.compute),
    )
)
EXPORT = declare_action(
    BulkAction(
        "establishments.export",
        msg("Export data and databases"),
        PlatformPermission.ESTABLISHMENTS_EXPORT,
        LISTED,
        _nobody,
        {},
        row_by_row(exports.prepare, chunk=20),
    )
)
BLOCK = declare_action(
    BulkAction(
        "establishments.block",
        msg("Block"),
        PlatformPermission.ESTABLISHMENTS_BLOCK,
        LISTED,
        lambda _scope, _choice: case((IS_BLOCKED, literal("blocked")), else_=null()),
        {"blocked": ALREADY_BLOCKED},
        row_by_row(_block, chunk=250),
        check=_check_block,
        is_grave=True,
    )
)
UNBLOCK = declare_action(
    BulkAction(
        "establishments.unblock",
        msg("Unblock"),
        PlatformPermission.ESTABLISHMENTS_BLOCK,
        LISTED,
        lambda _scope, _choice: case((~IS_BLOCKED, literal("active")), else_=null()),
        {"active": NOT_BLOCKED},
        row_by_row(_unblock, chunk=250),
    )
)
DELETE = declare_action(
    BulkAction(
        "establishments.delete",
        msg("Delete"),
        PlatformPermission.ESTABLISHMENTS_DELETE,
        LISTED,
        _nobody,
        {},
        row_by_row(_delete, chunk=10),
        check=_check_delete,
        is_grave=True,
    )
)
