"""Which column of a CSV says what? Found by their headings, in any order, whatever the delimiter."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from app.locales import Message, msg
from app.models.types import folded
from app.services.csv_files import FileRefused, excerpt

DELIMITERS: Final = ";,\t|"
Keys = Mapping[str, Sequence[str]]  # of each field, the headings that mean it, the surest first


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field lies; one that the file does not have is nowhere."""

    delimiter: str
    headings: tuple[str, ...]
    places: Mapping[str, int]

    def said(self, fields: Sequence[str], name: str) -> str:
        """What a line says in a column; nothing where there is none."""
        place = self.places.get(name)
        return "" if place is None else fields[place]

    def found(self) -> dict[str, str]:
        """The heading by which each field was found, in the order of the file."""
        ordered = sorted(self.places.items(), key=lambda each: each[1])
        return {name: self.headings[place] for name, place in ordered}

    def ignored(self) -> list[str]:
        """The headings that mean nothing here."""
        taken = set(self.places.values())
        return [heading for place, heading in enumerate(self.headings) if heading and place not in taken]


def keys(synonyms: Mapping[str, str]) -> Keys:
    """Lists of headings, as one writes them, made comparable: case, accents and signs are ignored."""
    return {field: [_key(each) for each in said.split(",")] for field, said in synonyms.items()}


def columns_of(line: str, known: Keys, required: Mapping[str, Message]) -> Columns:
    """Where the fields lie, by the line of headings; `FileRefused` names those `required` that are not there."""
    delimiter = max(DELIMITERS, key=lambda each: (len(_found(_headings(line, each), known)), line.count(each)))
    headings = _headings(line, delimiter)
    found = _found(headings, known)
    _check_all(found, headings, required)
    _check_single(found, headings)
    compared = [_key(heading) for heading in headings]
    return Columns(delimiter, tuple(headings), {field: compared.index(key) for field, key in found.items()})


def lacking(missing: Sequence[Message], headings: Sequence[str]) -> FileRefused:
    """The refusal of a file that has not the columns that it must have."""
    listed = reduce(lambda left, right: Message("%(left)s, %(right)s", {"left": left, "right": right}), missing)
    return FileRefused(
        msg(
            "The file lacks these columns: %(missing)s. The headings found on its first line are: %(headings)s.",
            missing=listed,
            headings=excerpt(", ".join(headings), 300),
        )
    )


def _key(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(heading))


def _headings(line: str, delimiter: str) -> list[str]:
    try:
        return [heading.strip() for heading in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error:
        return []


def _found(headings: Iterable[str], known: Keys) -> dict[str, str]:
    """The winning key of each field that has one."""
    present = {_key(heading) for heading in headings}
    winners = {field: next((key for key in each if key in present), None) for field, each in known.items()}
    return {field: key for field, key in winners.items() if key}


def _check_all(found: Mapping[str, str], headings: Sequence[str], required: Mapping[str, Message]) -> None:
    if missing := [label for field, label in required.items() if field not in found]:
        raise lacking(missing, headings)


def _check_single(found: Mapping[str, str], headings: Sequence[str]) -> None:
    for key in found.values():
        twins = [heading for heading in headings if _key(heading) == key]
        if len(twins) > 1:
            raise FileRefused(
                msg("The heading %(heading)s stands there twice; keep only one.", heading=excerpt(twins[0]))
            )
