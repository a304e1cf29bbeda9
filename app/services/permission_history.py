"""What was changed in the permission matrix, and how is it taken back (R6)?"""

from collections.abc import Iterable, Mapping
from typing import Final, TypedDict

from sqlmodel import col, select

from app.locales import msg
from app.models.establishment import Journal
from app.services.errors import NotFound, Refused
from app.services.lookup import found
from app.services.matrix_rows import coded_words, decoded, is_held, row_of
from app.services.permission_matrix import DEED, Change, roles_by_name
from app.services.permissions import Permission
from app.services.powers import powers
from app.services.scope import Scope, requires

SHOWN: Final = 20


class PastChange(TypedDict):
    """What an earlier change did to a right of a role, in words."""

    role: str
    right: str
    gives: bool


class Past(TypedDict):
    """An earlier saving of the matrix."""

    id: int
    at: str
    actor: str
    changes: list[PastChange]


@requires(Permission.PERMISSIONS_MANAGE)
def history(scope: Scope) -> list[Past]:
    """The last changes of the matrix, newest first."""
    lines = select(Journal).where(col(Journal.action) == DEED).order_by(col(Journal.id).desc()).limit(SHOWN)
    names = {role.code: role.name for role in roles_by_name(scope.db).values()}
    return [
        Past(
            id=line.id or 0,
            at=line.at.isoformat(),
            actor=line.actor,
            changes=[
                PastChange(
                    role=names.get(code, code),
                    right=coded_words(kept, names).text(scope.actor.language),
                    gives=gives,
                )
                for code, kept, gives in _cells(line)
            ],
        )
        for line in scope.db.exec(lines)
    ]


@requires(Permission.PERMISSIONS_MANAGE)
def reversal(scope: Scope, line_id: int) -> list[Change]:
    """What takes back an earlier change, as far as it is still so: to be previewed and saved as any other.

    Roles that are gone since are passed over. Refuses when nothing is left to take back.
    """
    line = found(scope.db, Journal, line_id)
    if line.action != DEED:
        raise NotFound
    ids, brought = {role.code: identity for identity, role in roles_by_name(scope.db).items()}, powers(scope.db)
    rights = ((ids.get(code), decoded(kept, ids), gives) for code, kept, gives in _cells(line))
    back = [
        Change(role=role, row=row_of(right), wanted=not gives)
        for role, right, gives in rights
        if role is not None and right is not None and is_held(brought[role], right) is gives
    ]
    if not back:
        raise Refused(msg("Nothing of this change is left to take back."))
    return back


def _cells(line: Journal) -> Iterable[tuple[str, str, bool]]:
    """Of each role, by its code, what was taken and what was given."""
    parts: tuple[tuple[Mapping[str, list[str]], bool], ...] = ((line.before, False), (line.after, True))
    for part, gives in parts:
        for code, rights in part.items():
            yield from ((code, kept, gives) for kept in rights)
