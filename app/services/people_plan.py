"""How are the people that match found quickly? From the smallest set that the filters mean, or along the list's order.

SQLite keeps no statistics of ours, so the plan is made here: each filter's own index says how many it means, as far
as is needed. `as_is` keeps an index out of a plan. PostgreSQL reads the same statements, and plans by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select

from app.models.establishment import Person
from app.services.listing import COUNTED, Query, number
from app.storage.hints import as_is, freely

FEW: Final = 25_000  # identities that can be sorted without an index in the time of a page
_LAST: Final = select(func.max(col(Person.id)))
MANY: Final = 60_000  # beyond, and beyond a share of everybody, reading everybody is quicker than looking each up
SHARE: Final = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A filter: `probe` asks it of a `Person`; `drive` selects the identities that it means, where an index has them.

    `along` asks the same by an index that also is in the order of some `sorts`. `of` asks it of an identity, where
    nobody has to be looked up for that. `is_repeated`: `drive` may give an identity twice.
    """

    probe: ColumnElement[bool]
    drive: Any = None  # a SELECT
    along: Any = None  # a condition
    sorts: frozenset[str] = frozenset()
    of: Callable[[Any], ColumnElement[bool]] | None = None
    is_repeated: bool = False

    def once(self) -> Any:  # noqa: ANN401  a SELECT
        """`drive`, each identity once."""
        return self.drive.distinct() if self.is_repeated else self.drive

    def walked(self, sort: str) -> ColumnElement[bool]:
        """How it is asked while the list's order is followed."""
        return self.along if self.along is not None and sort in self.sorts else self.probe


