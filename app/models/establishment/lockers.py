"""What is in the digital lockers (L1–L8, L11)? Documents, who deposited them, for whom, and who has read them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger
from sqlmodel import Field, Index

from app.models.establishment.base import EstablishmentTable
from app.models.establishment.people import Notification
from app.models.establishment.roles import RoleKind
from app.models.types import Utc, folded, now, word

HOLDERS: Final = (RoleKind.TEACHER, RoleKind.STAFF)  # kinds of roles whose people have a locker (L1)


class Document(EstablishmentTable, table=True):
    """Bytes that are stored once, however many deposits have them; `key` is their name in the store, and no other's.

    The bytes are there before the row, and go after it. `media_type` is what they are, whatever they were called.
    """

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64, unique=True)
    key: str = Field(max_length=32, unique=True)
    size: int = Field(sa_type=BigInteger)
    media_type: str = Field(max_length=100)
    created_at: datetime = Field(default_factory=now, sa_type=Utc)


class Upload(EstablishmentTable, table=True):
    """A file that a person sends, or sent and did not deposit yet; one without a document is still on its way.

    Its `size`, announced before the first byte, counts in the quota from then on; `owner` is the process that takes
    it in.
    """

    id: str = Field(primary_key=True, max_length=32)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    name: str = Field(max_length=255)
    size: int = Field(sa_type=BigInteger)
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    owner: str = Field(max_length=40)
    created_at: datetime = Field(default_factory=now, sa_type=Utc)


class Category(EstablishmentTable, table=True):
    """What deposits are filed under (L3), in the order of `position`."""

    __table_args__ = ({"sqlite_autoincrement": True},)  # pages that are open and journals refer to it

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60)
    name_key: str = Field(max_length=120, unique=True)
    position: int = 0

    def rename(self, name: str) -> None:
        """Give it a name."""
        self.name, self.name_key = name, folded(name)[:120]


class Deposit(EstablishmentTable, table=True):
    """A document put before people, under the name and in the version that it has now; nobody's is Anonymous's.

    One that is in the trash since `trashed_at`, or `withdrawn` under a mark (P6), reaches nobody. Mails that tell its
    recipients of it are still to be written while it has a `mails_due`.
    """

    __table_args__ = (
        Index("ix_deposit_depositor", "depositor_id", "created_at", "id"),
        Index("ix_deposit_name", "name_key", "id"),
        Index("ix_deposit_size", "size", "id"),
        Index("ix_deposit_version", "version", "id"),  # few have another than the first
        {"sqlite_autoincrement": True},  # addresses and journals refer to it
    )

    id: int | None = Field(default=None, primary_key=True)
    depositor_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    category_id: int | None = Field(default=None, foreign_key="category.id", ondelete="SET NULL", index=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    name: str = Field(max_length=255)
    memo: str = Field(default="", max_length=1000)
    size: int = Field(sa_type=BigInteger)
    version: int = 1
    sends_mail: bool = True
    mails_due: datetime | None = Field(default=None, sa_type=Utc, index=True)
    created_at: datetime = Field(default_factory=now, sa_type=Utc)
    updated_at: datetime = Field(default_factory=now, sa_type=Utc)
    trashed_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    withdrawn: int | None = Field(default=None, index=True)
    name_key: str = Field(default="", max_length=520)
    search: str = Field(default="", max_length=2600)

    def describe(self) -> None:
        """Rewrite the keys that searching and sorting read; call it after any change of the words."""
        self.name_key, self.search = folded(self.name)[:520], folded(self.name, self.memo)[:2600]


class Version(EstablishmentTable, table=True):
    """The document of a deposit as it was from some moment on; the newest is also in the deposit."""

    deposit_id: int = Field(primary_key=True, foreign_key="deposit.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    name: str = Field(max_length=255)
    size: int = Field(sa_type=BigInteger)
    created_at: datetime = Field(default_factory=now, sa_type=Utc)


class AudienceKind(StrEnum):
    """What sort of recipients one entry names; EVERYONE are all who have a locker."""

    PERSON = "person"
    ROLE = "role"
    SERVICE = "service"
    EVERYONE = "everyone"


class Audience(EstablishmentTable, table=True):
    """Whom a deposit was meant for, as its depositor said it; `ref` is a person, a role or a service, or 0.

    A dynamic one reaches people who come later, too; never anybody without a locker.
    """

    __table_args__ = (Index("ix_audience_dynamic", "is_dynamic", "deposit_id"),)

    deposit_id: int = Field(primary_key=True, foreign_key="deposit.id", ondelete="CASCADE")
    kind: AudienceKind = Field(primary_key=True, sa_type=word(AudienceKind))
    ref: int = Field(default=0, primary_key=True)
    is_dynamic: bool = False


class Delivery(EstablishmentTable, table=True):
    """A deposit in somebody's locker; `seen` is the version last opened, 0 for none.

    `removed_at` is when the recipient took it out of their own locker; `mailed_at` when a mail told of it.
    """

    __table_args__ = (
        Index("ix_delivery_person", "person_id", "removed_at", "delivered_at", "deposit_id"),  # a locker, in its order
        Index("ix_delivery_seen", "person_id", "removed_at", "seen", "deposit_id"),
        Index("ix_delivery_opened", "deposit_id", "opened_at"),  # how many opened it
    )

    deposit_id: int = Field(primary_key=True, foreign_key="deposit.id", ondelete="CASCADE")
    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    delivered_at: datetime = Field(default_factory=now, sa_type=Utc)
    seen: int = 0
    opened_at: datetime | None = Field(default=None, sa_type=Utc)
    downloaded_at: datetime | None = Field(default=None, sa_type=Utc)
    reminded_at: datetime | None = Field(default=None, sa_type=Utc)
    reminders: int = 0
    mailed_at: datetime | None = Field(default=None, sa_type=Utc)
    removed_at: datetime | None = Field(default=None, sa_type=Utc)


class LockerSettings(EstablishmentTable, table=True):
    """What an establishment decided about its lockers: one row. Sizes are bytes.

    `quota` is of those whose roles say none; `trash_days` is how long a deleted deposit can be restored;
    `notification` is of those who chose none. `digest_on` is the day of the last daily mails, in France.
    """

    id: int = Field(default=1, primary_key=True)
    largest: int = Field(default=50_000_000, sa_type=BigInteger)
    quota: int = Field(default=500_000_000, sa_type=BigInteger)
    trash_days: int = 30
    notification: Notification = Field(default=Notification.EACH, sa_type=word(Notification))
    digest_on: date | None = None
