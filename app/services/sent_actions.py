"""What can be done to many deposits of one's own (L6, L11)? Filed, reminded of, deleted for everyone, restored."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, cast, func, literal, null, update
from sqlmodel import col, select

from app.locales import Message, msg
from app.models.establishment import Category, Deposit
from app.models.types import now
from app.services import arrivals, reach, recipients
from app.services.bulk import Asked, BulkAction, Choice, declare_action
from app.services.bulk_preview import Rows
from app.services.bulk_sets import Span, by_sets, identities, run
from app.services.locker_actions import GONE
from app.services.locker_bulk import OF_SENT, OF_TRASH
from app.services.locker_rows import categories, first_reason
from app.services.permissions import Permission
from app.services.scope import Scope
from app.services.sent import is_mine
from app.services.shredding import shred

NONE: Final = "0"  # the choice that is no category
REASONS: Final[dict[str, Message]] = {
    **GONE,
    "others": msg("deposited by somebody else"),
    "withdrawn": msg("withdrawn with its depositor's account"),
}
FEW: Final = 50  # deposits whose recipients are written to in one step


def _own(scope: Scope, *more: tuple[ColumnElement[bool], str]) -> ColumnElement[Any]:
    kept = (~func.coalesce(is_mine(scope), False), "others"), (col(Deposit.withdrawn).is_not(None), "withdrawn")
    return first_reason(*kept, *more)


def _choices(scope: Scope) -> Sequence[Choice]:
    return [*categories(scope.db), Choice(value=NONE, label=msg("Uncategorised").text(scope.actor.language))]


def _without_filed(scope: Scope, choice: str) -> ColumnElement[Any]:
    return _own(scope, (func.coalesce(col(Deposit.category_id), 0) == int(choice or NONE), "filed"))


def _file(scope: Scope, span: Span) -> None:
    """Under none, where the category is gone meanwhile."""
    span.note(scope, category=col(Deposit.category_id))
    _filed(scope, span, literal(int(span.choice or NONE)))


def _file_back(scope: Scope, span: Span) -> list[int]:
    _filed(scope, span, cast(span.noted("category"), Integer))
    return _back(scope, span)


def _filed(scope: Scope, span: Span, category: Any) -> None:  # noqa: ANN401  an expression
    there = select(Category.id).where(col(Category.id) == category).scalar_subquery()
    _change(scope, span, category_id=there)


def _without_opened(scope: Scope, _choice: str) -> ColumnElement[Any]:
    return _own(scope, (~recipients.has_some_to_remind(), "opened"))


def _remind(scope: Scope, span: Span) -> None:
    recipients.remind_of(scope, identities(scope.db, span.refs))


def _without_others(scope: Scope, _choice: str) -> ColumnElement[Any]:
    return _own(scope)


def _trash(scope: Scope, span: Span) -> None:
    _change(scope, span, trashed_at=now())
    arrivals.withdraw(scope)


def _restore(scope: Scope, span: Span) -> list[int]:
    """Before the same people again, and those who came meanwhile."""
    _change(scope, span, trashed_at=None)
    reach.catch_up(scope.db)
    arrivals.withdraw(scope)
    return _back(scope, span)


def _without_none(_scope: Scope, _choice: str) -> ColumnElement[Any]:
    return null()


def _purge(scope: Scope, span: Span) -> None:
    shred(scope, identities(scope.db, span.refs))


def _change(scope: Scope, span: Span, **values: Any) -> None:  # noqa: ANN401  of columns
    run(scope.db, update(Deposit).where(*_mine(scope, span)).values(**values))


def _back(scope: Scope, span: Span) -> list[int]:
    return identities(scope.db, select(Deposit.id).where(*_mine(scope, span)))


def _mine(scope: Scope, span: Span) -> Rows:
    return is_mine(scope), col(Deposit.id).in_(span.refs)


def _is_for_everyone(_scope: Scope, _job: int, _choice: str) -> Sequence[Message]:
    return [msg("Their recipients will see these documents no more. You can restore them from the trash.")]


def _is_final(_scope: Scope, _job: int, _choice: str) -> Sequence[Message]:
    return [msg("This is irreversible: nothing brings these documents back.")]


FILE = declare_action(
    BulkAction(
        "sent.file",
        msg("Change the category"),
        Permission.LOCKER_DEPOSIT,
        OF_SENT,
        _without_filed,
        REASONS | {"filed": msg("already in this category")},
        by_sets(_file),
        asked=Asked(msg("Category"), _choices),
        undo=_file_back,
        deed="locker.filed",
        told=msg("Deposits filed elsewhere"),
        things="documents",
    )
)
REMIND = declare_action(
    BulkAction(
        "sent.remind",
        msg("Remind"),
        Permission.LOCKER_DEPOSIT,
        OF_SENT,
        _without_opened,
        REASONS | {"opened": msg("opened by everybody, or reminded of less than a day ago")},
        by_sets(_remind, FEW),
        deed="locker.reminded",
        told=msg("Recipients reminded"),
        things="documents",
    )
)
TRASH = declare_action(
    BulkAction(
        "sent.trash",
        msg("Delete for everyone"),
        Permission.LOCKER_DEPOSIT,
        OF_SENT,
        _without_others,
        REASONS,
        by_sets(_trash),
        is_grave=True,
        advice=_is_for_everyone,
        undo=_restore,
        deed="locker.trashed",
        told=msg("Document deleted for everyone"),
        things="documents",
    )
)
RESTORE = declare_action(
    BulkAction(
        "trash.restore",
        msg("Restore"),
        Permission.LOCKER_DEPOSIT,
        OF_TRASH,
        _without_none,
        GONE,
        by_sets(_restore),
        deed="locker.restored",
        told=msg("Document restored"),
        things="documents",
    )
)
PURGE = declare_action(
    BulkAction(
        "trash.purge",
        msg("Delete for ever"),
        Permission.LOCKER_DEPOSIT,
        OF_TRASH,
        _without_none,
        GONE,
        by_sets(_purge),
        advice=_is_final,
        final=frozenset({""}),
        deed="locker.purged",
        told=msg("Document deleted for good"),
        things="documents",
    )
)
