"""Which people does a file name, and which of its lines cannot be taken, whoever is there already (F1)?"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from app.locales import LANGUAGES, msg
from app.models.types import folded
from app.services.csv_cells import plain
from app.services.csv_columns import Columns, lacking
from app.services.csv_files import FileRefused, excerpt
from app.services.csv_reading import CsvFile, opened, require_readable, words
from app.services.csv_records import RefusedLine
from app.services.errors import Refused
from app.services.people_columns import LABELS, PEOPLE, RECOGNISED
from app.services.people_fields import NAME, said_username
from app.services.validation import Checks

MOST_LINES: Final = 200_000
SPOKEN: Final = {
    "fr": "fr", "fra": "fr", "fre": "fr", "francais": "fr", "french": "fr", "fr-fr": "fr", "fr_fr": "fr",
    "en": "en", "eng": "en", "anglais": "en", "english": "en", "en-gb": "en", "en-us": "en", "en_gb": "en",
}  # fmt: skip


class PersonLine(NamedTuple):
    """A person as a line says it; what it does not say is empty. `username_key` and `name_key` are as in tables."""

    line: int
    last_name: str
    first_name: str
    email: str
    username: str
    username_key: str
    name_key: str
    role: str
    roles: str
    services: str
    language: str

    @property
    def label(self) -> str:
        """Whom it is about, for somebody who reads the line."""
        return f"{self.first_name} {self.last_name}".strip() or self.username or self.email


def looked_at(path: Path) -> CsvFile:
    """A file whose lines can be read; `FileRefused` when none of them can be taken."""
    file = opened(path, PEOPLE)
    _check_length(path)
    if not any(name in file.columns.places for name in RECOGNISED):
        raise lacking([LABELS[name] for name in RECOGNISED], file.columns.headings)
    return file


def read(path: Path) -> Iterator[PersonLine | RefusedLine]:
    """The lines of a file one by one; of two that are about the same person, the second is refused."""
    return people_of(looked_at(path))


def people_of(file: CsvFile) -> Iterator[PersonLine | RefusedLine]:
    """The same of a file that was looked at."""
    first = dict[str, int]()

    def row(line: int, fields: Sequence[str]) -> PersonLine:
        person = _person(line, fields, file.columns)
        _check_new(person, first)
        return person

    return file.rows(row)


def count(path: Path) -> int:
    """How many lines it has, those that will be refused among them."""
    return sum(1 for _ in looked_at(path).rows(lambda line, _fields: line))


@lru_cache(maxsize=1)
def named(path: Path) -> frozenset[str]:
    """The keys of the usernames that a file gives; nobody else may be given one of them, wherever it stands."""
    file = looked_at(path)
    if "username" not in file.columns.places:
        return frozenset()
    return frozenset(row.username_key for row in people_of(file) if isinstance(row, PersonLine) and row.username)


def _check_length(path: Path) -> None:
    """What is kept in mind of each line, to know it when it comes again, must not be too much."""
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(1 << 20), b"")
        lines = sum(max(piece.count(b"\n"), piece.count(b"\r")) for piece in pieces)
    if lines > MOST_LINES:
        raise FileRefused(
            msg("The file has more than %(most)d lines. Split it, and import its parts.", most=MOST_LINES)
        )


def _person(line: int, fields: Sequence[str], columns: Columns) -> PersonLine:
    said = {name: plain(words(fields[place])) for name, place in columns.places.items()}
    require_readable("".join(said.values()))
    checks = Checks()
    last = checks.text("last_name", said.get("last_name", ""), NAME, required=False)
    first = checks.text("first_name", said.get("first_name", ""), NAME, required=False)
    email = checks.email("email", said.get("email", ""), required=False)
    username = said_username(said["username"], checks) if said.get("username") else ""
    language = _language(said.get("language", ""), checks)
    for name, fault in checks.faults.items():
        raise Refused(msg("%(column)s: %(fault)s", column=LABELS[name], fault=fault))
    if not (username or email or last):
        raise Refused(msg("This line says neither a username, nor an e-mail address, nor a last name."))
    return PersonLine(
        line, last, first, email, username,
        folded(username)[:200] if username else "",
        folded(last, first)[:400] if last else "",
        said.get("role", ""), said.get("roles", ""), said.get("services", ""), language,
    )  # fmt: skip


def _language(said: str, checks: Checks) -> str:
    spoken = SPOKEN.get(folded(said), "") if said else ""
    if said and not spoken:
        known = ", ".join(LANGUAGES)
        checks.refuse(
            "language", msg("%(said)s is not one of the languages: %(known)s.", said=excerpt(said), known=known)
        )
    return spoken


def _check_new(row: PersonLine, first: dict[str, int]) -> None:
    """By each of what people are recognised by; whoever has a name alone must be the first of that name."""
    marks = {f"u{row.username_key}": "username"} if row.username else {}
    marks |= {f"e{row.email}": "email"} if row.email else {}
    name = f"n{row.name_key}"
    if not marks and name in first:
        raise Refused(
            msg(
                "%(name)s is already on line %(line)d. Give each a username or an e-mail address, if they are two.",
                name=excerpt(row.label),
                line=first[name],
            )
        )
    for mark, column in marks.items():
        if mark in first:
            raise Refused(
                msg("%(column)s: the same is already on line %(line)d.", column=LABELS[column], line=first[mark])
            )
    first |= dict.fromkeys((*marks, name), row.line)
