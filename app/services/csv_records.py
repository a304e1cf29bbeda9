"""Where does each record end? The records of a CSV with their line numbers; a bad one takes no other with it."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TextIO

from app.locales import Message, msg

MAX_FIELD: Final = 10_000
MAX_LINES: Final = 20
# Below the csv module's own limit on a field, which is therefore never met.
MAX_RECORD: Final = 100_000
UNPAIRED: Final = msg(
    "The quotation marks of this line do not match: one is opened and never closed, or stands inside a quoted text."
)
TOO_LONG: Final = msg("This line holds a text of more than %(limit)d characters.", limit=MAX_FIELD)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that cannot be taken, counted as a text editor counts, and why."""

    line: int
    message: Message


class _RunawayError(Exception):
    """A record has grown so long that its end must have been missed."""


class _Lines:
    """The physical lines of a file; those of a record found broken, but the first, can be read again."""

    def __init__(self, file: TextIO, before: int) -> None:
        self._file, self._again, self._read = file, deque[str](), before
        self.taken: list[str] = []
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._next_line()
        if not line:
            raise StopIteration
        self.taken.append(line)
        self.size += len(line)
        if self.size > MAX_RECORD or len(self.taken) > MAX_LINES:
            raise _RunawayError
        return line

    def _next_line(self) -> str:
        line = self._file.readline(MAX_RECORD + 1)
        piece = line
        while len(piece) > MAX_RECORD and not piece.endswith("\n"):
            piece = self._file.readline(MAX_RECORD + 1)
        return line

    def begin(self) -> int:
        """Start a record; the number of its first line."""
        self._read += len(self.taken)
        self.taken, self.size = [], 0
        return self._read + 1

    def keep_first(self) -> None:
        """Give back all but the first line of the record."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def records(file: TextIO, delimiter: str, width: int, before: int) -> Iterator[tuple[int, list[str]] | RefusedLine]:
    """The records of a file with the number of their first line, blank ones left out; `before` lines were read already.

    A record of several lines that does not fit is blamed on its first line and the others are read anew: that is what
    a forgotten quotation mark looks like.
    """
    lines = _Lines(file, before)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line, fields = lines.begin(), list[str]()
        try:
            fields = next(reader)
            problem = _problem(fields, width, lines)
        except StopIteration:
            return
        except (csv.Error, _RunawayError):
            problem = TOO_LONG if len(lines.taken[0]) > MAX_RECORD else UNPAIRED
        if problem:
            lines.keep_first()
            yield RefusedLine(line, problem)
        elif any(map(str.strip, fields)):
            yield line, fields


def _problem(fields: list[str], width: int, lines: _Lines) -> Message | None:
    if lines.size > MAX_FIELD and any(len(each) > MAX_FIELD for each in fields):
        return TOO_LONG
    if len(fields) == width or not any(map(str.strip, fields)):
        return None
    if len(lines.taken) > 1:
        return UNPAIRED
    if len(fields) < width:
        return msg(
            "This line stops after %(found)d of %(expected)d columns; the file may be cut short.",
            found=len(fields),
            expected=width,
        )
    return msg(
        "This line has %(found)d columns where the headings have %(expected)d; "
        "a text that holds the separator must stand between quotation marks.",
        found=len(fields),
        expected=width,
    )
