"""Which role may what, all at once (R6)? Read, judge a list of changes, save it against what was read."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypedDict

from sqlmodel import Session, col, delete, func, select
from typing_extensions import TypedDict as Payload

from app.locales import Message, msg
from app.models.establishment import Grant, Journal, Management, Membership, Role
from app.services.authority import Power, may_tick
from app.services.errors import Conflict, Forbidden, NotFound
from app.services.last_administrator import require_webmaster
from app.services.matrix_rows import Right, coded, is_held, right_of, row_of, words
from app.services.permissions import GROUPS, Permission
from app.services.powers import powers
from app.services.scope import Scope, requires

DEED: Final = "permissions.changed"
MOST: Final = 5000  # cells of one save


class Column(TypedDict):
    """A role of the matrix, and how many hold it."""

    id: int
    name: str
    code: str
    kind: str
    holders: int


class MatrixRow(TypedDict):
    """A right: `held` and `open` have a 1 or a 0 for each column; those that are not open the actor may not change."""

    id: str
    held: str
    open: str


class Group(TypedDict):
    """Rows that belong together; their words are in the page."""

    name: str
    rows: list[MatrixRow]


class Matrix(TypedDict):
    """All rights of all roles. `version` tells whether they are still so."""

    version: str
    columns: list[Column]
    groups: list[Group]


class Change(Payload):
    """A cell as it is wanted; `row` is a permission, or `manage:` and the identity of a role."""

    role: int
    row: str
    wanted: bool


class Difference(TypedDict):
    """A change in words, and how many people it concerns."""

    role: str
    right: str
    gives: bool
    people: int


class Cell(NamedTuple):
    """A change that may be made, and makes a difference."""

    role: int
    right: Right
    wanted: bool


@requires(Permission.PERMISSIONS_MANAGE)
def matrix(scope: Scope) -> Matrix:
    """Every right of every role, roles in alphabetical order."""
    held, brought = _holders(scope.db), powers(scope.db)
    columns = [
        Column(id=identity, name=role.name, code=role.code, kind=role.kind, holders=held.get(identity, 0))
        for identity, role in roles_by_name(scope.db).items()
    ]
    grouped: dict[str, Sequence[Right]] = {name: rights for name, (_label, rights) in GROUPS.items()}
    grouped["accounts"] = [column["id"] for column in columns]
    order = [column["id"] for column in columns]
    groups = [
        Group(name=name, rows=[_row(scope, right, order, brought) for right in rights])
        for name, rights in grouped.items()
    ]
    return Matrix(version=_version(scope.db), columns=columns, groups=groups)


@requires(Permission.PERMISSIONS_MANAGE)
def preview(scope: Scope, changes: Sequence[Change]) -> list[Difference]:
    """What saving would change, in words. Refuses what saving would refuse, but for what changed meanwhile."""
    names, held = {identity: role.name for identity, role in roles_by_name(scope.db).items()}, _holders(scope.db)
    return [
        Difference(
            role=names[cell.role],
            right=words(cell.right, names).text(scope.actor.language),
            gives=cell.wanted,
            people=held.get(cell.role, 0),
        )
        for cell in _judged(scope, changes)
    ]


@requires(Permission.PERMISSIONS_MANAGE)
def save(scope: Scope, version: str, changes: Sequence[Change]) -> int:
    """Change cells, all or none; gives how many were not so already.

    Refuses with `Conflict` when the matrix is no longer what `version` was read from, with `Forbidden` what the actor
    may not change: the column of administrators, a role out of reach, a right that they lack.
    """
    if version != _version(scope.db):
        raise Conflict(_meanwhile(scope.db))
    cells, roles = _judged(scope, changes), roles_by_name(scope.db)
    for cell in cells:
        _put(scope.db, cell)
    if cells:
        _record(scope, cells, roles)
    require_webmaster(scope.db)
    return len(cells)


def roles_by_name(db: Session) -> dict[int, Role]:
    """All roles in alphabetical order, by identity; there are dozens, never thousands."""
    return {role.id or 0: role for role in db.exec(select(Role).order_by(col(Role.name_key), col(Role.id)))}


def _judged(scope: Scope, changes: Sequence[Change]) -> list[Cell]:
    """What makes a difference, in order of roles; refuses all when the actor may not do one of them."""
    brought, order = powers(scope.db), [*roles_by_name(scope.db)]
    wanted = {(change["role"], right_of(change["row"], brought)): change["wanted"] for change in changes[:MOST]}
    for role, right in wanted:
        if role not in brought:
            raise NotFound
        if not _may(scope, role, brought[role], right):
            raise Forbidden
    cells = [Cell(role, right, is_wanted) for (role, right), is_wanted in wanted.items()]
    different = [cell for cell in cells if is_held(brought[cell.role], cell.right) is not cell.wanted]
    return sorted(different, key=lambda cell: order.index(cell.role))


def _may(scope: Scope, role: int, power: Power, right: Right) -> bool:
    if isinstance(right, Permission):
        return may_tick(scope.actor, role, power, permissions=[right])
    return may_tick(scope.actor, role, power, manages=[right])


def _row(scope: Scope, right: Right, order: Sequence[int], brought: Mapping[int, Power]) -> MatrixRow:
    held = "".join("1" if is_held(brought[role], right) else "0" for role in order)
    free = "".join("1" if _may(scope, role, brought[role], right) else "0" for role in order)
    return MatrixRow(id=row_of(right), held=held, open=free)


def _put(db: Session, cell: Cell) -> None:
    if isinstance(cell.right, Permission):
        row, there = Grant(role_id=cell.role, permission=cell.right), col(Grant.permission) == cell.right
        gone = delete(Grant).where(col(Grant.role_id) == cell.role, there)
    else:
        row, there = Management(role_id=cell.role, managed_id=cell.right), col(Management.managed_id) == cell.right
        gone = delete(Management).where(col(Management.role_id) == cell.role, there)
    if cell.wanted:
        db.add(row)
    else:
        db.exec(gone)


def _record(scope: Scope, cells: Sequence[Cell], roles: Mapping[int, Role]) -> None:
    """One line for all; of each role, by its code, what it had of what changed, and what it has of that now."""
    codes = {identity: role.code for identity, role in roles.items()}
    touched = list(dict.fromkeys(cell.role for cell in cells))

    def of(role: int, *, wanted: bool) -> list[str]:
        return [coded(cell.right, codes) for cell in cells if cell.role == role and cell.wanted is wanted]

    label = ", ".join(roles[role].name for role in touched)
    before = {codes[role]: of(role, wanted=False) for role in touched}
    after = {codes[role]: of(role, wanted=True) for role in touched}
    scope.record("permissions.changed", len(cells), label, before=before, after=after)


def _version(db: Session) -> str:
    """A digest of the roles and all that is granted."""
    parts = (
        db.exec(select(Role.id, Role.code).order_by(col(Role.id))),
        db.exec(select(Grant.role_id, Grant.permission).order_by(col(Grant.role_id), col(Grant.permission))),
        db.exec(
            select(Management.role_id, Management.managed_id).order_by(
                col(Management.role_id), col(Management.managed_id)
            )
        ),
    )
    return hashlib.sha256(repr([[tuple(row) for row in part] for part in parts]).encode()).hexdigest()[:16]


def _meanwhile(db: Session) -> Message:
    line = db.exec(select(Journal).where(col(Journal.action) == DEED).order_by(col(Journal.id).desc())).first()
    who = line.actor if line else "–"
    return msg(
        "Rights or roles were changed meanwhile, last by %(who)s. What you ticked is kept: look at what differs now, "
        "and save again.",
        who=who,
    )


def _holders(db: Session) -> dict[int, int]:
    return dict(db.exec(select(Membership.role_id, func.count()).group_by(col(Membership.role_id))).all())
