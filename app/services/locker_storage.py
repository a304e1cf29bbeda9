"""What do lockers weigh (L7)? In all, by role, by the people who take most; and who has little room left."""

from typing import Any, Final, TypedDict

from sqlalchemy import Subquery, select, union_all
from sqlmodel import col, func

from app.locales import msg
from app.models.establishment import Deposit, Document, Membership, Person, Role, Upload, Version
from app.models.types import now
from app.services import locker_quotas
from app.services.permissions import Permission
from app.services.scope import Scope, requires

MOST: Final = 20
TIGHT: Final = 80  # hundredths of a quota, from which on its owner is warned


class Room(TypedDict):
    """What somebody may still send, in bytes; `largest` is of one file."""

    largest: int
    left: int
    quota: int
    is_tight: bool


class StorageRow(TypedDict):
    """Who takes how much, in bytes; a role has no quota, -1."""

    id: int
    name: str
    used: int
    quota: int
    is_tight: bool


class Storage(TypedDict):
    """`stored` are the bytes in the store: what several have is there once. `tight` are people above the warning."""

    stored: int
    charged: int
    roles: list[StorageRow]
    people: list[StorageRow]
    tight: list[StorageRow]
    tight_total: int


@requires(Permission.LOCKER_DEPOSIT)
def room(scope: Scope) -> Room:
    """The actor's own."""
    mine = locker_quotas.usage(scope.db, scope.actor.id)
    left, is_tight = max(0, mine["quota"] - mine["used"]), mine["used"] * 100 >= mine["quota"] * TIGHT
    return Room(largest=mine["largest"], left=left, quota=mine["quota"], is_tight=is_tight)


@requires(Permission.LOCKER_MANAGE)
def storage(scope: Scope) -> Storage:
    """All of it, in a handful of queries whatever there is."""
    run: Any = scope.db.connection().execute
    taken = _taken()
    usual = locker_quotas.decided(scope.db).quota
    people = _people(taken, usual)
    tight = people.where(taken.c.used * 100 >= _quota(usual) * TIGHT)
    return Storage(
        stored=int(run(select(func.coalesce(func.sum(Document.size), 0))).scalar_one()),
        charged=int(run(select(func.coalesce(func.sum(taken.c.used), 0))).scalar_one()),
        roles=[_row(*found) for found in run(_roles(taken, msg("Anonymous").text(scope.actor.language)))],
        people=[_row(*found) for found in run(people.limit(MOST))],
        tight=[_row(*found) for found in run(tight.limit(MOST))],
        tight_total=run(select(func.count()).select_from(tight.order_by(None).subquery())).scalar_one(),
    )


def _taken() -> Subquery:
    """How much each person is charged; nobody's deposits are NULL's."""
    columns: list[Any] = [col(Deposit.depositor_id).label("person_id"), col(Version.size).label("size")]
    versions = select(*columns).select_from(Version).join(Deposit, col(Deposit.id) == col(Version.deposit_id))
    uploads: Any = select(col(Upload.person_id), col(Upload.size))
    each: Any = union_all(versions, uploads).subquery("each")
    used = func.sum(each.c.size).label("used")
    return select(each.c.person_id, used).group_by(each.c.person_id).subquery("taken")


def _quota(usual: int) -> Any:  # noqa: ANN401  SQL
    """Of the `Person`."""
    return locker_quotas.quota(col(Person.id), usual, now().date())


def _people(taken: Subquery, usual: int) -> Any:  # noqa: ANN401  SQL
    whole = func.trim(col(Person.first_name) + " " + col(Person.last_name))
    name = func.coalesce(func.nullif(whole, ""), col(Person.username))
    columns = col(Person.id), name, taken.c.used, _quota(usual)
    people = select(*columns).join(taken, taken.c.person_id == col(Person.id)).where(taken.c.used > 0)
    return people.order_by(taken.c.used.desc(), col(Person.id))


def _roles(taken: Subquery, nobody: str) -> Any:  # noqa: ANN401  SQL
    """By the role that each is first of all."""
    primary = (col(Membership.person_id) == taken.c.person_id) & col(Membership.is_primary)
    used, name = func.sum(taken.c.used).label("used"), func.coalesce(col(Role.name), nobody)
    rows = select(func.coalesce(col(Role.id), 0), name, used).select_from(taken).outerjoin(Membership, primary)
    rows = rows.outerjoin(Role, col(Role.id) == col(Membership.role_id))
    return rows.group_by(col(Role.id), col(Role.name)).order_by(used.desc())


def _row(identity: int, name: str, used: int, quota: int = -1) -> StorageRow:
    is_tight = quota >= 0 and int(used) * 100 >= quota * TIGHT
    return StorageRow(id=identity, name=name, used=int(used), quota=quota, is_tight=is_tight)
