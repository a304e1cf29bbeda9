"""Whose mails about documents are still to be written? By sets, some at a time, each once whatever happens."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, exists, or_, select, update

from app.models.establishment import Delivery, Deposit, Notification, Person, PersonState, Version
from app.models.platform import Mail
from app.models.types import now
from app.services import clock, mails, notifications
from app.services.desks import desk_of
from app.services.letters import Letter
from app.services.locker_letters import Told, arrived, reminder, way
from app.services.lockers import holds_locker, is_before_people, is_unopened
from app.services.scope import Place, Unit
from app.storage.installation import Installation

log = logging.getLogger(__name__)
RUN: Final = "locker mails"
GRACE: Final = timedelta(minutes=2)  # that the queue has, before the clock takes over
CHUNK: Final = 100  # the platform's lock is held while as many letters are written


# From deliveries to their deposits, newest versions and recipients.
JOINED: Final = (
    col(Deposit.id) == col(Delivery.deposit_id),
    col(Version.deposit_id) == col(Deposit.id),
    col(Version.number) == col(Deposit.version),
    col(Person.id) == col(Delivery.person_id),
)
_RECIPIENT: Final = select(Person, Delivery.seen, Delivery.reminders)


class ToWrite(NamedTuple):
    """A letter for somebody; `key` tells it from all others, so that it is written once."""

    key: str
    person: Person
    letter: Letter


def enqueue(installation: Installation, number: int) -> None:
    """Have the mails of that establishment written soon."""
    installation.queue.enqueue(RUN, number)


def run(installation: Installation, number: int) -> None:
    """Write those that are due; run by the queue."""
    if (desk := desk_of(installation, number)) and desk.place:
        see_to(installation, desk.place)


@clock.duty
def see_to(installation: Installation, place: Place) -> datetime | None:
    """Write whatever mails are due, deposit by deposit; says when to come again."""
    while not installation.queue.is_stopping:
        with installation.databases.session(place, writes=False) as db:
            due = db.exec(select(Deposit).where(col(Deposit.mails_due).is_not(None)).limit(1)).first()
        if due is None:
            return None
        while _wrote_some(installation, place, due):
            if installation.queue.is_stopping:
                return now()
        with installation.databases.session(place, writes=True) as db:
            same = col(Deposit.id) == due.id, col(Deposit.mails_due) == due.mails_due
            db.exec(update(Deposit).where(*same).values(mails_due=None))
            db.commit()
    return now()


def is_untold(at: datetime | None = None) -> ColumnElement[bool]:
    """No mail told of the `Delivery` of a `Deposit` in its present `Version`, which has not been read yet.

    With `at`, of those that were there by then.
    """
    untold = or_(col(Delivery.mailed_at).is_(None), col(Delivery.mailed_at) < col(Version.created_at))
    there = () if at is None else (col(Delivery.delivered_at) < at, col(Version.created_at) < at)
    unread = col(Delivery.seen) < col(Deposit.version), col(Delivery.removed_at).is_(None)
    return and_(untold, *unread, *there, is_before_people(), col(Deposit.sends_mail).is_(True))


def may_be_written_to() -> ColumnElement[bool]:
    """The `Person` has an address, comes in, and has a locker today."""
    active = col(Person.state) == PersonState.ACTIVE, col(Person.email).is_not(None)
    return and_(*active, holds_locker(now().date()))


def write(installation: Installation, place: Place, letters: Sequence[ToWrite]) -> None:
    """Put those in the outbox that are not there yet."""
    keyed = {_message_id(installation, place, one.key): one for one in letters}
    with installation.databases.platform_session(writes=True) as db:
        unit = Unit(installation, db)
        db.connection()
        written = set(db.exec(select(Mail.message_id).where(col(Mail.message_id).in_(keyed))))
        for message_id, (_, person, letter) in keyed.items():
            if message_id not in written:
                to = person.email or "", person.full_name, person.language, place.number
                mails.write(unit, letter, *to, message_id)
        del unit.after_commit[1:]  # to send one is to send all
        unit.checkpoint()


def told(deposit: Deposit, depositor: Person | None, seen: int) -> Told:
    """As a mail tells of it."""
    return Told(deposit.name, depositor.full_name if depositor else "", deposit.memo, is_update=seen > 0)


def _wrote_some(installation: Installation, place: Place, deposit: Deposit) -> bool:
    """Whether there may be more, after a chunk of those who are told of it, or else of those who are reminded."""
    return _told_some(installation, place, deposit) or _reminded_some(installation, place, deposit)


def _told_some(installation: Installation, place: Place, deposit: Deposit) -> bool:
    with installation.databases.session(place, writes=False) as db:
        each = notifications.wants(Notification.EACH, notifications.usual(db))
    return _written(installation, place, deposit, arrived, is_untold(), each)


def _reminded_some(installation: Installation, place: Place, deposit: Deposit) -> bool:
    """A reminder was asked for expressly: also when the deposit itself was to cause no mail."""
    with installation.databases.session(place, writes=False) as db:
        never = notifications.wants(Notification.NONE, notifications.usual(db))
    unheard = or_(col(Delivery.mailed_at).is_(None), col(Delivery.mailed_at) < col(Delivery.reminded_at))
    unopened = is_unopened(), col(Delivery.removed_at).is_(None), is_before_people()
    asked = and_(col(Delivery.reminded_at).is_not(None), unheard, *unopened)
    return _written(installation, place, deposit, reminder, asked, ~never)


def _written(
    installation: Installation,
    place: Place,
    deposit: Deposit,
    letter: Callable[[str, str, Told, str], Letter],
    *wanted: ColumnElement[bool],
) -> bool:
    """Mails are committed before they are noted, so that after a crash those that are there stay."""
    began, theirs = now(), (col(Delivery.deposit_id) == deposit.id, may_be_written_to(), *wanted)
    with installation.databases.session(place, writes=False) as db:
        found = list(db.exec(_RECIPIENT.where(*JOINED, *theirs).limit(CHUNK)))
        who = db.get(Person, deposit.depositor_id) if deposit.depositor_id else None
    address = f"{installation.settings.address}{way(deposit.id)}"
    letters = [
        ToWrite(
            f"{letter.__name__} {deposit.id} {deposit.version} {person.id} {reminders}",
            person,
            letter(person.full_name, place.name, told(deposit, who, seen), address),
        )
        for person, seen, reminders in found
    ]
    if letters:
        write(installation, place, letters)
        # Of a version that came meanwhile they have not been told.
        same = exists().where(col(Deposit.id) == deposit.id, col(Deposit.version) == deposit.version)
        mark(installation, place, (col(Delivery.deposit_id) == deposit.id) & same, letters, began)
    return bool(letters)


def mark(
    installation: Installation, place: Place, which: ColumnElement[bool], letters: Sequence[ToWrite], at: datetime
) -> None:
    """By then, mails have told these people of those deliveries."""
    people = col(Delivery.person_id).in_([one.person.id for one in letters])
    with installation.databases.session(place, writes=True) as db:
        db.exec(update(Delivery).where(which, people).values(mailed_at=at))
        db.commit()


def _message_id(installation: Installation, place: Place, key: str) -> str:
    told_of = f"locker {place.stamp} {key}"
    return mails.identity(installation, hashlib.sha256(told_of.encode()).hexdigest()[:32])
