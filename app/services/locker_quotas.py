"""How much may somebody still deposit (L7, T30)? Counted in the transaction that reserves it, so never too much."""

from datetime import date
from typing import Any, Final, TypedDict

import sqlalchemy as sa
from sqlmodel import Session, col

from app.locales import Message, msg
from app.models.establishment import Deposit, LockerSettings, Membership, Person, Role, Upload, Version
from app.models.types import now
from app.services.errors import Refused
from app.services.lockers import is_current
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


def usage(db: Session, person: int) -> Usage:
    """What somebody's documents take: every version that is kept, in the trash too, and what they sent or announced."""
    row = db.connection().execute(_USAGE, {"whose": person, "day": now().date()}).one()
    used, most, largest = map(int, row)
    return Usage(used=used, quota=most, largest=largest)


def require_room(scope: Scope, size: int) -> None:
    """Refuses a file of that size with `TooLarge` or `OverQuota`. No use case: `uploads.announce` calls it."""
    mine = usage(scope.db, scope.actor.id)
    if size > mine["largest"]:
        raise TooLarge(msg("This file is too large: at most %(most)s MB.", most=megabytes(mine["largest"])))
    if mine["used"] + size > mine["quota"]:
        raise OverQuota(_over(mine))


def quota(whose: Any, usual: Any, day: date | sa.BindParameter[date]) -> Any:  # noqa: ANN401  SQLAlchemy's
    """The largest of the quotas of somebody's roles of that day; a role that says none has the usual one, as nobody."""
    largest = sa.select(sa.func.max(sa.func.coalesce(col(Role.quota), usual))).join(Membership)
    held = largest.where(col(Membership.person_id) == whose, is_current(day)).correlate(Person)
    return sa.func.coalesce(held.scalar_subquery(), usual)


def _setting(column: Any, otherwise: int) -> Any:  # noqa: ANN401  SQLAlchemy's
    return sa.func.coalesce(sa.select(column).scalar_subquery(), otherwise)


def _sum(column: Any, whose: Any) -> sa.Select[Any]:  # noqa: ANN401  SQLAlchemy's
    return sa.select(sa.func.coalesce(sa.func.sum(column), 0)).where(whose == _WHOSE)


# Asked with each file that comes in: one statement, built once.
_WHOSE: sa.BindParameter[int] = sa.bindparam("whose", type_=sa.Integer)
_DAY: sa.BindParameter[date] = sa.bindparam("day", type_=sa.Date)
_UNDECIDED: Final = LockerSettings()
_USUAL: Final = _setting(LockerSettings.quota, _UNDECIDED.quota)
_LARGEST: Final = _setting(LockerSettings.largest, _UNDECIDED.largest)
_KEPT: Final = _sum(Version.size, col(Deposit.depositor_id)).select_from(Version).join(Deposit)
_SENT: Final = _sum(Upload.size, col(Upload.person_id))
_USAGE: Final = sa.select(_KEPT.scalar_subquery() + _SENT.scalar_subquery(), quota(_WHOSE, _USUAL, _DAY), _LARGEST)


def megabytes(size: int) -> float:
    """For a sentence."""
    return round(size / MEGABYTE, 1)


def _over(mine: Usage) -> Message:
    return msg(
        "There is no room left for this file: %(used)s of your %(quota)s MB are taken. Delete documents for good, or ask for more room.",  # noqa: E501  one sentence
        used=megabytes(mine["used"]),
        quota=megabytes(mine["quota"]),
    )
