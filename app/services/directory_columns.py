"""Which column says what? Headings of the ministry's files of every year and of people's own, French and English."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

from app.locales import Message, msg
from app.models.types import folded
from app.services.directory_file import FileRefused, excerpt

DELIMITERS: Final = ";,\t|"
# Of the headings that a file has, the first in the list counts. Case, accents and signs are ignored.
SYNONYMS: Final = {
    "uai": """
        Identifiant de l'établissement, Numéro UAI, Code UAI, UAI, N° UAI, Identifiant UAI, UAI code, UAI number,
        Code établissement, Numéro établissement, Numéro de l'école, Numéro école, Code RNE, Numéro RNE, RNE,
        UAI (ex-RNE), School code, Establishment code""",
    "name": """
        Nom établissement, Nom de l'établissement, Nom de l'école, Nom école, Appellation officielle,
        Dénomination principale, Dénomination, Libellé établissement, Établissement, School name, Establishment name,
        Name, Nom, School, Establishment""",
    "postcode": """
        Code postal, Code postal UAI, Code postal établissement, CP, Postcode, Postal code, Zip code, Zip""",
    "town": """
        Nom commune, Nom de la commune, Localité acheminement UAI, Localité d'acheminement, Localité acheminement,
        Libellé commune, Commune, Localité, Ville, Town, City, Locality""",
    "zone": """
        Libellé académie, Nom académie, Académie, Zone, Education authority, Academy""",
    "email": """
        Mail, E-mail, Courriel, Adresse mail, Adresse e-mail, Adresse courriel, Adresse électronique,
        Mail établissement, E-mail address, Mail address""",
}
REQUIRED: Final = {"uai": msg("UAI"), "name": msg("name"), "postcode": msg("postcode"), "town": msg("town")}


def _key(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(heading))


KEYS: Final = {field: [_key(each) for each in synonyms.split(",")] for field, synonyms in SYNONYMS.items()}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field lies; `zone` and `email` may be nowhere."""

    delimiter: str
    width: int
    uai: int
    name: int
    postcode: int
    town: int
    zone: int | None = None
    email: int | None = None


def columns_of(line: str) -> Columns:
    """Where the fields lie, by the line of headings; `FileRefused` names those that are not there."""
    delimiter = max(DELIMITERS, key=lambda each: (len(_found(_headings(line, each))), line.count(each)))
    headings = _headings(line, delimiter)
    found = _found(headings)
    _check_all(found, headings)
    _check_single(found, headings)
    keys = [_key(heading) for heading in headings]
    return Columns(delimiter, len(headings), **{field: keys.index(key) for field, key in found.items()})


def _headings(line: str, delimiter: str) -> list[str]:
    try:
        return [heading.strip() for heading in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error:
        return []


def _found(headings: Iterable[str]) -> dict[str, str]:
    """The winning key of each field that has one."""
    present = {_key(heading) for heading in headings}
    winners = {field: next((key for key in keys if key in present), None) for field, keys in KEYS.items()}
    return {field: key for field, key in winners.items() if key}


def _check_all(found: dict[str, str], headings: list[str]) -> None:
    missing = [label for field, label in REQUIRED.items() if field not in found]
    if missing:
        listed = reduce(lambda left, right: Message("%(left)s, %(right)s", {"left": left, "right": right}), missing)
        raise FileRefused(
            msg(
                "The file lacks these columns: %(missing)s. The headings found on its first line are: %(headings)s.",
                missing=listed,
                headings=excerpt(", ".join(headings), 300),
            )
        )


def _check_single(found: dict[str, str], headings: list[str]) -> None:
    for key in found.values():
        twins = [heading for heading in headings if _key(heading) == key]
        if len(twins) > 1:
            raise FileRefused(
                msg("The heading %(heading)s stands there twice; keep only one.", heading=excerpt(twins[0]))
            )
