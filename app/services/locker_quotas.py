"""How much may somebody still deposit (L7, T30)? Counted in the transaction that reserves it, so never too much."""

from datetime import date
from typing import Any, Final, TypedDict

import sqlalchemy as sa
from sqlmodel import Session, col

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
    settings: Any = scope.db.connection().execute(_DECIDED).first() or LockerSettings()
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
    said = {"me": person, "day": now().date(), "otherwise": otherwise}
    found = db.connection().execute(_QUOTA, said).scalar()
    return otherwise if found is None else int(found)


def used(db: Session, person: int) -> int:
    """Every version that somebody's deposits keep, those in the trash too, and what they sent or announced since."""
    return int(db.connection().execute(_USED, {"me": person}).scalar_one())


# Asked with each file that comes in: columns rather than objects, and built once.
_DECIDED: Final = sa.select(col(LockerSettings.largest), col(LockerSettings.quota))
_ME: sa.BindParameter[int] = sa.bindparam("me", type_=sa.Integer)
_DAY: sa.BindParameter[date] = sa.bindparam("day", type_=sa.Date)
_QUOTA: Final = (
    sa.select(sa.func.max(sa.func.coalesce(col(Role.quota), sa.bindparam("otherwise", type_=sa.BigInteger))))
    .select_from(Role)
    .join(Membership)
    .where(
        col(Membership.person_id) == _ME,
        sa.func.coalesce(col(Membership.begins_on), _DAY) <= _DAY,
        sa.func.coalesce(col(Membership.ends_on), _DAY) >= _DAY,
    )
)
_KEPT: Final = sa.select(sa.func.coalesce(sa.func.sum(col(Version.size)), 0)).select_from(Version).join(Deposit)
_SENT: Final = sa.select(sa.func.coalesce(sa.func.sum(col(Upload.size)), 0)).select_from(Upload)
_USED: Final = sa.select(
    _KEPT.where(col(Deposit.depositor_id) == _ME).scalar_subquery()
    + _SENT.where(col(Upload.person_id) == _ME).scalar_subquery()
)


def megabytes(size: int) -> float:
    """For a sentence."""
    return round(size / MEGABYTE, 1)


def _over(mine: Usage) -> Message:
    return msg(
        "There is no room left for this file: %(used)s of your %(quota)s MB are taken. Delete documents for good, or ask for more room.",  # noqa: E501  one sentence
        used=megabytes(mine["used"]),
        quota=megabytes(mine["quota"]),
    )
