"""Which schools does a file of the national directory name, and which of its lines cannot be taken (E11)?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.locales import msg
from app.models.uai import is_uai, normalised
from app.services.csv_columns import Columns
from app.services.csv_files import FileRefused, excerpt
from app.services.csv_reading import opened, require_readable, words
from app.services.csv_records import RefusedLine
from app.services.directory_columns import DIRECTORY
from app.services.errors import Refused
from app.services.validation import is_email, uai_fault

__all__ = ["DirectoryRow", "FileRefused", "RefusedLine", "read"]

MAX_NAME: Final = 200
MAX_LOCALITY: Final = 200
MAX_ZONE: Final = 100


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
    file, first = opened(path, DIRECTORY), dict[str, int]()

    def row(line: int, fields: Sequence[str]) -> DirectoryRow:
        row = _row(line, fields, file.columns)
        _check_new(row.uai, first)
        first[row.uai] = line
        return row

    return file.rows(row)


def _row(line: int, fields: Sequence[str], columns: Columns) -> DirectoryRow:
    row = DirectoryRow(
        line=line,
        uai=_uai(columns.said(fields, "uai")),
        name=words(columns.said(fields, "name")),
        postcode=words(columns.said(fields, "postcode")),
        town=words(columns.said(fields, "town")),
        zone=words(columns.said(fields, "zone")),
        email=_email(columns.said(fields, "email").strip()),
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


def _email(text: str) -> str:
    if text and not is_email(text):
        raise Refused(msg("%(email)s is not an e-mail address.", email=excerpt(words(text))))
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
    require_readable(f"{row.name}{row.locality}{row.zone}")


def _check_new(uai: str, first: dict[str, int]) -> None:
    if uai in first:
        raise Refused(msg("The UAI %(uai)s is already on line %(line)d.", uai=uai, line=first[uai]))
