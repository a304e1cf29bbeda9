"""What can be done to many establishments at once? Write, count, export, block, delete (E8)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, literal, null
from sqlmodel import col, select

from app.locales import Message, msg
from app.models.platform import Ending, Establishment, EstablishmentState, Job
from app.services import exports, letters, mails, statistics
from app.services.bulk import BulkAction, Fields, declare_action
from app.services.establishment_deletion import close, finish
from app.services.establishments import checked_reason, touch
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope
from app.services.sessions import end_of_establishments
from app.services.validation import Checks

SUBJECT, WORDS = 200, 10_000
GONE = msg("It was deleted meanwhile.")
NOBODY: ColumnElement[str | None] = null()


def _each(scope: PlatformScope, numbers: Sequence[int]) -> list[Establishment]:
    return list(scope.db.exec(select(Establishment).where(col(Establishment.number).in_(numbers))))


def _refused(numbers: Sequence[int], found: list[Establishment]) -> dict[int, Message]:
    there = {e.number for e in found}
    return {number: GONE for number in numbers if number not in there}


def _check_block(fields: Fields, _included: int) -> Fields:
    return {"reason": checked_reason(fields.get("reason", ""))}


def _block(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    found, reason = _each(scope, numbers), job.payload["fields"]["reason"]
    for e in found:
        if e.state is EstablishmentState.ACTIVE:
            e.block(reason)
            touch(e, scope.actor.name)
            scope.record("establishments.blocked", e.number, e.name, reason=reason)
    end_of_establishments(scope.db, Ending.BLOCKED, numbers)
    return _refused(numbers, found)


def _unblock(scope: PlatformScope, _job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    found = _each(scope, numbers)
    for e in found:
        if e.state is EstablishmentState.BLOCKED:
            was = e.blocked_reason
            e.unblock()
            touch(e, scope.actor.name)
            scope.record("establishments.unblocked", e.number, e.name, before={"reason": was})
    return _refused(numbers, found)


def _check_write(fields: Fields, _included: int) -> Fields:
    checks = Checks()
    subject = checks.text("subject", fields.get("subject", ""), SUBJECT)
    words = checks.text("words", fields.get("words", ""), WORDS, lines=True)
    checks.settle()
    return {"subject": subject, "words": words}


def _write(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    found, said = _each(scope, numbers), job.payload["fields"]
    refused = _refused(numbers, found)
    for e in found:
        if not e.contact_email:
            refused[e.number] = msg("It has no contact address.")
            continue
        name = f"{e.contact_first_name} {e.contact_last_name}".strip()
        letter = letters.written(name, said["subject"], said["words"])
        mails.write(scope, letter, e.contact_email, name, scope.installation.settings.language, e.number)
        scope.record("establishments.written_to", e.number, e.name, after={"subject": said["subject"]})
    return refused


def _check_delete(fields: Fields, included: int) -> Fields:
    checks = Checks()
    if fields.get("typed", "").strip() != str(included):
        checks.refuse("typed", msg("Type %(n)s, the number of establishments to delete, to confirm.", n=included))
    checks.settle()
    return {}


def _delete(scope: PlatformScope, _job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    found = [e.number for e in _each(scope, numbers)]
    for number in found:
        close(scope, number)
    scope.checkpoint()  # nobody reaches them any more; from here a crash is finished at the next start
    for number in found:
        finish(scope, number)
        scope.checkpoint()  # one at a time, so that the lock is short
    return {}


WRITE = declare_action(
    BulkAction(
        "establishments.write", msg("Write an e-mail"), PlatformPermission.ESTABLISHMENTS_WRITE,
        case((col(Establishment.contact_email) == "", literal("no-address")), else_=null()),
        {"no-address": msg("no contact address")}, _write, _check_write,
    )
)
COUNT = declare_action(
    BulkAction(
        "establishments.count", msg("Compute statistics"), PlatformPermission.ESTABLISHMENTS_COUNT,
        NOBODY, {}, statistics.compute,
    )
)
EXPORT = declare_action(
    BulkAction(
        "establishments.export", msg("Export data and databases"), PlatformPermission.ESTABLISHMENTS_EXPORT,
        NOBODY, {}, exports.prepare, chunk=20,
    )
)
BLOCK = declare_action(
    BulkAction(
        "establishments.block", msg("Block"), PlatformPermission.ESTABLISHMENTS_BLOCK,
        case((col(Establishment.state) == EstablishmentState.BLOCKED, literal("blocked")), else_=null()),
        {"blocked": msg("already blocked")}, _block, _check_block, chunk=250,
    )
)
UNBLOCK = declare_action(
    BulkAction(
        "establishments.unblock", msg("Unblock"), PlatformPermission.ESTABLISHMENTS_BLOCK,
        case((col(Establishment.state) == EstablishmentState.ACTIVE, literal("active")), else_=null()),
        {"active": msg("not blocked")}, _unblock, chunk=250,
    )
)
DELETE = declare_action(
    BulkAction(
        "establishments.delete", msg("Delete"), PlatformPermission.ESTABLISHMENTS_DELETE,
        NOBODY, {}, _delete, _check_delete, chunk=10,
    )
)
