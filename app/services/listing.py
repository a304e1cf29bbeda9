"""Which page of which list? One query shape for every list of the product: filter, sort, page, count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Generic, TypedDict, TypeVar

from sqlalchemy import ColumnElement, false, inspect, literal
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from app.models.types import folded, storable
from app.storage.words import has_indexes, pattern, reading

SIZES: Final = (20, 50, 100)
COUNTED: Final = 10_000
LAST_PAGE: Final = 10_000
FEW: Final = 500
Row = TypeVar("Row")
E = TypeVar("E", bound=StrEnum)
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Query:
    """What the address of a list says; anything unknown in it counts as not said.

    `known` is how many rows there were when the same was asked for another page.
    """

    q: str = ""
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    sort: str = ""
    page: int = 1
    size: int = 50
    known: int | None = None

    @property
    def is_counted(self) -> bool:
        """Nobody has to count anew for this page: as many are known as it takes to fill it."""
        return self.known is not None and self.page * self.size <= self.known

    def page_of(self, total: int) -> int:
        """The page to show of so many rows: the last one, where the one asked for is beyond."""
        return min(self.page, max(1, -(-total // self.size)))

    def recounted(self) -> "Query":
        """The same, of which nothing is known: some went meanwhile."""
        return replace(self, known=None)

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Query":
        """From the parameters of an address, clamped to what is allowed."""
        rest = {k: storable(v[:100]) for k, v in said.items() if k not in {"q", "sort", "page", "size"}}
        size = int(said["size"]) if said.get("size", "") in {str(s) for s in SIZES} else 50
        page = int(said["page"]) if said.get("page", "").isdecimal() and len(said["page"]) < 6 else 1  # noqa: PLR2004
        q = storable(said.get("q", "")[:100]).strip()
        return cls(q, rest, said.get("sort", "")[:30], min(max(page, 1), LAST_PAGE), size)

    def choice(self, name: str, of: type[E]) -> E | None:
        """The value of a filter, where it is one of an enum's."""
        said = self.filters.get(name, "")
        return of(said) if said and said in {str(member) for member in of} else None

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


@dataclass(frozen=True, slots=True)
class Order:
    """How a list may be sorted: by which columns under which name, the last ones telling equals apart."""

    columns: Mapping[str, tuple[Any, ...]]
    default: str

    def chosen(self, said: str) -> str:
        """The sort asked for, where there is one of that name; `-name` is descending."""
        return said if said.removeprefix("-") in self.columns else self.default

    def by(self, sort: str) -> list[ColumnElement[Any]]:
        """What to order by."""
        columns = self.columns[sort.removeprefix("-")]
        return [column.desc() if sort.startswith("-") else column.asc() for column in columns]


def like(column: str, said: str) -> ColumnElement[bool]:
    """Each word is somewhere in the search column, whatever its case and accents."""
    return reading(col(column), map(pattern, folded(said).split()))


def _narrowed(db: Session, statement: SelectOfScalar[M] | Select[Any, Any]) -> Any:  # noqa: ANN401  a SELECT
    key = inspect(statement.column_descriptions[0]["entity"]).primary_key[0]
    found = db.connection().execute(statement.with_only_columns(key).order_by(None).limit(FEW + 1)).scalars().all()
    if len(found) > FEW:
        return statement
    return statement.where(key.in_(found) if found else false())  # an empty list would be asked of every row


def paged(  # noqa: PLR0913, PLR0917  a list is what it is made of
    db: Session,
    statement: SelectOfScalar[M] | Select[Any, Any],
    order: Order,
    query: Query,
    row: Callable[[M], Row],
    counting: ColumnElement[bool] | None = None,
    *,
    is_indexed: bool = False,
    facts: Any = None,  # noqa: ANN401  a SELECT
) -> Page[Row]:
    """Run a list's statement: one count, as far as is needed and nobody knows, then one page, whatever the rows.

    A search reads all rows until it has found enough: a third query keeps which they were, if few; not where words
    are found by an index of SQLite's. `counting` says the same as the statement, in words that an index can be
    counted by. Where the statement gives identities alone, `facts` selects what is shown of them, its first column the
    identity: what every row would cost, only those of the page do.
    """
    if query.q and not (is_indexed and has_indexes(db)):
        statement = _narrowed(db, statement)
    sort = order.chosen(query.sort)
    total = query.known if query.is_counted else None
    if total is None:
        counted: Any = (statement if counting is None else statement.where(counting)).order_by(None)
        ones = counted.with_only_columns(literal(1), maintain_column_froms=True)
        total = db.connection().execute(select(number(ones.limit(far(query) + 1)))).scalar_one()
    page = query.page_of(total)
    meant: Any = statement.order_by(*order.by(sort)).limit(query.size).offset((page - 1) * query.size)
    ask: Any = db.exec
    rows = [row(m) for m in ask(meant if facts is None else shown(facts, meant).order_by(*order.by(sort)))]
    if query.is_counted and len(rows) < query.size:
        return paged(db, statement, order, query.recounted(), row, counting, is_indexed=is_indexed, facts=facts)
    return Page(rows=rows, total=min(total, COUNTED + 1), page=page, size=query.size, sort=sort)


def far(query: Query) -> int:
    """How far a list is counted: as far as anybody is told, or to the end of the page that is asked for."""
    return max(COUNTED, query.page * query.size)


def shown(facts: Any, meant: Any) -> Any:  # noqa: ANN401  SELECTs
    """The facts of those that are meant, whose identity is the first of them."""
    return facts.where(next(iter(facts.selected_columns)).in_(select(meant.subquery())))


def number(statement: Any) -> Any:  # noqa: ANN401  SELECTs
    """How many rows it has, as a value in another one."""
    return select(func.count()).select_from(statement.subquery()).scalar_subquery()
