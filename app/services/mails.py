"""Which mails leave, which are stuck? The outbox: written with the change that causes a mail, sent afterwards."""

import logging
import secrets
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, TypedDict
from urllib.parse import urlsplit

from sqlmodel import col, func, or_, select, update

from app.locales import msg
from app.models.platform import Mail, MailState
from app.models.types import folded, now
from app.services.errors import NotFound, Refused
from app.services.letters import Letter
from app.services.listing import Page, Query, like, paged
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, Unit, requires
from app.storage.installation import Installation
from app.storage.transport import PermanentFailure, TemporaryFailure, transport

log = logging.getLogger(__name__)
DRAIN: Final = "mails"
BACK_OFF: Final = (1, 2, 5, 15, 30, 60, 120, 240, 480)  # minutes; about a day and a half with the last one repeated
ATTEMPTS: Final = 12
BATCH: Final = 50


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


def write(
    unit: Unit, letter: Letter, recipient: str, name: str, language: str, establishment: int | None = None
) -> Mail:
    """Put a mail in the outbox, in the unit's own transaction on the platform's database."""
    host = urlsplit(unit.installation.settings.address).hostname or "localhost"
    subject = " ".join(letter.subject.text(language).split())[:300]
    mail = Mail(
        message_id=f"<{secrets.token_hex(16)}@{host}>", establishment=establishment, recipient=recipient,
        recipient_name=" ".join(name.split()), subject=subject, text=letter.text(language),
        html=letter.html(language), language=language, search=folded(recipient, name, subject)[:1200],
    )
    unit.db.add(mail)
    unit.after_commit.append(lambda: unit.installation.queue.enqueue(DRAIN))
    return mail


SORTS = {
    "created": (col(Mail.created_at), col(Mail.id)),
    "recipient": (col(Mail.recipient), col(Mail.id)),
    "state": (col(Mail.state), col(Mail.id)),
}


@requires(PlatformPermission.MAILS_READ)
def page(scope: PlatformScope, query: Query) -> Page[MailRow]:
    """The outbox, newest first unless asked otherwise."""
    statement = select(Mail)
    if query.q:
        statement = statement.where(like(Mail.search, query.q))
    if state := query.choice("state", MailState):
        statement = statement.where(col(Mail.state) == state)
    return paged(scope.db, statement, SORTS, query, "-created", _row)


@requires(PlatformPermission.MAILS_READ)
def card(scope: PlatformScope, mail_id: int) -> MailCard:
    """One mail, as its receiver reads it."""
    mail = scope.db.get(Mail, mail_id)
    if mail is None:
        raise NotFound
    return MailCard(**_row(mail), text=mail.text, recipient_name=mail.recipient_name, attempts=mail.attempts)


@requires(PlatformPermission.MAILS_READ)
def failures(scope: PlatformScope) -> int:
    """How many mails wait for somebody to look."""
    return scope.db.exec(select(func.count()).select_from(Mail).where(col(Mail.state) == MailState.FAILED)).one()


@requires(PlatformPermission.MAILS_RETRY)
def retry(scope: PlatformScope, mail_id: int) -> None:
    """Try a mail again now. Refuses one that has left."""
    mail = scope.db.get(Mail, mail_id)
    if mail is None:
        raise NotFound
    if mail.state is MailState.SENT:
        raise Refused(msg("This mail has already left."))
    mail.state, mail.attempts, mail.next_at, mail.error = MailState.WAITING, 0, now(), ""
    scope.record("mails.retried", mail.id, mail.subject)
    scope.after_commit.append(lambda: scope.installation.queue.enqueue(DRAIN))


def drain(installation: Installation) -> None:
    """Send what is due, one mail a transaction. Not a use case: run by the queue."""
    carrier = transport(installation.settings)
    while due := _due(installation):
        for mail in due:
            outcome = _tried(carrier.deliver, mail)
            with installation.databases.platform_session(writes=True) as db:
                db.exec(update(Mail).where(col(Mail.id) == mail.id).values(outcome))
                db.commit()


def _due(installation: Installation) -> list[Mail]:
    """Claims a batch for five minutes, so that two workers do not send the same mail."""
    with installation.databases.platform_session(writes=True) as db:
        waiting = col(Mail.state) == MailState.WAITING, col(Mail.next_at) <= now()
        oldest = select(Mail).where(*waiting).order_by(col(Mail.id)).limit(BATCH).with_for_update(skip_locked=True)
        due = list(db.exec(oldest))
        for mail in due:
            mail.next_at = now() + timedelta(minutes=5)
        db.commit()
        return due


def _tried(deliver: object, mail: Mail) -> dict[str, object]:
    attempts = mail.attempts + 1
    try:
        deliver(message(mail))  # type: ignore[operator]
    except TemporaryFailure as failure:
        wait = timedelta(minutes=BACK_OFF[min(attempts, len(BACK_OFF)) - 1])
        state = MailState.WAITING if attempts < ATTEMPTS else MailState.FAILED
        return {"attempts": attempts, "next_at": now() + wait, "error": str(failure)[:500], "state": state}
    except PermanentFailure as failure:
        return {"attempts": attempts, "state": MailState.FAILED, "error": str(failure)[:500]}
    return {"attempts": attempts, "state": MailState.SENT, "sent_at": now(), "error": ""}


def message(mail: Mail) -> EmailMessage:
    """The mail as it goes over the wire; the library refuses a line break in any header."""
    local, _, domain = mail.recipient.partition("@")
    built = EmailMessage()
    built["Message-ID"] = mail.message_id
    built["Date"] = format_datetime(mail.created_at)
    built["From"] = Address("Casier", "casier", mail.message_id.strip("<>").partition("@")[2])
    built["To"] = Address(mail.recipient_name, local, domain)
    built["Subject"] = mail.subject
    built["Content-Language"] = mail.language
    built["Auto-Submitted"] = "auto-generated"
    built.set_content(mail.text)
    built.add_alternative(mail.html, subtype="html")
    return built


def _row(mail: Mail) -> MailRow:
    return MailRow(
        id=mail.id or 0, recipient=mail.recipient, subject=mail.subject, state=mail.state,
        created_at=mail.created_at.isoformat(), sent_at=mail.sent_at.isoformat() if mail.sent_at else "",
        error=mail.error,
    )
