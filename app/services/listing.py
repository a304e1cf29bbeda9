"""Which page of which list? One query shape for every list of the product: filter, sort, page, count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Generic, TypedDict, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.models.types import folded

SIZES: Final = (20, 50, 100)
COUNTED: Final = 10_000
LAST_PAGE: Final = 10_000
Row = TypeVar("Row")
E = TypeVar("E", bound=StrEnum)
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Query:
    """What the address of a list says; anything unknown in it counts as not said."""

    q: str = ""
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    sort: str = ""
    page: int = 1
    size: int = 50

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Query":
        """From the parameters of an address, clamped to what is allowed."""
        rest = {k: v[:100] for k, v in said.items() if k not in {"q", "sort", "page", "size"}}
        size = int(said["size"]) if said.get("size", "") in {str(s) for s in SIZES} else 50
        page = int(said["page"]) if said.get("page", "").isdecimal() and len(said["page"]) < 6 else 1  # noqa: PLR2004
        return cls(said.get("q", "")[:100].strip(), rest, said.get("sort", "")[:30], min(max(page, 1), LAST_PAGE), size)

    def choice(self, name: str, of: type[E]) -> E | None:
        """The value of a filter, where it is one of an enum's."""
        said = self.filters.get(name, "")
        return of(said) if said in {str(member) for member in of} else None

    def number(self, name: str) -> int | None:
        """The value of a filter, where it is a number."""
        said = self.filters.get(name, "")
        return int(said) if said.isdecimal() and len(said) < 10 else None  # noqa: PLR2004  what fits an integer column


class Page(TypedDict, Generic[Row]):
    """One page of rows; `total` stops counting at 10,001."""

    rows: list[Row]
    total: int
    page: int
    size: int
    sort: str


def like(column: Any, said: str) -> ColumnElement[bool]:
    """Each word is somewhere in the search column, whatever its case and accents."""
    words = folded(said).split() or [""]
    condition = col(column).contains(words[0], autoescape=True)
    for word in words[1:]:
        condition = condition & col(column).contains(word, autoescape=True)
    return condition


def paged(
    db: Session,
    statement: SelectOfScalar[M],
    sorts: Mapping[str, tuple[Any, ...]],
    query: Query,
    default_sort: str,
    row: Callable[[M], Row],
) -> Page[Row]:
    """Run a list's statement: one count, capped, then one page, in two queries whatever the rows."""
    sort = query.sort if query.sort.removeprefix("-") in sorts else default_sort
    counted = statement.with_only_columns(1).order_by(None).limit(COUNTED + 1).subquery()  # type: ignore[arg-type]
    total = db.exec(select(func.count()).select_from(counted)).one()
    last = max(1, -(-total // query.size)) if total <= COUNTED else LAST_PAGE
    page = min(query.page, last)
    order = [c.desc() if sort.startswith("-") else c.asc() for c in sorts[sort.removeprefix("-")]]
    found = db.exec(statement.order_by(*order).limit(query.size).offset((page - 1) * query.size))
    return Page(rows=[row(m) for m in found], total=total, page=page, size=query.size, sort=sort)
