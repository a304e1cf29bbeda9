"""How does an account end (P6)? In four ways, from blocking it to deleting it with all that the person owns.

A step is ten thousand accounts: whoever goes is spread over all pages of the database, and each commit writes most of
those anew. Of a hundred thousand the bar moves ten times; a stop waits for the step that is being done, a second or so,
and what is left stays as it was.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, false
from sqlmodel import col, select

from app.locales import Message, msg
from app.models.establishment import WEBMASTER, Job, JobRow, Person, Role
from app.models.jobs import Outcome
from app.models.platform import Ending
from app.models.types import folded
from app.services import content, headcount
from app.services.bulk import Asked, BulkAction, Choice, Fields, declare_action
from app.services.bulk_sets import Span, by_sets, identities, run
from app.services.endings import end_of_people
from app.services.last_administrator import last_among, require_webmaster
from app.services.people_actions import ALREADY_BLOCKED, IS_BLOCKED, block_people, unblock_people
from app.services.people_bulk import LISTED
from app.services.people_rows import REASONS, exclusion, holds
from app.services.permissions import Permission
from app.services.scope import Scope
from app.services.validation import Checks

KEEP, UNPUBLISH, GIVE, DELETE = "keep", "unpublish", "give", "delete"
WAYS: Final = {
    KEEP: msg("Block, and keep the content"),
    UNPUBLISH: msg("Block, and unpublish the content"),
    GIVE: msg("Delete, and give the content to Anonymous"),
    DELETE: msg("Delete, with the content"),
}
CHUNK: Final = 10_000
FINAL: Final = frozenset({GIVE, DELETE})


def _choices(scope: Scope) -> Sequence[Choice]:
    return [Choice(value=way, label=words.text(scope.actor.language)) for way, words in WAYS.items()]


def _exclusion(scope: Scope, way: str) -> ColumnElement[Any]:
    return exclusion(scope, (IS_BLOCKED if way == KEEP else false(), "blocked"))


def _first_open(scope: Scope, wanted: Any) -> str:  # noqa: ANN401  a SELECT
    """The gentlest way that is open for anybody of them: who is blocked already can only be unpublished or deleted."""
    anybody = wanted.with_only_columns(col(Person.id)).where(_exclusion(scope, KEEP).is_(None)).limit(1)
    return KEEP if scope.db.connection().execute(anybody).first() else UNPUBLISH


def _advice(scope: Scope, job_id: int, way: str) -> list[Message]:
    """That it is final, what becomes of what they own, what is lost, and the better way for an administrator."""
    chosen = select(JobRow.ref).where(col(JobRow.job_id) == job_id, col(JobRow.outcome) == Outcome.WAITING)
    advice = [msg("This is irreversible: nothing brings a deleted account back.")] if way in FINAL else []
    advice += [_fate(way, what) for what in content.owned(scope, chosen)]
    if way in FINAL:
        advice += [msg("Also lost: %(what)s.", what=what) for what in content.personal(scope, chosen)]
    webmaster = select(Role.id).where(col(Role.code) == WEBMASTER).scalar_subquery()
    administrators = select(Person.id).where(col(Person.id).in_(chosen), holds(webmaster))
    if way != GIVE and scope.db.exec(administrators.limit(1)).first():
        better = WAYS[GIVE]
        advice.append(msg("An administrator is among them: “%(way)s” is the better way for their account.", way=better))
    return advice


def _fate(way: str, what: Message) -> Message:
    if way == UNPUBLISH:
        return msg("Nobody else will see any more: %(what)s.", what=what)
    if way == GIVE:
        return msg("Will belong to Anonymous: %(what)s.", what=what)
    return msg("Will be deleted for ever: %(what)s.", what=what) if way == DELETE else msg("Kept: %(what)s.", what=what)


def _check(scope: Scope, job: Job, fields: Fields) -> Fields:
    """What cannot be taken back is confirmed by typing the username of the one, or how many they are."""
    if job.payload.get("choice") not in FINAL:
        return {}
    checks, typed = Checks(), fields.get("typed", "").strip()
    if job.total == 1:
        whose = select(Person.username).join(JobRow, col(JobRow.ref) == col(Person.id))
        only = col(JobRow.job_id) == job.id, col(JobRow.outcome) == Outcome.WAITING
        name = scope.db.exec(whose.where(*only)).first() or ""
        if folded(typed) != folded(name):
            checks.refuse("typed", msg("Type %(username)s, the username of the account, to confirm.", username=name))
    elif typed != str(job.total):
        checks.refuse("typed", msg("Type %(n)s, the number of accounts to delete, to confirm.", n=job.total))
    checks.settle()
    return {}


def _cancel(scope: Scope, span: Span) -> None:
    if span.choice not in FINAL:
        span.note(scope, state=col(Person.state))
        if span.choice == UNPUBLISH:
            content.unpublish(scope, span.refs, span.job.id or 0)
        block_people(scope, span.refs)
        return
    if span.choice == GIVE:
        content.give_to_nobody(scope, span.refs)
    else:
        content.delete(scope, span.refs)
    _delete(scope, span)


def _delete(scope: Scope, span: Span) -> None:
    """Roles, services and sign-ins go with them. Nobody's session outlives the account."""
    gone, number = identities(scope.db, span.refs), scope.actor.place.number
    run(scope.db, delete(Person).where(col(Person.id).in_(span.refs)))
    require_webmaster(scope.db)
    scope.after_commit.append(lambda: end_of_people(scope.installation, number, gone, Ending.DELETED))
    headcount.recount(scope)


def _restore(scope: Scope, span: Span) -> list[int]:
    """Those whose accounts are back have their content back, too."""
    back = unblock_people(scope, span)
    if span.choice == UNPUBLISH:
        content.publish_again(scope, select(Person.id).where(col(Person.id).in_(back)), span.job.id or 0)
    return back


CANCEL = declare_action(
    BulkAction(
        "people.cancel",
        msg("Cancel accounts"),
        Permission.PEOPLE_CANCEL,
        LISTED,
        _exclusion,
        REASONS | {"blocked": ALREADY_BLOCKED},
        by_sets(_cancel, CHUNK),
        asked=Asked(msg("What becomes of the account"), _choices, _first_open, are_ways=True),
        typed=(msg("Type the username of the account"), msg("Type the number of accounts to delete")),
        check=_check,
        advice=_advice,
        undo=_restore,
        final=FINAL,
        deed="people.cancelled",
        told=msg("Account cancelled"),
        spared=lambda scope, among, _choice: last_among(scope, among),
    )
)
