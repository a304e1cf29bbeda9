"""How are words found in a table? On SQLite by two indexes that triggers keep; PostgreSQL reads the column.

Three letters and more may be anywhere in a word; one or two are the beginning of one, where they are letters.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from app.storage.hints import as_is

TRIGRAM: Final = 3  # letters


class either(FunctionElement[Any]):  # noqa: N801  a function of SQL
    """The same said twice: by SQLite's index, and by reading. No Boolean: it would be compared with 1."""

    inherit_cache = True


@compiles(either)
def _by_reading(element: either, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"({compiler.process(list(element.clauses)[1], **kw)})"


@compiles(either, "sqlite")
def _by_index(element: either, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return compiler.process(next(iter(element.clauses)), **kw)


def asked(search: Any, said: str) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column
    """That a row has all these folded words; `search` is the column of a table that has the indexes."""
    table: sa.Table = search.class_.__table__
    (key,), (parts, beginnings, signs) = table.primary_key, sorted_out(said.split())
    conditions: list[Any] = [reading(search, signs)]
    if parts or beginnings:
        read = reading(search, parts) & beginning(search, beginnings)
        conditions.append(either(key.in_(_indexed(table.name, parts, beginnings)), read))
    return sa.and_(*conditions)


def has_indexes(db: Session) -> bool:
    """Whether this database finds words by indexes."""
    return db.get_bind().dialect.name == "sqlite"


def found(db: Session, search: Any, said: str) -> sa.Select[Any]:  # noqa: ANN401  a column
    """The identities of the rows that have them, `id`, to be joined: by the indexes where there are any."""
    table: sa.Table = search.class_.__table__
    (key,), (parts, beginnings, signs) = table.primary_key, sorted_out(said.split())
    if has_indexes(db) and not signs and (parts or beginnings):
        return sa.select(_indexed(table.name, parts, beginnings).subquery().c.id)
    return sa.select(key.label("id")).where(asked(search, said))


def _indexed(table: str, parts: Sequence[str], beginnings: Sequence[str]) -> Any:  # noqa: ANN401  a SELECT
    if not (parts and beginnings):
        return within(table, parts) if parts else begun(table, beginnings)
    index, _ = _table(f"{table}_words")
    return within(table, parts).where(as_is(index.c.rowid).in_(begun(table, beginnings)))  # else asked for each anew


def read_of(search: Any, said: str, key: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401  columns
    """The same of rows that are gone through: what a row can be read for, no index is asked; `key` is not to lead."""
    table: sa.Table = search.class_.__table__
    parts, beginnings, signs = sorted_out(said.split())
    conditions: list[Any] = [reading(search, [*signs, *parts])]
    if beginnings:
        conditions.append(either(key.in_(begun(table.name, beginnings)), beginning(search, beginnings)))
    return sa.and_(*conditions)


def sorted_out(words: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Folded words: those that may be within one, those that begin one, and signs, which are looked for by reading."""
    short = [word for word in words if len(word) < TRIGRAM]
    return (
        [word for word in words if len(word) >= TRIGRAM],
        [word for word in short if word.isalnum()],
        [word for word in short if not word.isalnum()],
    )


def within(table: str, parts: Sequence[str]) -> sa.Select[Any]:
    """The identities of the rows whose words have all these parts, by SQLite's index."""
    return _found(f"{table}_words", " ".join(map(_quoted, parts)))


def begun(table: str, beginnings: Sequence[str]) -> sa.Select[Any]:
    """The same of the rows that have words with these beginnings."""
    return _found(f"{table}_starts", " ".join(f"{_quoted(word)}*" for word in beginnings))


def _found(index: str, said: str) -> sa.Select[Any]:
    table, rows = _table(index)
    return rows.where(table.c[index].op("MATCH")(said))


@cache
def _table(index: str) -> tuple[sa.TableClause, sa.Select[Any]]:
    table = sa.table(index, sa.column("rowid", sa.Integer), sa.column(index, sa.String))
    return table, sa.select(table.c.rowid.label("id"))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def beginning(column: Any, beginnings: Sequence[str]) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column
    """What `begun` finds, by reading on PostgreSQL; letters and digits mean nothing in its expressions."""
    return sa.and_(sa.true(), *(column.op("~")(rf"\m{word}") for word in beginnings))


def reading(column: Any, parts: Sequence[str]) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column
    """What `within` finds, by reading."""
    return sa.and_(sa.true(), *(column.contains(word, autoescape=True) for word in parts))


def indexes(table: str, key: str) -> Iterator[str]:
    """The statements that begin to keep both indexes of a table's column `search`, of what is there too."""
    yield from _index(f"{table}_words", table, key, "tokenize=trigram, detail=full")
    yield from beginnings_index(table, key)


def beginnings_index(table: str, key: str) -> Iterator[str]:
    """The same of the second one."""
    looks = "tokenize=\"unicode61 tokenchars '_'\", prefix='1 2', detail=none, columnsize=0"
    yield from _index(f"{table}_starts", table, key, looks)


def is_of_index(table: str) -> bool:
    """Whether it is one of the tables that such an index is made of."""
    return re.search("_(words|starts)(_|$)", table) is not None


def _index(index: str, table: str, key: str, looks: str) -> Iterator[str]:
    taken = f"INSERT INTO {index}({index}, rowid, search) VALUES ('delete', old.{key}, old.search);"  # noqa: S608  names of ours
    put = f"INSERT INTO {index}(rowid, search) VALUES (new.{key}, new.search);"  # noqa: S608  likewise
    yield f"CREATE VIRTUAL TABLE {index} USING fts5(search, content={table}, content_rowid={key}, {looks})"
    yield f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {put} END"
    yield f"CREATE TRIGGER {index}_changed AFTER UPDATE OF search ON {table} BEGIN {taken} {put} END"
    yield f"CREATE TRIGGER {index}_gone AFTER DELETE ON {table} BEGIN {taken} END"
    yield f"INSERT INTO {index}({index}) VALUES ('rebuild')"  # noqa: S608  likewise
