"""Who is signed in, and which proofs are open? Sessions, reset links and failed tries; only hashes are kept."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from app.models.platform.base import PlatformTable
from app.models.types import Utc, now, word


class Ending(StrEnum):
    """Why a session is over; the sign-in page says it in words."""

    SIGNED_OUT = "signed-out"
    EXPIRED = "expired"
    BLOCKED = "blocked"
    DELETED = "deleted"
    PASSWORD = "password"  # noqa: S105  a reason, not a secret


class Session(PlatformTable, table=True):
    """`hash` is SHA-256 of the cookie, and so no bearer. Either an admin's or a person's of an establishment.

    A person who looks at the portal as a role or another person does (R8) is shown `view_role` or `view_person`, and
    not after `view_until`.
    """

    hash: str = Field(primary_key=True, max_length=64)
    admin_id: int | None = Field(default=None, foreign_key="platformadmin.id", ondelete="CASCADE", index=True)
    establishment: int | None = Field(default=None, index=True)
    person_id: int | None = None
    created_at: datetime = Field(default_factory=now, sa_type=Utc)
    seen_at: datetime = Field(default_factory=now, sa_type=Utc)
    expires_at: datetime = Field(sa_type=Utc, index=True)
    ended: Ending | None = Field(default=None, sa_type=word(Ending))
    address: str = Field(default="", max_length=60)
    agent: str = Field(default="", max_length=200)
    view_role: int | None = None
    view_person: int | None = None
    view_until: datetime | None = Field(default=None, sa_type=Utc)


class Purpose(StrEnum):
    """What a link lets its holder do."""

    RESET = "reset"
    ACTIVATE = "activate"
    EMAIL = "email"


class ResetLink(PlatformTable, table=True):
    """A single-use way to choose a password, or to prove an e-mail address; dies with use and with time.

    Those for a password also die with any change of it. `email` is the address to be proved, encrypted.
    """

    hash: str = Field(primary_key=True, max_length=64)
    admin_id: int | None = Field(default=None, foreign_key="platformadmin.id", ondelete="CASCADE")
    establishment: int | None = Field(default=None, index=True)
    person_id: int | None = None
    purpose: Purpose = Field(default=Purpose.RESET, sa_type=word(Purpose))
    email: str = Field(default="", max_length=600)
    expires_at: datetime = Field(sa_type=Utc, index=True)


class Throttle(PlatformTable, table=True):
    """Tries counted against one key: an account, or an address."""

    key: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    day_failures: int = 0
    window_at: datetime = Field(default_factory=now, sa_type=Utc)
    day_at: datetime = Field(default_factory=now, sa_type=Utc)
    until: datetime | None = Field(default=None, sa_type=Utc)
