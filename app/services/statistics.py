"""How many accounts does each establishment have, and how much does it store? Computed on demand (E8, X6)."""

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TypedDict

from sqlalchemy import String, cast
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from app.locales import Message
from app.models.establishment import Membership, Person, PersonState, Role
from app.models.jobs import Outcome
from app.models.platform import Establishment, Job, JobRow, Statistic
from app.models.types import folded, now
from app.services.headcount import count_people
from app.services.listing import Order, Page, Query, paged
from app.services.lookup import GONE, OUT_OF_REACH, is_settled, still_there
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.storage import words

log = logging.getLogger(__name__)
RECENT = timedelta(days=30)


class StatisticRow(TypedDict):
    """The last count of an establishment."""

    id: int
    name: str
    uai: str
    people: int
    active: int
    pending: int
    blocked: int
    administrators: int
    signed_in: int
    bytes: int
    computed_at: str


BY_NAME = col(Establishment.name_key), col(Establishment.number)
ORDER = Order(
    {
        "name": BY_NAME,
        **{
            name: (column, col(Establishment.number))
            for name, column in {
                "people": col(Statistic.people),
                "active": col(Statistic.active),
                "pending": col(Statistic.pending),
                "blocked": col(Statistic.blocked),
                "signed_in": col(Statistic.signed_in_30_days),
                "bytes": col(Statistic.bytes_stored),
            }.items()
        },
    },
    "-people",
)


@requires(PlatformPermission.ESTABLISHMENTS_COUNT)
def page(scope: PlatformScope, query: Query) -> Page[StatisticRow]:
    """Counted establishments; with a `job` filter, those that this job counted."""
    return paged(scope.db, _counted(query), ORDER, query, _row)


@requires(PlatformPermission.ESTABLISHMENTS_COUNT)
def every(scope: PlatformScope, query: Query) -> Iterator[StatisticRow]:
    """All of them, for a file; read in bounded batches."""
    found = scope.db.exec(_counted(query).order_by(*BY_NAME).execution_options(yield_per=500))
    return (_row(pair) for pair in found)


def compute(scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
    """Count a chunk of establishments. Not a use case: run by the bulk action, which declares the permission."""
    installation, refused, counted = scope.installation, dict.fromkeys(numbers, GONE), list[Statistic]()
    with installation.databases.platform_session(writes=False) as db:
        homes = still_there(db, job, numbers)
    for home in homes:
        try:
            with installation.databases.session(home, writes=False) as db:
                counted.append(_count(db, home.number, installation.files.size(home.number)))
        except Exception:
            log.exception("establishment %s cannot be counted", home.number)
            refused[home.number] = OUT_OF_REACH
    for statistic in counted:
        scope.db.merge(statistic)
        count_people(scope.db, statistic.number, statistic.people)
        del refused[statistic.number]
    return refused


def _count(db: Session, number: int, stored: int) -> Statistic:
    states = dict(db.exec(select(Person.state, func.count()).group_by(col(Person.state))).all())
    recent = select(func.count()).select_from(Person).where(col(Person.last_access) > now() - RECENT)
    administrators = select(func.count()).select_from(Membership).join(Role).where(col(Role.code) == "WEBMASTER")
    return Statistic(
        number=number,
        people=sum(states.values()),
        active=states.get(PersonState.ACTIVE, 0),
        pending=states.get(PersonState.PENDING, 0),
        blocked=states.get(PersonState.BLOCKED, 0),
        administrators=db.exec(administrators).one(),
        signed_in_30_days=db.exec(recent).one(),
        bytes_stored=stored,
    )


def _counted(query: Query) -> Select[Statistic, Establishment]:
    statement = select(Statistic, Establishment).join(Establishment).where(is_settled())
    if (job := query.number("job")) is not None:
        done = select(JobRow.ref).where(col(JobRow.job_id) == job, col(JobRow.outcome) == Outcome.DONE)
        statement = statement.where(cast(col(Statistic.number), String).in_(done))
    if query.q:
        statement = statement.where(words.asked(Establishment.search, folded(query.q)))
    return statement


def _row(pair: tuple[Statistic, Establishment]) -> StatisticRow:
    counted, home = pair
    return StatisticRow(
        id=home.number,
        name=home.name,
        uai=home.uai or "",
        people=counted.people,
        active=counted.active,
        pending=counted.pending,
        blocked=counted.blocked,
        administrators=counted.administrators,
        signed_in=counted.signed_in_30_days,
        bytes=counted.bytes_stored,
        computed_at=counted.computed_at.isoformat(),
    )
