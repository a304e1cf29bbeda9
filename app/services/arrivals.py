"""What is new in somebody's locker, and how are they told? At once in open tabs, by mail as each likes."""

from collections.abc import Collection, Sequence
from typing import Any, Final, TypedDict

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import col, exists, select, update

from app.locales import Message, msg
from app.models.establishment import Delivery, Deposit, Person
from app.models.types import now
from app.services import clock, locker_mails
from app.services.listing import number
from app.services.locker_letters import LOCKER, way
from app.services.lockers import ME, has_locker, is_before_people, is_in_locker, is_unopened
from app.services.lookup import LARGEST
from app.services.permissions import Open
from app.services.scope import Scope, requires
from app.storage.bus import News
from app.storage.hints import as_is

WHAT: Final = "arrivals"
COUNTED: Final = 99  # one more than that, and a counter only says that there are more
TOLD: Final = 20  # deposits that one message to tabs is about
NAMED: Final = 5_000  # people whom it names; of more, it is for all


class Standing(TypedDict):
    """What the navigation shows; `unread` stops counting at 100."""

    has_locker: bool
    unread: int


class Arrival(TypedDict):
    """A document that somebody has not read, or not as it is now; an empty depositor is Anonymous."""

    id: int
    name: str
    depositor: str
    is_update: bool


def is_unread() -> ColumnElement[bool]:
    """The `Delivery`, joined to its `Deposit`, was neither opened nor marked as read since the newest version came."""
    return col(Delivery.seen) < col(Deposit.version)


@requires(Open.SIGNED_IN)
def standing(scope: Scope) -> Standing:
    """The actor's own."""
    if not has_locker(scope):
        return Standing(has_locker=False, unread=0)
    return Standing(has_locker=True, unread=_unread(scope))


@requires(Open.SIGNED_IN)
def news(scope: Scope, deposits: Sequence[int]) -> list[Arrival]:
    """Which of these deposits the actor has in their own locker, and did not read yet; the newest first."""
    if not has_locker(scope):
        return []
    named = [deposit for deposit in deposits[:TOLD] if 0 < deposit <= LARGEST]
    theirs = is_in_locker(scope.actor.id), is_unread(), col(Deposit.id).in_(named)
    found = (
        select(Deposit, Person, Delivery.seen)
        .join(Delivery, col(Delivery.deposit_id) == col(Deposit.id))
        .outerjoin(Person, col(Person.id) == col(Deposit.depositor_id))
        .where(*theirs)
        .order_by(col(Deposit.id).desc())
    )
    return [
        Arrival(id=deposit.id or 0, name=deposit.name, depositor=who.full_name if who else "", is_update=seen > 0)
        for deposit, who, seen in scope.db.exec(found)
    ]


def sentence(arrivals: Sequence[Arrival]) -> Message:
    """What is said of them, at least one, in a breath."""
    first, *others = arrivals
    who, name = first["depositor"], first["name"]
    if others:
        same = all(one["depositor"] == who for one in others)
        if who and same and not any(one["is_update"] for one in arrivals):
            return msg("%(who)s has deposited %(n)d documents.", who=who, n=len(arrivals))
        return msg("%(n)d documents have arrived in your locker.", n=len(arrivals))
    if first["is_update"]:
        return (
            msg("%(who)s has updated “%(name)s”.", who=who, name=name)
            if who
            else msg("“%(name)s” has a new version.", name=name)
        )
    return (
        msg("%(who)s has deposited “%(name)s”.", who=who, name=name)
        if who
        else msg("“%(name)s” is in your locker.", name=name)
    )


def address(deposits: Sequence[int]) -> str:
    """Where one document is opened, or several are found."""
    return way(deposits[0]) if len(deposits) == 1 else LOCKER


def announce(scope: Scope, deposits: Sequence[int], people: Collection[int] | None = None) -> None:
    """After the commit, tell these recipients, or all, of deposits that came or changed; mails follow in their time.

    Not a use case: whatever brings documents to people calls it once its deliveries are written.
    """
    mailed = col(Deposit.id).in_(deposits), col(Deposit.sends_mail).is_(True)
    scope.db.exec(update(Deposit).where(*mailed).values(mails_due=now()))
    _bring(scope, deposits, _recipients(scope, deposits) if people is None else frozenset(people))


