"""Which mails leave, which are stuck? The outbox: written with the change that causes a mail, sent afterwards."""

import logging
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, TypedDict
from urllib.parse import urlsplit

from sqlmodel import col, func, select, update

from app.locales import msg
from app.models.platform import Mail, MailState
from app.models.types import folded, now
from app.services.envelopes import message
from app.services.errors import Refused
from app.services.letters import Letter
from app.services.listing import Order, Page, Query, like, paged
from app.services.lookup import found
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, Unit, requires
from app.storage.installation import Installation
from app.storage.transport import PermanentFailure, TemporaryFailure, Transport, Unreachable, transport

log = logging.getLogger(__name__)
DRAIN: Final = "mails"
BACK_OFF: Final = (1, 2, 5, 15, 30, 60, 120, 240, 480)  # minutes; about a day and a half with the last one repeated
ATTEMPTS: Final = 12
BATCH: Final = 20
AGAIN: Final = timedelta(minutes=1)  # while no mail leaves at all, one is tried now and then
LEASE: Final = timedelta(minutes=2)  # for a batch; of a process that died, the batch waits as long
ERROR: Final = 500


class MailRow(TypedDict):
    """A mail in the list."""

    id: int
    recipient: str
    subject: str
    state: str
    created_at: str
    sent_at: str
    error: str


class MailCard(MailRow):
    """A mail opened."""

    text: str
    recipient_name: str
    attempts: int


def identity(installation: Installation, key: str = "") -> str:
    """What a mail is known by everywhere: the same for the same key, or else never the same."""
    host = urlsplit(installation.settings.address).hostname or ""
    return f"<{key or secrets.token_hex(16)}@{host if '.' in host else 'localhost'}>"


def write(  # noqa: PLR0913, PLR0917  an envelope has as many
    unit: Unit,
    letter: Letter,
    recipient: str,
    name: str,
    language: str,
    establishment: int | None = None,
    message_id: str = "",
) -> Mail:
    """Put a mail in the outbox, in the unit's own transaction on the platform's database."""
    seal = unit.installation.cipher.encrypted
    subject = " ".join(letter.subject.text(language).split())[:300]
    mail = Mail(
        message_id=message_id or identity(unit.installation),
        establishment=establishment,
        recipient=recipient,
        recipient_name=" ".join(name.split()),
        subject=subject,
        text=seal(letter.text(language)),
        html=seal(letter.html(language)),
        language=language,
        search=folded(recipient, name, subject)[:1200],
    )
    unit.db.add(mail)
    unit.after_commit.append(lambda: unit.installation.queue.enqueue(DRAIN))
    return mail


ORDER = Order(
    {
        "created": (col(Mail.created_at), col(Mail.id)),
        "recipient": (col(Mail.recipient), col(Mail.id)),
        "state": (col(Mail.state), col(Mail.id)),
    },
    "-created",
)


@requires(PlatformPermission.MAILS_READ)
def page(scope: PlatformScope, query: Query) -> Page[MailRow]:
    """The outbox, newest first unless asked otherwise."""
    statement = select(Mail)
    if query.q:
        statement = statement.where(like(Mail.search, query.q))
    if state := query.choice("status", MailState):
        statement = statement.where(col(Mail.state) == state)
    return paged(scope.db, statement, ORDER, query, _row)


@requires(PlatformPermission.MAILS_READ)
def card(scope: PlatformScope, mail_id: int) -> MailCard:
    """One mail, as its receiver reads it."""
    mail = found(scope.db, Mail, mail_id)
    text = scope.installation.cipher.decrypted(mail.text)
    return MailCard(**_row(mail), text=text, recipient_name=mail.recipient_name, attempts=mail.attempts)


@requires(PlatformPermission.MAILS_READ)
def failures(scope: PlatformScope) -> int:
    """How many mails wait for somebody to look."""
    return scope.db.exec(select(func.count()).select_from(Mail).where(col(Mail.state) == MailState.FAILED)).one()


@requires(PlatformPermission.MAILS_RETRY)
def retry(scope: PlatformScope, mail_id: int) -> None:
    """Try a mail again now. Refuses one that has left."""
    mail = found(scope.db, Mail, mail_id)
    if mail.state is MailState.SENT:
        raise Refused(msg("This mail has already left."))
    mail.state, mail.attempts, mail.next_at, mail.error = MailState.WAITING, 0, now(), ""
    scope.record("mails.retried", mail.id, mail.subject)
    scope.after_commit.append(lambda: scope.installation.queue.enqueue(DRAIN))


def drain(installation: Installation) -> None:
    """Send what is due, one mail a transaction. Not a use case: run by the queue."""
    carrier = transport(installation.settings)
    while due := _due(installation):
        for place, mail in enumerate(due):
            if installation.queue.is_stopping or mail.next_at - now() < LEASE / 2:
                return  # ours no longer: whoever comes next sends it
            try:
                _mark(installation, [mail], _tried(installation, carrier, mail))
            except Unreachable as failure:
                log.warning("no mail leaves: %s", failure)
                _mark(installation, [mail], {"next_at": now() + 2 * AGAIN, "error": str(failure)[:ERROR]})
                _mark(installation, due[place + 1 :], {"next_at": now() + AGAIN})
                return


def _due(installation: Installation) -> list[Mail]:
    """Claims a batch for a while, so that two workers do not send the same mail."""
    with installation.databases.platform_session(writes=True) as db:
        waiting = col(Mail.state) == MailState.WAITING, col(Mail.next_at) <= now()
        due = list(db.exec(select(Mail).where(*waiting).order_by(col(Mail.next_at), col(Mail.id)).limit(BATCH)))
        for mail in due:
            mail.next_at = now() + LEASE
        db.commit()
        return due


def _mark(installation: Installation, mails: Sequence[Mail], outcome: dict[str, object]) -> None:
    with installation.databases.platform_session(writes=True) as db:
        db.exec(update(Mail).where(col(Mail.id).in_([mail.id for mail in mails])).values(outcome))
        db.commit()


def _tried(installation: Installation, carrier: Transport, mail: Mail) -> dict[str, object]:
    attempts = mail.attempts + 1
    try:
        carrier.deliver(message(mail, installation.cipher))
    except Unreachable:
        raise
    except TemporaryFailure as failure:
        wait = timedelta(minutes=BACK_OFF[min(attempts, len(BACK_OFF)) - 1])
        state = MailState.WAITING if attempts < ATTEMPTS else MailState.FAILED
        return {"attempts": attempts, "next_at": now() + wait, "error": str(failure)[:ERROR], "state": state}
    except PermanentFailure as failure:
        return {"attempts": attempts, "state": MailState.FAILED, "error": str(failure)[:ERROR]}
    except Exception as fault:  # it must not keep those behind it waiting
        log.exception("mail %s cannot be sent", mail.id)
        return {"attempts": attempts, "state": MailState.FAILED, "error": type(fault).__name__}
    return {"attempts": attempts, "state": MailState.SENT, "sent_at": now(), "error": ""}


def _row(mail: Mail) -> MailRow:
    return MailRow(
        id=mail.id or 0,
        recipient=mail.recipient,
        subject=mail.subject,
        state=mail.state,
        created_at=mail.created_at.isoformat(),
        sent_at=mail.sent_at.isoformat() if mail.sent_at else "",
        error=mail.error,
    )
