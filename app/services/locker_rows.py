"""What do the lists of lockers have in common? How facts of deposits read, and what they are sorted and found by."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, case, literal, null
from sqlmodel import Session, col, func, select

from app.models.establishment import Category, Delivery, Deposit, Person
from app.models.types import folded
from app.services.bulk import Choice
from app.services.listing import Query
from app.services.people import label
from app.storage.hints import as_is
from app.storage.words import asked


class Reading(StrEnum):
    """Whether a document was opened, in the version that it has now."""

    NEW = "new"
    UPDATED = "updated"
    READ = "read"


NEW: Final = col(Delivery.seen) == 0
IS_READ: Final = col(Delivery.seen) >= col(Deposit.version)
UPDATED: Final = (col(Delivery.seen) > 0) & (col(Delivery.seen) < col(Deposit.version))
STATUS: Final = case((NEW, literal("new")), (UPDATED, literal("updated")), else_=literal("read"))
# Nothing sorts before something, on both engines.
CATEGORY_KEY: Final = func.coalesce(col(Category.name_key), "")
PERSON_KEY: Final = func.coalesce(col(Person.name_key), "")
SENDER: Final = func.coalesce(label(), "")  # "" is Anonymous
CATEGORY: Final = func.coalesce(col(Category.name), "")


def narrowed(statement: Any, query: Query) -> Any:  # noqa: ANN401  a SELECT of deposits
    """By the category that the query names, and by its words, in names and memos."""
    if (category := query.number("category")) is not None:
        statement = statement.where(of_category(category))
    return statement.where(asked(Deposit.search, folded(query.q))) if query.q else statement


def of_category(category: Any, *, by_index: bool = True) -> ColumnElement[bool]:  # noqa: ANN401  an identity, or what will be one
    """The `Deposit` is filed under it; 0 is none."""
    return _is(col(Deposit.category_id), category, by_index=by_index)


def is_from(sender: Any, *, by_index: bool = True) -> ColumnElement[bool]:  # noqa: ANN401  likewise
    """They made the `Deposit`; 0 is Anonymous."""
    return _is(col(Deposit.depositor_id), sender, by_index=by_index)


def _is(column: Any, identity: Any, *, by_index: bool) -> ColumnElement[bool]:  # noqa: ANN401  a column, and the same
    asked = column if by_index else as_is(column)
    return asked.is_(None) if isinstance(identity, int) and identity == 0 else asked == identity


def categories(db: Session) -> list[Choice]:
    """What to filter by, in the establishment's order."""
    found = db.exec(select(Category).order_by(col(Category.position), col(Category.id)))
    return [Choice(value=str(each.id), label=each.name) for each in found]


def first_reason(*reasons: tuple[ColumnElement[bool], str]) -> ColumnElement[Any]:
    """The code of the first that holds, or NULL."""
    return case(*((condition, literal(code)) for condition, code in reasons), else_=null())
