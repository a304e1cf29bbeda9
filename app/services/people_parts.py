"""What does a filter of people mean, and by which index are those found whom it means?"""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col, exists

from app.models.establishment import Person
from app.models.types import folded
from app.services.listing import like
from app.services.people_plan import Part, as_is, freely

TRIGRAM: Final = 3  # letters; shorter words are in no index


def words(db: Session | None, q: str) -> list[Part]:
    """Words of three letters and more are found by SQLite's index of trigrams; others by reading."""
    words = folded(q).split()
    long = [word for word in words if len(word) >= TRIGRAM]
    rest = [Part(like(Person.search, word)) for word in words if len(word) < TRIGRAM]
    if not long:
        return rest
    read, index = like(Person.search, " ".join(long)), _trigrams(long)
    if db is None:
        return [Part(read, along=_indexed(col(Person.id).in_(index), read)), *rest]
    return [Part(read, index if db.get_bind().dialect.name == "sqlite" else None), *rest]


def _trigrams(words: Sequence[str]) -> sa.Select[Any]:
    table = sa.table("person_words", sa.column("rowid", sa.Integer), sa.column("person_words", sa.String))
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    return sa.select(table.c.rowid.label("id")).where(table.c.person_words.op("MATCH")(quoted))


class _indexed(FunctionElement[Any]):  # noqa: N801  a function of SQL
    """The same said twice: by SQLite's index of words, and by reading. No Boolean: it would be compared with 1."""

    inherit_cache = True


@compiles(_indexed)
def _indexed_elsewhere(element: _indexed, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"({compiler.process(list(element.clauses)[1], **kw)})"


@compiles(_indexed, "sqlite")
def _indexed_sqlite(element: _indexed, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return compiler.process(next(iter(element.clauses)), **kw)


def equal(column: Any, value: Any, *sorts: str) -> Part:  # noqa: ANN401  a column, and what it may hold
    """People of whom a column says so; its index is also in the order of some sorts."""
    other = aliased(Person)
    meant = freely(col(other.id).label("id")).where(getattr(other, column.key) == value)
    return Part(as_is(column) == value, meant, col(column) == value, frozenset({*sorts, *(f"-{s}" for s in sorts)}))


def among(table: Any, whose: Any, condition: sa.ColumnElement[bool]) -> Part:  # noqa: ANN401  of another table
    """People of whom another table has a row that says so."""
    probe = exists().select_from(table).where(col(whose) == col(Person.id), condition)
    return Part(probe, freely(col(whose).label("id")).where(condition))