def remind(scope: Scope, deposit: int, people: Collection[int]) -> int:
    """Ask these recipients again to open a deposit; says how many of them had not. Mails follow, but to who wants none.

    What they had only marked as read is unread again. Not a use case: whoever calls it has asked whether the deposit
    is the actor's.
    """
    waiting = (
        col(Delivery.deposit_id) == deposit,
        col(Delivery.person_id).in_(people),
        col(Delivery.removed_at).is_(None),
        exists().where(col(Deposit.id) == deposit, is_unopened(), is_before_people()),
    )
    again = {"reminded_at": now(), "reminders": col(Delivery.reminders) + 1, "seen": col(Delivery.opened)}
    reminded = scope.db.exec(update(Delivery).where(*waiting).values(again)).rowcount
    if reminded:
        _bring(scope, [deposit], frozenset(people))
        scope.db.exec(update(Deposit).where(col(Deposit.id) == deposit).values(mails_due=now()))
    return reminded


def recount(scope: Scope) -> None:
    """After the commit, let the actor's own tabs count again: something was read, or taken out.

    Not a use case: whatever notes that documents were read calls it.
    """
    _publish(scope, News(scope.actor.place.number, frozenset({scope.actor.id}), WHAT))


def opened(scope: Scope, deposits: Sequence[int]) -> None:
    """After the commit, let the actor's own tabs count again, and whoever deposited these see that they are opened.

    Not a use case: whatever notes that documents were opened calls it.
    """
    by = scope.db.connection().execute(_DEPOSITORS, {"deposits": deposits}).scalars()
    _publish(scope, News(scope.actor.place.number, frozenset({scope.actor.id, *by}), WHAT))


def withdraw(scope: Scope) -> None:
    """After the commit, let everybody's tabs count again: deposits went, or came back. Called by whatever did that."""
    _publish(scope, News(scope.actor.place.number, None, WHAT))


def _bring(scope: Scope, deposits: Sequence[int], to: frozenset[int] | None) -> None:
    """To tabs right after the commit, and mails by the queue; by the clock, should the process die in between."""
    here = scope.actor.place.number
    clock.wake(scope.installation, here, now() + locker_mails.GRACE)
    _publish(scope, News(here, to, WHAT, tuple(deposits[-TOLD:])))
    scope.after_commit.append(lambda: locker_mails.enqueue(scope.installation, here))


def _publish(scope: Scope, news: News) -> None:
    scope.after_commit.append(lambda: scope.installation.bus.publish(news))


def _recipients(scope: Scope, deposits: Sequence[int], most: int = NAMED) -> frozenset[int] | None:
    """None where there are more."""
    theirs = exists().where(col(Delivery.person_id) == col(Person.id), col(Delivery.deposit_id).in_(deposits))
    found = scope.db.exec(select(Person.id).where(theirs).limit(most + 1)).all()
    return frozenset(person or 0 for person in found) if len(found) <= most else None


def unread(person: Any, most: int) -> list[Any]:  # noqa: ANN401  an identity, SELECTs
    """Two questions, each with `most` answers, the latest deposits first.

    What was never opened, by an index; and what changed since, among the few deposits that did.
    """
    reaches = exists().where(col(Deposit.id) == col(Delivery.deposit_id), is_before_people(), is_unread())
    mine = select(Delivery.deposit_id).where(col(Delivery.person_id) == person, reaches)
    changed = col(Delivery.deposit_id).in_(select(Deposit.id).where(col(Deposit.version) > 1))
    asked = (
        mine.where(col(Delivery.seen) == 0, col(Delivery.removed_at).is_(None)),
        # By no index of these: SQLite would go through all that was ever opened.
        mine.where(changed, as_is(col(Delivery.seen)) > 0, as_is(col(Delivery.removed_at)).is_(None)),
    )
    return [some.order_by(col(Delivery.deposit_id).desc()).limit(most) for some in asked]


def _unread(scope: Scope) -> int:
    return min(scope.db.connection().execute(_UNREAD, {"me": scope.actor.id}).scalar_one(), COUNTED + 1)


# Asked again and again: built once.
_DEPOSITORS: Final[Any] = (
    select(Deposit.depositor_id)
    .where(col(Deposit.id).in_(sa.bindparam("deposits", expanding=True)), col(Deposit.depositor_id).is_not(None))
    .distinct()
)
_NEW, _CHANGED = map(number, unread(ME, COUNTED + 1))
_UNREAD: Final[sa.Select[Any]] = sa.select(_NEW + _CHANGED)
