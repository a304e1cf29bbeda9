"""What if the process died just there? Statements that begin with some words end the work before they run."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event


class CrashError(BaseException):
    """No code of ours expects it, as none expects to be killed."""


@contextmanager
def crash_before(beginning: str) -> Generator[None]:
    """Die at the first statement, on any engine, that begins so; that there was one is checked."""
    crashed = False

    def before(_connection: Connection, _cursor: object, statement: str, *_others: object) -> None:
        if statement.lstrip().startswith(beginning):
            raise CrashError

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield
    except CrashError:
        crashed = True
    finally:
        event.remove(Engine, "before_cursor_execute", before)
    assert crashed, f"nothing began with {beginning}"
