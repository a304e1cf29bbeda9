"""Who may import people, and what may their import do (F1)? It takes the rights that the form of a person takes."""

from enum import StrEnum
from typing import Final

from app.services.errors import Forbidden
from app.services.permissions import Permission
from app.services.scope import PersonActor, Scope, requires


class Way(StrEnum):
    """What an import may do; the first that somebody may is proposed."""

    BOTH = "both"
    ADD = "add"
    UPDATE = "update"


NEEDED: Final = {
    Way.BOTH: frozenset({Permission.PEOPLE_ADD, Permission.PEOPLE_EDIT}),
    Way.ADD: frozenset({Permission.PEOPLE_ADD}),
    Way.UPDATE: frozenset({Permission.PEOPLE_EDIT}),
}


@requires(Permission.PEOPLE_READ)
def ways(scope: Scope) -> list[str]:
    """What an import of the actor's may do; nothing, where they may neither add people nor change them."""
    return [str(way) for way in _open_to(scope.actor)]


def importer(actor: PersonActor) -> PersonActor:
    """Whoever may import something. Refuses others with `Forbidden`."""
    if not _open_to(actor):
        raise Forbidden
    return actor


def require_way(scope: Scope, said: str) -> Way:
    """What an import is asked to do. Refuses with `Forbidden` what the actor may not, and what there is not."""
    way = next((way for way in _open_to(scope.actor) if way == said), None)
    if way is None:
        raise Forbidden
    return way


def _open_to(actor: PersonActor) -> list[Way]:
    return [way for way, needed in NEEDED.items() if needed <= actor.permissions]
