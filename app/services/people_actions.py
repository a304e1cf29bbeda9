"""Who may come in, and with which password? Blocking and unblocking many people, asking for new passwords (P2)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal
from sqlmodel import col

from app.locales import Message, msg
from app.models.establishment import Person, PersonState
from app.models.platform import Ending
from app.services.bulk import BulkAction, declare_action
from app.services.bulk_sets import Span, by_sets, identities
from app.services.endings import end_of_people
from app.services.last_administrator import last_among, require_webmaster
from app.services.people_bulk import LISTED, change, undoable
from app.services.people_rows import REASONS, exclusion
from app.services.permissions import Permission
from app.services.scope import Scope

IS_BLOCKED = col(Person.state) == PersonState.BLOCKED
HAS_PASSWORD = col(Person.password_hash).is_not(None)
UNBLOCKED = case((HAS_PASSWORD, literal(PersonState.ACTIVE.value)), else_=literal(PersonState.PENDING.value))
ALREADY_BLOCKED: Message = msg("already blocked")


def block_people(scope: Scope, people: Select[Any] | list[int]) -> None:
    """Block them; they are out by the next gesture. Refuses to block the last administrator."""
    those = people if isinstance(people, list) else identities(scope.db, people)
    change(scope, people, state=PersonState.BLOCKED)
    require_webmaster(scope.db)
    number = scope.actor.place.number
    scope.after_commit.append(lambda: end_of_people(scope.installation, number, those, Ending.BLOCKED))


def unblock_people(scope: Scope, span: Span) -> list[int]:
    """Give back the state that the people of a span had before they were blocked, to those who still are."""
    still = undoable(scope, span, exclusion(scope, (~IS_BLOCKED, "not-blocked")))
    before = span.noted("state")
    has_one_now = (before == PersonState.PENDING.value) & HAS_PASSWORD
    change(scope, still, state=case((has_one_now, literal(PersonState.ACTIVE.value)), else_=before))
    return still


def _without_blocked(scope: Scope, _choice: str) -> ColumnElement[Any]:
    return exclusion(scope, (IS_BLOCKED, "blocked"))


def _block(scope: Scope, span: Span) -> None:
    span.note(scope, state=col(Person.state))
    block_people(scope, span.refs)


def _without_unblocked(scope: Scope, _choice: str) -> ColumnElement[Any]:
    return exclusion(scope, (~IS_BLOCKED, "not-blocked"))


def _unblock(scope: Scope, span: Span) -> None:
    change(scope, span.refs, state=UNBLOCKED)


def _block_again(scope: Scope, span: Span) -> list[int]:
    still = undoable(scope, span, exclusion(scope, (IS_BLOCKED, "blocked")), spares=True)
    block_people(scope, still)
    return still


def _without_asked(scope: Scope, _choice: str) -> ColumnElement[Any]:
    own = (~HAS_PASSWORD, "no-password"), (col(Person.must_change).is_(True), "asked")
    return exclusion(scope, *own)


def _require(scope: Scope, span: Span) -> None:
    change(scope, span.refs, must_change=True)


def _require_no_more(scope: Scope, span: Span) -> list[int]:
    still = undoable(scope, span, exclusion(scope, (col(Person.must_change).is_(False), "changed")))
    change(scope, still, must_change=False)
    return still


BLOCK = declare_action(
    BulkAction(
        "people.block",
        msg("Block"),
        Permission.PEOPLE_BLOCK,
        LISTED,
        _without_blocked,
        REASONS | {"blocked": ALREADY_BLOCKED},
        by_sets(_block),
        is_grave=True,
        undo=unblock_people,
        deed="people.blocked",
        told=msg("Account blocked"),
        spared=lambda scope, among, _choice: last_among(scope, among),
    )
)
UNBLOCK = declare_action(
    BulkAction(
        "people.unblock",
        msg("Unblock"),
        Permission.PEOPLE_BLOCK,
        LISTED,
        _without_unblocked,
        REASONS | {"not-blocked": msg("not blocked")},
        by_sets(_unblock),
        undo=_block_again,
        deed="people.unblocked",
        told=msg("Account unblocked"),
    )
)
REQUIRE_PASSWORD = declare_action(
    BulkAction(
        "people.require_password",
        msg("Require a new password"),
        Permission.PEOPLE_SECURE,
        LISTED,
        _without_asked,
        REASONS | {"no-password": msg("has no password yet"), "asked": msg("already asked to change it")},
        by_sets(_require),
        undo=_require_no_more,
        deed="people.password_required",
        told=msg("New password required"),
    )
)
