"""What does a filter of people mean, and by which index are those found whom it means?"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, exists

from app.models.establishment import Person
from app.models.types import folded
from app.services.people_plan import Part
from app.storage.hints import as_is, freely
from app.storage.words import Words, beginning, begun, either, has_indexes, reading, within

_OTHERS: Any = sa.inspect(Person).local_table.alias("others")  # an alias of the class is dear to make at each gesture


def words(db: Session | None, q: str) -> list[Part]:
    """Words of three letters and more, then those that are but a beginning, then signs, which are in no index."""
    said, of, search = Words.of(folded(q)), "person", col(Person.search)
    found = [_indexed(db, within(of, said), reading(search, said.parts), is_read=True)] if said.parts else []
    if said.beginnings:
        found.append(_indexed(db, begun(of, said), beginning(search, said.beginnings), is_read=False))
    return [*found, Part(reading(search, said.signs))] if said.signs else found


def _indexed(db: Session | None, index: Any, read: sa.ColumnElement[bool], *, is_read: bool) -> Part:  # noqa: ANN401  a SELECT
    """Of a row at hand, SQLite can read some words too; others it has to ask the index for."""
    probe: Any = read if is_read else either(as_is(Person.id).in_(index), read)
    if db is None:
        asked: Any = either(col(Person.id).in_(index), read)
        return Part(probe, along=asked)
    if not has_indexes(db):
        return Part(probe)
    return Part(probe, index, of=None if is_read else lambda identity: as_is(identity).in_(index))


def equal(column: Any, value: Any, *sorts: str) -> Part:  # noqa: ANN401  a column, and what it may hold
    """People of whom a column says so; its index is also in the order of some sorts."""
    meant = freely(_OTHERS.c.id.label("id")).where(_OTHERS.c[column.key] == value)
    return Part(as_is(column) == value, meant, col(column) == value, frozenset({*sorts, *(f"-{s}" for s in sorts)}))


def among(table: Any, whose: Any, condition: sa.ColumnElement[bool]) -> Part:  # noqa: ANN401  of another table
    """People of whom another table has a row that says so."""

    def of(identity: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column
        return exists().select_from(table).where(col(whose) == identity, condition)

    return Part(of(col(Person.id)), freely(col(whose).label("id")).where(condition), of=of)
