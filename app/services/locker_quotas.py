"""How much may somebody still deposit (L7, T30)? Counted in the transaction that reserves it, so never too much."""

from typing import TypedDict

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.locales import Message, msg
from app.models.establishment import Deposit, LockerSettings, Membership, Role, Upload, Version
from app.models.types import now
from app.services.errors import Refused
from app.services.role_form import MEGABYTE
from app.services.scope import Scope


class Usage(TypedDict):
    """What somebody's deposits and uploads take, of how much; bytes, and the largest that one file may be."""

    used: int
    quota: int
    largest: int


class TooLarge(Refused):
    """One file is larger than files may be."""


class OverQuota(Refused):
    """The file would take more than is left."""


def decided(db: Session) -> LockerSettings:
    """What the establishment decided about its lockers, or what holds until it does."""
    return db.get(LockerSettings, 1) or LockerSettings()


def usage(scope: Scope) -> Usage:
    """The actor's own, as it is in this transaction. No use case: its callers declare what they need."""
    settings = decided(scope.db)
    return Usage(
        used=used(scope.db, scope.actor.id),
        quota=quota(scope.db, scope.actor.id, settings.quota),
        largest=settings.largest,
    )


def require_room(scope: Scope, size: int) -> None:
    """Refuses a file of that size with `TooLarge` or `OverQuota`. No use case: `uploads.announce` calls it."""
    mine = usage(scope)
    if size > mine["largest"]:
        raise TooLarge(msg("This file is too large: at most %(most)s MB.", most=megabytes(mine["largest"])))
    if mine["used"] + size > mine["quota"]:
        raise OverQuota(_over(mine))


def quota(db: Session, person: int, otherwise: int) -> int:
    """The largest of the quotas of somebody's roles of today; a role that says none has the usual one."""
    day = now().date()
    largest: ColumnElement[int | None] = func.max(func.coalesce(col(Role.quota), otherwise))
    held = (
        select(largest)
        .join(Membership)
        .where(
            col(Membership.person_id) == person,
            func.coalesce(col(Membership.begins_on), day) <= day,
            func.coalesce(col(Membership.ends_on), day) >= day,
        )
    )
    found = db.exec(held).one()
    return otherwise if found is None else found


def used(db: Session, person: int) -> int:
    """Every version that somebody's deposits keep, those in the trash too, and what they sent or announced since."""
    kept = select(func.coalesce(func.sum(Version.size), 0)).join(Deposit).where(col(Deposit.depositor_id) == person)
    sent = select(func.coalesce(func.sum(Upload.size), 0)).where(col(Upload.person_id) == person)
    return int(db.exec(kept).one()) + int(db.exec(sent).one())


def megabytes(size: int) -> str:
    """For a sentence."""
    return f"{size / MEGABYTE:.1f}".removesuffix(".0")


def _over(mine: Usage) -> Message:
    return msg(
        "There is no room left for this file: %(used)s of your %(quota)s MB are taken. Delete documents for good, or ask for more room.",  # noqa: E501  one sentence
        used=megabytes(mine["used"]),
        quota=megabytes(mine["quota"]),
    )