class Found(NamedTuple):
    """The identities of one page, in order, and how many there are: exact up to 10,000."""

    ids: list[int]
    total: int
    page: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked for, and in which order."""

    parts: Sequence[Part]
    sort: str
    order: Sequence[Any]  # columns
    is_down: bool

    def found(self, db: Session, query: Query) -> Found:
        """The page asked for; the last one, where it is beyond."""
        known = query.known if query.is_counted and self._is_walked(query.known or 0) else None
        there = self._page(db, query.page, query.size, known)
        if known is not None and len(there.ids) < query.size:
            return self.found(db, query.recounted())
        if there.ids or query.page == 1:
            return there
        total = there.total if there.total <= COUNTED else self._counted(db, None)
        return self._page(db, max(1, -(-total // query.size)), query.size)

    def _page(self, db: Session, page: int, size: int, known: int | None = None) -> Found:
        driver, n = self._smallest(db) if known is None else (None, known)
        offset, most = (page - 1) * size, FEW if n <= FEW else COUNTED
        if not (known or self._is_walked(0)):
            there = self._sorted(db, driver, most, size, offset)
            if there[1] <= most:
                return Found(*there, page)
            n = COUNTED + 1
        walk: Any = self._walk().limit(size).offset(offset)
        ids = list(db.connection().execute(walk).scalars())
        return Found(ids, n, page)

    def _is_walked(self, n: int) -> bool:
        """Too many match to be sorted; or they are in order: everybody, and whom the index of a filter gives so."""
        in_order = self.sort in self.parts[0].sorts if len(self.parts) == 1 else not self.parts
        return in_order or n > COUNTED

    def _smallest(self, db: Session) -> tuple[Part | None, int]:
        """The filter that means the fewest, if they are few, and how many; else how many there are of everybody."""
        drivers = [part for part in self.parts if part.drive is not None]
        if not drivers:
            return None, FEW + 1 if self.parts else self._counted(db, COUNTED + 1)
        if len(self.parts) == 1 and not self._is_walked(0):
            return drivers[0], FEW + 1  # they are counted where they are found
        enough = COUNTED if self._is_walked(0) else _many(db)
        counts: list[Any] = [number(part.drive.limit(enough + 1)) for part in drivers]
        sizes: Any = db.connection().execute(freely(*counts)).one()
        n, _, place = min((int(n), drivers[place].of is None, place) for place, n in enumerate(sizes))
        # However many it means: of an identity, another filter is asked at little cost.
        is_cheap = any(part.of for part in self.parts if part is not drivers[place])
        return (drivers[place] if n <= enough or is_cheap else None), n

    def _counted(self, db: Session, limit: int | None) -> int:
        return db.connection().execute(freely(number(self._hits(None, limit)))).scalar_one()

    def _hits(self, driver: Part | None, limit: int | None, columns: Sequence[Any] = (Person.id,)) -> Any:  # noqa: ANN401  it
        """Those that match, from the driver's, or else from everybody."""
        if driver is None:
            return freely(*columns).where(*(part.probe for part in self.parts)).limit(limit)
        found = driver.once().subquery()
        return _of(freely(*columns), found).where(*self._asked(driver, found.c.id)).limit(limit)

    def _others(self, driver: Part) -> list[Part]:
        return [part for part in self.parts if part is not driver]

    def _asked(self, driver: Part, identity: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401  a column
        """All but the driver, of an identity that it gives, or else of the person."""
        return [part.of(identity) if part.of else part.probe for part in self._others(driver)]

    def _sorted(self, db: Session, driver: Part | None, most: int, size: int, offset: int) -> tuple[list[int], int]:
        """One page of those that match, where `most` of them do at most, and how many do; in one statement.

        What they are sorted by is kept with them: looking each up again would take longer than finding them. Where
        indexes tell how many there are, nobody is looked up of too many.
        """
        if driver and all(part.of for part in self._others(driver)):
            found = driver.once().subquery()
            asked = self._asked(driver, found.c.id)
            counted: Any = freely(found.c.id).where(*asked).limit(most + 1).cte("found")
            hits = _of(freely(*self.order), counted).subquery("hits")
        else:
            counted = hits = self._hits(driver, most + 1, self.order).cte("hits")
        total = freely(func.count().label("n")).select_from(counted).cte("total")
        are_few = freely(total.c.n).scalar_subquery() <= most
        shown = freely(hits).where(are_few).order_by(*self._by(hits)).limit(size).offset(offset).subquery()
        both = freely(total.c.n, shown.c.id).select_from(total.outerjoin(shown, true())).order_by(*self._by(shown))
        rows: Any = db.connection().execute(both).all()
        return [identity for _, identity in rows if identity is not None], rows[0].n

    def _by(self, hits: Any) -> list[ColumnElement[Any]]:  # noqa: ANN401  rows that have the columns of the order
        return [self._directed(hits.c[column.key]) for column in self.order]

    def _walk(self) -> Any:  # noqa: ANN401  a SELECT
        asked = (part.walked(self.sort) for part in self.parts)
        return select(Person.id).where(*asked).order_by(*map(self._directed, self.order))

    def _directed(self, column: Any) -> ColumnElement[Any]:  # noqa: ANN401  a column
        """Nothing is older than any moment, on both engines."""
        directed = column.desc() if self.is_down else column.asc()
        if self.sort.removeprefix("-") != "access":
            return directed
        return directed.nulls_last() if self.is_down else directed.nulls_first()


def whole(parts: Sequence[Part]) -> list[Any]:
    """What all of them mean together, where no page is looked for: words or the first set lead, the others are asked.

    Where columns are all that is asked of, SQLite has an index to choose.
    """
    words = [part for part in parts if part.along is not None and not part.sorts]
    sets = [part for part in parts if part.along is None and part.drive is not None]
    if not (words or sets):
        return [part.probe if part.along is None else part.along for part in parts]
    leading = (words or sets)[0]
    leads = leading.along if words else col(Person.id).in_(leading.drive)
    return [leads, *(part.probe for part in parts if part is not leading)]


def _many(db: Session) -> int:
    """Identities are given in turn: the last one tells how many people there are, well enough."""
    return max(MANY, (db.connection().execute(_LAST).scalar_one() or 0) // SHARE)


def _of(people: Any, found: Any) -> Any:  # noqa: ANN401  SELECTs
    return people.join(found, col(Person.id) == as_is(found.c.id))
