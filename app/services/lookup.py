"""Which row is meant by an identity that came from outside, now or when something was previewed?"""

from collections.abc import Sequence
from typing import Final, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, select

from app.locales import msg
from app.models.platform import SETTLED, Establishment, Job
from app.services.errors import NotFound
from app.services.scope import PlatformScope

LARGEST: Final = 2**31 - 1  # what an integer column holds
GONE: Final = msg("It was deleted meanwhile.")
OUT_OF_REACH: Final = msg("Its database or its files are out of reach; the log has details.")
Table = TypeVar("Table", bound=SQLModel)


def found(db: Session, table: type[Table], identity: int | None) -> Table:
    """The row of that identity. Refuses with `NotFound`."""
    row = db.get(table, identity) if identity and 0 < identity <= LARGEST else None
    if row is None:
        raise NotFound
    return row


def settled(scope: PlatformScope, number: int) -> Establishment:
    """An establishment that exists for people; half-made and half-gone ones read as absent."""
    row = found(scope.db, Establishment, number)
    if row.state not in SETTLED:
        raise NotFound
    return row


def is_settled() -> ColumnElement[bool]:
    """Exists for people."""
    return col(Establishment.state).in_(SETTLED)


def still_there(db: Session, job: Job, numbers: Sequence[int]) -> list[Establishment]:
    """Those of a job's preview that remain; not another one, to which the number of a deleted one was given."""
    same = col(Establishment.number).in_(numbers), col(Establishment.created_at) <= job.created_at
    return list(db.exec(select(Establishment).where(*same, is_settled()).order_by(col(Establishment.number))))
