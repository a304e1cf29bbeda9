"""How does a person like a list? Which columns, how many rows: kept for each list by its name (P1)."""

from collections.abc import Collection
from typing import Final, TypedDict

from sqlmodel import Session

from app.locales import msg
from app.models.establishment import Preference
from app.services.errors import Refused
from app.services.listing import SIZES
from app.services.permissions import Open
from app.services.scope import Scope, requires

# What can be shown besides the head of each row, and what is as long as nobody chose.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "people": ("username", "email", "roles", "state", "created", "access", "source"),
    "received": (),
    "sent": (),
}
USUAL: Final[dict[str, tuple[str, ...]]] = {
    "people": ("email", "roles", "state", "created", "access"),
    "received": (),
    "sent": (),
}


class Liking(TypedDict):
    """The columns shown, in the list's order, and the rows of a page; 0 when never chosen."""

    columns: list[str]
    size: int


@requires(Open.SIGNED_IN)
def liking(scope: Scope, list_name: str) -> Liking:
    """How the actor likes that list."""
    said = scope.db.get(Preference, (scope.actor.id, list_name))
    chosen = said.columns.split(",") if said and said.columns else USUAL[list_name]
    return Liking(columns=_known(list_name, chosen), size=said.size if said and said.size in SIZES else 0)


@requires(Open.SIGNED_IN)
def show_columns(scope: Scope, list_name: str, columns: Collection[str]) -> None:
    """Show these from now on. Refuses a list that there is not; what is no column of it is left out."""
    if list_name not in COLUMNS:
        raise Refused(msg("There is no such list."))
    _of(scope.db, scope.actor.id, list_name).columns = ",".join(_known(list_name, columns)) or ","


@requires(Open.SIGNED_IN)
def show_rows(scope: Scope, list_name: str, size: int) -> None:
    """Show so many rows a page from now on. Refuses what no list offers."""
    if list_name not in COLUMNS or size not in SIZES:
        raise Refused(msg("There is no such list."))
    _of(scope.db, scope.actor.id, list_name).size = size


def _known(list_name: str, columns: Collection[str]) -> list[str]:
    return [name for name in COLUMNS[list_name] if name in columns]


def _of(db: Session, person: int, list_name: str) -> Preference:
    """The row, which the caller writes in: it is there from now on."""
    row = db.get(Preference, (person, list_name)) or Preference(person_id=person, list_name=list_name)
    db.add(row)
    return row
