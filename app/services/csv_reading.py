"""How is a CSV read, whatever its size? Its headings at once, then a line after the other, and a chunk of a job's."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar

from app.locales import Message, msg
from app.services.csv_columns import Columns, Keys, columns_of
from app.services.csv_files import FileRefused, encoding_of
from app.services.csv_records import MAX_RECORD, RefusedLine, records
from app.services.errors import Refused

T = TypeVar("T")
# Bytes that the encoding does not know, control characters, and those that turn the direction of writing.
_UNREADABLE: Final = re.compile("[\ufffd\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_reading: Final[dict[str, tuple[int, Iterator[Any]]]] = {}


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of file: its columns, how many bytes of it are read, and what is said of a file that is none."""

    keys: Keys
    most: int
    foreign: Message
    required: Mapping[str, Message] = field(default_factory=dict[str, Message])


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file that can be read: its encoding, its columns, and how many lines come before the first one that counts."""

    path: Path
    encoding: str
    columns: Columns
    before: int

    def rows(self, row: Callable[[int, Sequence[str]], T]) -> Iterator[T | RefusedLine]:
        """What `row` makes of each line's number and fields; a line that it refuses, or that is broken, says why."""
        with _opened(self.path, self.encoding) as file:
            for _ in islice(_pieces(file), self.before):
                pass
            for record in records(file, self.columns.delimiter, len(self.columns.headings), self.before):
                if isinstance(record, RefusedLine):
                    yield record
                    continue
                try:
                    made = row(*record)
                except Refused as refusal:
                    yield RefusedLine(record[0], refusal.message)
                else:
                    yield made


def opened(path: Path, sort: Sort) -> CsvFile:
    """Look at a file and at its headings; `FileRefused` when none of its lines can be taken."""
    encoding = encoding_of(path, sort.most, sort.foreign)
    with _opened(path, encoding) as file:
        before, headings = _headings(file)
        columns = columns_of(headings, sort.keys, sort.required)
        if not any(line.strip(columns.delimiter + " \n") for line in _pieces(file)):
            raise FileRefused(msg("The file holds headings and nothing below them."))
    return CsvFile(path, encoding, columns, before)


def chunk_at(path: Path, cursor: int, size: int, read: Callable[[Path], Iterator[T]]) -> list[T]:
    """The next of what `read` gives, as a job's cursor says; goes on where this process stopped reading, if it did."""
    at, items = _reading.pop(str(path), (-1, iter(())))
    if at != cursor:
        items = islice(read(path), cursor, None)
    chunk = list(islice(items, size))
    if len(chunk) == size:
        _reading[str(path)] = (cursor + size, items)
    return chunk


def leave(_db: object, job: Any) -> None:  # noqa: ANN401  of either tree
    """Work that is stopped reads its file no further."""
    _reading.pop(job.payload.get("file", ""), None)


def chunks(items: Iterator[T], size: int) -> Iterator[list[T]]:
    """So many at a time."""
    while chunk := list(islice(items, size)):
        yield chunk


def words(text: str) -> str:
    """On one line, single-spaced."""
    return " ".join(text.split())


def require_readable(text: str) -> None:
    """Refuse what the encoding does not know, and signs that are none."""
    if _UNREADABLE.search(text):
        raise Refused(msg("This line holds characters that cannot be read; save the file in UTF-8."))


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="replace")


def _pieces(file: TextIO) -> Iterator[str]:
    """The lines, those that have no end cut in pieces."""
    return iter(lambda: file.readline(MAX_RECORD), "")


def _headings(file: TextIO) -> tuple[int, str]:
    """The first line that is not blank, and its number."""
    for number, line in enumerate(_pieces(file), start=1):
        if line.strip():
            return number, line
    raise FileRefused(msg("The file is empty."))
