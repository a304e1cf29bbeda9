"""Which documents may somebody open, and what is noted when they do? (L5, L6, T9)."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, cast

import sqlalchemy as sa
from sqlmodel import case, col, func, update

from app.models.establishment import Delivery, Deposit, Document, Version
from app.models.types import Utc, now
from app.services import arrivals
from app.services.errors import NotFound
from app.services.lockers import has_locker, is_in_locker, is_overseen
from app.services.lookup import LARGEST
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires

MOST: Final = 1000  # documents in one zip


class Sent(NamedTuple):
    """A version of a document, ready to leave; `key` is the name of its bytes in the store."""

    deposit: int
    version: int
    name: str
    size: int
    sha256: str
    media_type: str
    key: str
    seen: int | None  # by the actor, who received it; None for others
    opened: int | None  # likewise; to mark is not to open
    is_own: bool
    was_kept: bool  # by the actor, in some version


@requires(Open.SIGNED_IN)
def found(scope: Scope, deposit: int, version: int | None = None) -> Sent:
    """What the actor received or deposited, or who manages lockers answers for. Refuses all else with `NotFound`.

    Recipients have the present version alone. Nothing is noted: `note` does, once it is known what is sent.
    """
    if not (0 < deposit <= LARGEST and 0 <= (version or 0) <= LARGEST):
        raise NotFound
    row = scope.db.connection().execute(_ONE, {**_whose(scope), "deposit": deposit, "version": version}).first()
    if row is None:
        raise NotFound
    return Sent(*row)


@requires(Open.SIGNED_IN)
def note(scope: Scope, *opened: Sent, is_kept: bool = False) -> None:
    """Their recipient has opened these versions, or downloaded them; whoever opens one by right alone is put on record.

    What leaves is noted once its bytes are there: of a store that is away nobody has read anything.
    """
    received = [sent for sent in opened if sent.seen is not None]
    for version in sorted({sent.version for sent in received}):
        _note(scope, [sent.deposit for sent in received if sent.version == version], version, is_kept=is_kept)
    if received:
        arrivals.opened(scope, [sent.deposit for sent in received])
    for sent in opened:
        if sent.seen is None and not sent.is_own:
            scope.record("documents.consulted", sent.deposit, sent.name)


def is_to_note(sent: Sent, *, is_kept: bool) -> bool:
    """Whether noting it would change anything: a transaction that writes is worth something."""
    if sent.seen is None or sent.opened is None:
        return not sent.is_own
    return min(sent.seen, sent.opened) < sent.version or (is_kept and not sent.was_kept)


@requires(Open.SIGNED_IN)
def bundle(scope: Scope, deposits: Sequence[int]) -> list[Sent]:
    """The present versions of several, in the order asked for; nothing is noted, as for one.

    Refuses with `NotFound` when one of them may not be opened, or when there are more than a thousand.
    """
    asked = list(dict.fromkeys(deposits))
    if not asked or len(asked) > MOST or not all(0 < each <= LARGEST for each in asked):
        raise NotFound
    rows = scope.db.connection().execute(_SEVERAL, {**_whose(scope), "deposits": asked})
    found = {row[0]: Sent(*row) for row in rows}
    if len(found) != len(asked):
        raise NotFound
    return [found[each] for each in asked]


def _note(scope: Scope, deposits: Sequence[int], version: int, *, is_kept: bool) -> None:
    """The actor has opened this version of each of them, and so read it, unless they did so with a newer one."""
    moment = now()
    said = {"deposits": deposits, "me": scope.actor.id, "version": version, "at": moment}
    scope.db.connection().execute(_OPENED, {**said, "kept": moment if is_kept else None})


def _newest(column: Any) -> sa.ColumnElement[int]:  # noqa: ANN401  a column
    opened = sa.bindparam("version", type_=sa.Integer)
    return case((col(column) < opened, opened), else_=col(column))


_OPENED: Final = (
    update(Delivery)
    .where(
        col(Delivery.deposit_id).in_(sa.bindparam("deposits", expanding=True)),
        col(Delivery.person_id) == sa.bindparam("me"),
    )
    .values(
        seen=_newest(Delivery.seen),
        opened=_newest(Delivery.opened),
        opened_at=func.coalesce(col(Delivery.opened_at), sa.bindparam("at", type_=Utc)),
        downloaded_at=func.coalesce(sa.bindparam("kept", type_=Utc), col(Delivery.downloaded_at)),
    )
)


def _whose(scope: Scope) -> dict[str, Any]:
    return {"me": scope.actor.id, "has_locker": has_locker(scope), "by_right": scope.may(Permission.LOCKER_MANAGE)}


def _readable(*which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """The columns of `Sent`, of each version that the actor may open; built once, as each download asks it."""
    me = cast("int", sa.bindparam("me", type_=sa.Integer))
    theirs, by_right = (sa.bindparam(name, type_=sa.Boolean) for name in ("has_locker", "by_right"))
    is_own = func.coalesce(col(Deposit.depositor_id) == me, sa.false())
    received = col(Delivery.person_id).is_not(None) & (col(Version.number) == col(Deposit.version))
    columns: list[Any] = [
        Deposit.id,
        *(Version.number, Version.name, Version.size),
        *(Document.sha256, Document.media_type, Document.key),
        *(Delivery.seen, Delivery.opened, is_own, col(Delivery.downloaded_at).is_not(None)),
    ]
    return (
        sa.select(*columns)
        .join(Version, col(Version.deposit_id) == col(Deposit.id))
        .join(Document, col(Document.id) == col(Version.document_id))
        .outerjoin(Delivery, (col(Delivery.deposit_id) == col(Deposit.id)) & is_in_locker(me))
        .where((by_right & is_overseen()) | (theirs & (is_own | received)), *which)
    )


_ONE: Final = _readable(
    col(Deposit.id) == sa.bindparam("deposit", type_=sa.Integer),
    col(Version.number) == func.coalesce(sa.bindparam("version", type_=sa.Integer), col(Deposit.version)),
)
_SEVERAL: Final = _readable(
    col(Deposit.id).in_(sa.bindparam("deposits", expanding=True)), col(Version.number) == col(Deposit.version)
)
