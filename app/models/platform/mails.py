"""What is being written to whom? The outbox: a mail is a row of the change that caused it."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from app.models.platform.base import PlatformTable
from app.models.types import Utc, now, word


class MailState(StrEnum):
    """WAITING mails are tried again at `next_at`; FAILED ones wait for a person."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Mail(PlatformTable, table=True):
    """`message_id` is fixed at writing, so that a mail sent twice by a crash is one mail to its reader.

    `text` and `html` are encrypted: they hold passwords, and links as good as passwords.
    """

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(max_length=120, unique=True)
    establishment: int | None = Field(default=None, index=True)
    recipient: str = Field(max_length=254)
    recipient_name: str = Field(default="", max_length=201)
    subject: str = Field(max_length=300)
    text: str
    html: str
    language: str = Field(default="fr", max_length=2)
    state: MailState = Field(default=MailState.WAITING, sa_type=word(MailState), index=True)
    attempts: int = 0
    next_at: datetime = Field(default_factory=now, sa_type=Utc)
    error: str = Field(default="", max_length=500)
    created_at: datetime = Field(default_factory=now, sa_type=Utc)
    sent_at: datetime | None = Field(default=None, sa_type=Utc)
    search: str = Field(default="", max_length=1200)
