"""What holds for all that is little more than a name? It is nobody else's; some are ordered by hand (E10, L3, R7)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, select

from app.locales import Message
from app.models.types import folded
from app.services.validation import Checks


def key_of(name: str, longest: int) -> str:
    """By which names are the same; `folded` makes of some letters two."""
    return folded(name)[: 2 * longest]


def unused(db: Session, model: Any, name: str, longest: int, taken: Message, own: int | None = None) -> str:  # noqa: ANN401, PLR0913, PLR0917  a table
    """That name, trimmed. Refuses with `Invalid` about `name` an empty one, or another's, for which `taken` is said."""
    checks = Checks()
    clean = checks.text("name", name, longest)
    same = db.exec(select(model.id).where(model.name_key == key_of(clean, longest))).first()
    if same is not None and same != own:
        checks.refuse("name", taken)
    checks.settle()
    return clean


def move(order: Sequence[Any], one: Any, by: int) -> tuple[dict[str, int], dict[str, int]]:  # noqa: ANN401  rows of a table
    """Move one of them up (-1) or down (+1); gives its place before and after, for the journal."""
    ordered, here = list(order), order.index(one)
    there = min(max(here + by, 0), len(ordered) - 1)
    ordered.insert(there, ordered.pop(here))
    for position, each in enumerate(ordered):
        each.position = position
    return {"position": here}, {"position": there}
