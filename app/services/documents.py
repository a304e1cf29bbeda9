"""Which documents may somebody open, and what is noted when they do? (L5, L6, T9)."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlmodel import case, col, exists, func, update

from app.models.establishment import Delivery, Deposit, Document, Person, Version
from app.models.types import now
from app.services import file_names
from app.services.errors import NotFound
from app.services.lockers import holds_locker, is_in_locker
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
    is_own: bool


@requires(Open.SIGNED_IN)
def found(scope: Scope, deposit: int, version: int | None = None) -> Sent:
    """What the actor received, deposited, or may see as who manages lockers. Refuses everything else with `NotFound`.

    Recipients have the present version alone. Nothing is noted: `note` does, once it is known what is sent.
    """
    if not (0 < deposit <= LARGEST and 0 <= (version or 0) <= LARGEST):
        raise NotFound
    number = col(Deposit.version) if version is None else version
    wanted = _readable(scope).where(col(Deposit.id) == deposit, col(Version.number) == number)
    row = scope.db.connection().execute(wanted).first()
    if row is None:
        raise NotFound
    return Sent(*row)


@requires(Open.SIGNED_IN)
def note(scope: Scope, sent: Sent, *, is_kept: bool) -> None:
    """Its recipient has opened that version, or downloaded it; whoever opens it by right alone is put on record."""
    if sent.seen is not None:
        moment, newer = now(), col(Delivery.seen) < sent.version
        values: dict[str, Any] = {
            "seen": case((newer, sent.version), else_=col(Delivery.seen)),
            "opened_at": func.coalesce(col(Delivery.opened_at), moment),
        }
        if is_kept:
            values["downloaded_at"] = moment
        mine = col(Delivery.deposit_id) == sent.deposit, col(Delivery.person_id) == scope.actor.id
        scope.db.exec(update(Delivery).where(*mine).values(values))
    elif not sent.is_own:
        scope.record("documents.consulted", sent.deposit, sent.name)


@requires(Open.SIGNED_IN)
def bundle(scope: Scope, deposits: Sequence[int]) -> list[Sent]:
    """The present versions of several, named apart, in the order asked for, and noted as read and kept.

    Refuses with `NotFound` when one of them may not be opened, or when there are more than a thousand.
    """
    asked = list(dict.fromkeys(deposits))
    if not asked or len(asked) > MOST or not all(0 < each <= LARGEST for each in asked):
        raise NotFound
    present = _readable(scope).where(col(Deposit.id).in_(asked), col(Version.number) == col(Deposit.version))
    found = {row[0]: Sent(*row) for row in scope.db.connection().execute(present)}
    if len(found) != len(asked):
        raise NotFound
    for sent in found.values():
        note(scope, sent, is_kept=True)
    names = file_names.apart([file_names.portable(file_names.cleaned(found[each].name)) for each in asked])
    return [found[each]._replace(name=name) for each, name in zip(asked, names, strict=True)]


def _readable(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    """The columns of `Sent`, of each version that the actor may open."""
    me = scope.actor.id
    has_locker = exists().where(col(Person.id) == me, holds_locker(now().date()))
    is_own = func.coalesce(col(Deposit.depositor_id) == me, sa.false())
    received = col(Delivery.person_id).is_not(None) & (col(Version.number) == col(Deposit.version))
    by_right = sa.true() if scope.may(Permission.LOCKER_MANAGE) else sa.false()
    columns: list[Any] = [
        Deposit.id,
        *(Version.number, Version.name, Version.size),
        *(Document.sha256, Document.media_type, Document.key),
        *(Delivery.seen, is_own),
    ]
    return (
        sa.select(*columns)
        .join(Version, col(Version.deposit_id) == col(Deposit.id))
        .join(Document, col(Document.id) == col(Version.document_id))
        .outerjoin(Delivery, (col(Delivery.deposit_id) == col(Deposit.id)) & is_in_locker(me))
        .where(by_right | (has_locker & (is_own | received)))
    )
