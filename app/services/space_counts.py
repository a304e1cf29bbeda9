"""How many people may enter each web space? By sets, along indexes: asked one by one, 100,000 people take seconds."""

from datetime import date
from typing import Any, Final, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from app.models.establishment import BY_ROLE, GuardianLink, Membership, SpaceCode, SpaceRole
from app.models.types import now
from app.services.lockers import is_current


class Counts(NamedTuple):
    """Who is let in, by space; and how many guardians there are, whom some link lets in or none."""

    entering: dict[SpaceCode, int]
    guardians: int


def counts(db: Session) -> Counts:
    """Of the spaces that have accounts, whatever the state of these; the same people as `may_enter` means."""
    run: Any = db.connection().execute
    entering = dict.fromkeys(BY_ROLE, 0)
    for counted in (_FIRST_OF_ALL, _ALSO):
        for space, n in run(counted, {"day": now().date()}):
            entering[space] += n
    followed, guardians = run(_GUARDIANS).one()
    return Counts({**entering, SpaceCode.GUARDIANS: followed}, guardians)


# Everybody has one primary role, and it has no dates: these are different people, counted in an index alone.
_FIRST_OF_ALL: Final[Any] = (
    sa.select(col(SpaceRole.space), func.count())
    .join(Membership, col(Membership.role_id) == col(SpaceRole.role_id))
    .where(col(Membership.is_primary).is_(True))
    .group_by(col(SpaceRole.space))
)
_PRIMARY, _LETTING = aliased(Membership), aliased(SpaceRole)
_LET_IN_ALREADY: Final[Any] = (
    sa.select(_PRIMARY)
    .join(_LETTING, col(_LETTING.role_id) == col(_PRIMARY.role_id))
    .where(
        col(_PRIMARY.person_id) == col(Membership.person_id),
        col(_PRIMARY.is_primary).is_(True),
        col(_LETTING.space) == col(SpaceRole.space),
    )
    .correlate(Membership, SpaceRole)
    .exists()
)
# Those whom another role alone lets in.
_ALSO: Final[Any] = (
    sa.select(col(SpaceRole.space), func.count(sa.distinct(col(Membership.person_id))))
    .join(Membership, col(Membership.role_id) == col(SpaceRole.role_id))
    .where(
        col(Membership.is_primary).is_(False),
        is_current(cast("date", sa.bindparam("day", type_=sa.Date))),
        ~_LET_IN_ALREADY,
    )
    .group_by(col(SpaceRole.space))
)
_FOLLOWING: Final = sa.case((col(GuardianLink.has_access), col(GuardianLink.guardian_id)))
_GUARDIANS: Final[Any] = sa.select(
    func.count(sa.distinct(_FOLLOWING)), func.count(sa.distinct(col(GuardianLink.guardian_id)))
)
