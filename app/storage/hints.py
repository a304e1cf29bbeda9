"""How is SQLite, which keeps no statistics of ours, told by which way to find rows? PostgreSQL plans by itself."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

freely: Any = sa.select  # of columns whose types no checker knows


class as_is(FunctionElement[Any]):  # noqa: N801  a function of SQL
    """A column that no index of SQLite is used for."""

    inherit_cache = True

    def __init__(self, column: Any) -> None:  # noqa: ANN401  a column
        """Of the column's own type."""
        super().__init__(column)
        self.type = column.type


@compiles(as_is)
def _as_is(element: as_is, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return compiler.process(element.clauses, **kw)


@compiles(as_is, "sqlite")
def _as_is_sqlite(element: as_is, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return "+" + compiler.process(element.clauses, **kw)


class once(FunctionElement[Any]):  # noqa: N801  a function of SQL
    """A value that SQLite has only once it has the row of a number column: what is compared with it is read after."""

    inherit_cache = True

    def __init__(self, value: Any, column: Any) -> None:  # noqa: ANN401  a column
        """Of whole numbers."""
        super().__init__(value, column)
        self.type = sa.Integer()


@compiles(once)
def _once(element: once, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return compiler.process(next(iter(element.clauses)), **kw)


@compiles(once, "sqlite")
def _once_sqlite(element: once, compiler: Any, **kw: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    value, column = (compiler.process(each, **kw) for each in element.clauses)
    return f"({value} + 0 * {column})"
