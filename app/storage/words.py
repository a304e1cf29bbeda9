"""How are words found in a table? On SQLite by two indexes that triggers keep; PostgreSQL reads the column.

Three letters and more may be anywhere in a word; one or two are the beginning of one, where they are letters.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from app.storage.hints import as_is

TRIGRAM: Final = 3  # letters
KEPT: Final = 200  # statements, each of another shape


class either(FunctionElement[Any]):  # noqa: N801  a function of SQL
    """The same said twice: by SQLite's index, and by reading. No Boolean: it would be compared with 1."""

    inherit_cache = True


@compiles(either)
def _by_reading(element: either, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"({compiler.process(list(element.clauses)[1], **kw)})"


@compiles(either, "sqlite")
def _by_index(element: either, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return compiler.process(next(iter(element.clauses)), **kw)


class Words(NamedTuple):
    """Folded words as they are bound: to read for (patterns, regular expressions), and to ask both indexes for.

    `parts` may be within a word, `beginnings` begin one; `signs` are in no index. A statement that is kept has names in
    their places (`to_come`), and is asked with `bound`.
    """

    parts: tuple[Any, ...]
    beginnings: tuple[Any, ...]
    signs: tuple[Any, ...]
    of_parts: Any
    of_beginnings: Any

    @classmethod
    def of(cls, said: str) -> "Words":
        """Sorted out."""
        words = said.split()
        parts, short = [w for w in words if len(w) >= TRIGRAM], [w for w in words if len(w) < TRIGRAM]
        begun = [word for word in short if word.isalnum()]
        return cls(
            tuple(map(pattern, parts)),
            tuple(rf"\m{word}" for word in begun),  # letters and digits mean nothing in PostgreSQL's expressions
            tuple(pattern(word) for word in short if not word.isalnum()),
            " ".join(map(_quoted, parts)),
            " ".join(f"{_quoted(word)}*" for word in begun),
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many there are of each kind: what decides how a statement reads."""
        return len(self.parts), len(self.beginnings), len(self.signs)

    def bound(self) -> dict[str, str]:
        """By the names that a kept statement has for them."""
        kinds = zip(_KINDS, self[:3], strict=True)
        each = {f"{kind}_{place}": word for kind, words in kinds for place, word in enumerate(words)}
        return {**each, "of_parts": self.of_parts, "of_beginnings": self.of_beginnings}


_KINDS: Final = ("part", "beginning", "sign")


@cache
def to_come(shape: tuple[int, int, int]) -> Words:
    """So many words, which are not known yet."""
    named = zip(_KINDS, shape, strict=True)
    parts, beginnings, signs = (tuple(_later(f"{kind}_{place}") for place in range(n)) for kind, n in named)
    return Words(parts, beginnings, signs, _later("of_parts"), _later("of_beginnings"))


def _later(name: str) -> sa.BindParameter[str]:
    return sa.bindparam(name, type_=sa.String())


def asked(search: Any, said: Words | str) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column
    """That a row has all these words; `search` is the column of a table that has the indexes."""
    said = Words.of(said) if isinstance(said, str) else said
    table: sa.Table = search.class_.__table__
    (key,) = table.primary_key
    conditions: list[Any] = [reading(search, said.signs)]
    if said.parts or said.beginnings:
        read = reading(search, said.parts) & beginning(search, said.beginnings)
        conditions.append(either(key.in_(_indexed(table.name, said)), read))
    return sa.and_(*conditions)


def has_indexes(db: Session) -> bool:
    """Whether this database finds words by indexes."""
    return db.get_bind().dialect.name == "sqlite"


def found(search: Any, said: Words, *, is_indexed: bool) -> sa.Select[Any]:  # noqa: ANN401  a column
    """The identities of the rows that have them, `id`, to be joined: by the indexes where there are any."""
    table: sa.Table = search.class_.__table__
    (key,) = table.primary_key
    if is_indexed and not said.signs and (said.parts or said.beginnings):
        return sa.select(_indexed(table.name, said).subquery().c.id)
    return sa.select(key.label("id")).where(asked(search, said))


def _indexed(table: str, said: Words) -> Any:  # noqa: ANN401  a SELECT
    if not (said.parts and said.beginnings):
        return within(table, said) if said.parts else begun(table, said)
    index, _ = _table(f"{table}_words")
    return within(table, said).where(as_is(index.c.rowid).in_(begun(table, said)))  # else asked for each anew


def read_of(search: Any, said: Words, key: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401  columns
    """The same of rows that are gone through: what a row can be read for, no index is asked; `key` is not to lead."""
    conditions: list[Any] = [reading(search, [*said.signs, *said.parts])]
    if said.beginnings:
        begins = key.in_(begun(search.class_.__table__.name, said))
        conditions.append(either(begins, beginning(search, said.beginnings)))
    return sa.and_(*conditions)


def within(table: str, said: Words) -> sa.Select[Any]:
    """The identities of the rows whose words have all these parts, by SQLite's index."""
    return _found(f"{table}_words", said.of_parts)


def begun(table: str, said: Words) -> sa.Select[Any]:
    """The same of the rows that have words with these beginnings."""
    return _found(f"{table}_starts", said.of_beginnings)


def _found(index: str, said: Any) -> sa.Select[Any]:  # noqa: ANN401  a word, or its name
    table, rows = _table(index)
    return rows.where(table.c[index].op("MATCH")(said))


@cache
def _table(index: str) -> tuple[sa.TableClause, sa.Select[Any]]:
    table = sa.table(index, sa.column("rowid", sa.Integer), sa.column(index, sa.String))
    return table, sa.select(table.c.rowid.label("id"))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def pattern(word: str) -> str:
    """That a text is read by, to know whether it has this."""
    escaped = re.sub("([/%_])", r"/\1", word)
    return f"%{escaped}%"


def beginning(column: Any, begun: Sequence[Any]) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column
    """What `begun` finds, by reading on PostgreSQL."""
    return sa.and_(sa.true(), *(column.op("~")(each) for each in begun))


def reading(column: Any, patterns: Iterable[Any]) -> sa.ColumnElement[bool]:  # noqa: ANN401  a column
    """What `within` finds, by reading."""
    return sa.and_(sa.true(), *(column.like(each, escape="/") for each in patterns))


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
