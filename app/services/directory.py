"""Which schools does a file of the national directory name, and which of its lines cannot be taken (E11)?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from app.locales import msg
from app.models.uai import is_uai, normalised
from app.services.directory_columns import Columns, columns_of
from app.services.directory_file import FileRefused, encoding_of, excerpt
from app.services.directory_records import MAX_RECORD, RefusedLine, records
from app.services.errors import Refused
from app.services.validation import is_email, uai_fault

__all__ = ["DirectoryRow", "FileRefused", "RefusedLine", "read"]

MAX_NAME: Final = 200
MAX_LOCALITY: Final = 200
MAX_ZONE: Final = 100
# Bytes that the encoding does not know, control characters, and those that turn the direction of writing.
_UNREADABLE: Final = re.compile("[\ufffd\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """A school as the directory names it; `zone` and `email` may be empty."""

    line: int
    uai: str
    name: str
    postcode: str
    town: str
    zone: str
    email: str

    @property
    def locality(self) -> str:
        """Postcode and town, as on an envelope."""
        return f"{self.postcode} {self.town}".strip()


def read(path: Path) -> Iterator[DirectoryRow | RefusedLine]:
    """The lines of a file one by one, whatever its size; `FileRefused` at once when none of them can be taken."""
    encoding = encoding_of(path)
    with _opened(path, encoding) as file:
        before, headings = _headings(file)
        columns = columns_of(headings)
        if not any(line.strip(columns.delimiter + " \n") for line in _pieces(file)):
            raise FileRefused(msg("The file holds headings and nothing below them."))
    return _rows(path, encoding, columns, before)


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


def _rows(path: Path, encoding: str, columns: Columns, before: int) -> Iterator[DirectoryRow | RefusedLine]:
    first: dict[str, int] = {}
    with _opened(path, encoding) as file:
        for _ in islice(_pieces(file), before):
            pass
        for record in records(file, columns.delimiter, columns.width, before):
            if isinstance(record, RefusedLine):
                yield record
                continue
            line, fields = record
            try:
                row = _row(line, fields, columns)
                _check_new(row.uai, first)
            except Refused as refusal:
                yield RefusedLine(line, refusal.message)
            else:
                first[row.uai] = line
                yield row


def _row(line: int, fields: list[str], columns: Columns) -> DirectoryRow:
    row = DirectoryRow(
        line=line,
        uai=_uai(fields[columns.uai]),
        name=_words(fields[columns.name]),
        postcode=_words(fields[columns.postcode]),
        town=_words(fields[columns.town]),
        zone=_words(fields[columns.zone]) if columns.zone is not None else "",
        email=_email(fields[columns.email].strip()) if columns.email is not None else "",
    )
    _check_words(row)
    return row


def _uai(text: str) -> str:
    uai = normalised(text)
    if not uai:
        raise Refused(msg("The UAI is missing."))
    if not is_uai(uai):
        raise Refused(uai_fault(uai))
    return uai


def _words(text: str) -> str:
    """On one line, single-spaced."""
    return " ".join(text.split())


def _email(text: str) -> str:
    if text and not is_email(text):
        raise Refused(msg("%(email)s is not an e-mail address.", email=excerpt(_words(text))))
    return text.lower()


def _check_words(row: DirectoryRow) -> None:
    if not row.name:
        raise Refused(msg("The name is missing."))
    if len(row.name) > MAX_NAME:
        raise Refused(msg("The name is longer than %(limit)d characters.", limit=MAX_NAME))
    if len(row.locality) > MAX_LOCALITY:
        raise Refused(msg("Postcode and town are longer than %(limit)d characters together.", limit=MAX_LOCALITY))
    if len(row.zone) > MAX_ZONE:
        raise Refused(msg("The académie is longer than %(limit)d characters.", limit=MAX_ZONE))
    if _UNREADABLE.search(f"{row.name}{row.locality}{row.zone}"):
        raise Refused(msg("This line holds characters that cannot be read; save the file in UTF-8."))


def _check_new(uai: str, first: dict[str, int]) -> None:
    if uai in first:
        raise Refused(msg("The UAI %(uai)s is already on line %(line)d.", uai=uai, line=first[uai]))
