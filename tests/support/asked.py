"""What is asked of databases while something is done, and how does SQLite go about it?"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Engine, event
from sqlmodel import Session

TRANSACTIONS = "BEGIN", "SELECT pg_advisory", "SET LOCAL"


class Asked(NamedTuple):
    """A statement, with what it was given."""

    words: str
    given: Any


@contextmanager
def asking() -> Generator[list[Asked]]:
    """The statements that are sent meanwhile, but for those that begin transactions."""
    asked = list[Asked]()

    def note(_connection: object, _cursor: object, words: str, given: object, *_rest: object) -> None:
        if not words.startswith(TRANSACTIONS):
            asked.append(Asked(words, given))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def statements(work: Callable[[], object]) -> list[Asked]:
    """Those that some work takes."""
    with asking() as asked:
        work()
    return asked


def counted(work: Callable[[], object]) -> int:
    """How many they are."""
    return len(statements(work))


def plan(db: Session, asked: Asked) -> list[str]:
    """The steps that SQLite would take."""
    said = f"EXPLAIN QUERY PLAN {asked.words}", asked.given
    return [row[3] for row in db.connection().exec_driver_sql(*said)]


def planned(db: Session, statement: Any) -> str:  # noqa: ANN401  a SELECT
    """The same of one that is not asked, a step on each line."""
    said = statement.compile(db.connection())
    return "\n".join(plan(db, Asked(str(said), tuple(said.params[name] for name in said.positiontup))))
