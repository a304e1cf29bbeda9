"""Brings both catalogues up to date with the code: `make messages`, then translate what is left empty in French."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
KEYWORDS: Final = {"_": None, "_n": (1, 2), "msg": None, "msgn": (1, 2)}
SOURCE: Final = "en"
Found = str | tuple[str, ...]


def messages() -> set[Found]:
    """Every message that the code says; a counted one is its two forms."""
    found = extract_from_dir(ROOT / "app", method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def file_of(language: str) -> Path:
    """Where the messages of a language are."""
    return ROOT / "app" / "locales" / language / "LC_MESSAGES" / "messages.po"


def known(language: str) -> Catalog:
    """What its translators have said so far."""
    with file_of(language).open("rb") as source:
        return read_po(source, locale=language)


def _blank(language: str) -> Catalog:
    """An empty catalogue whose header says nothing that changes from one day to the next."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return Catalog(language, project="Casier", header_comment="", creation_date=day, revision_date=day, fuzzy=False)


def update(language: str) -> list[str]:
    """Add what is new, forget what is gone; gives the messages that still want a translation."""
    before, after, wanting = known(language), _blank(language), list[str]()
    for message in sorted(messages(), key=str):
        one = message if isinstance(message, str) else message[0]
        said = before.get(one)
        string = said.string if said and said.id == message else ""
        if language == SOURCE:
            string = message
        elif not string or (isinstance(string, tuple) and not all(string)):
            wanting.append(one)
        after.add(message, string)
    with file_of(language).open("wb") as target:
        write_po(target, after, omit_header=False, no_location=True, sort_output=True, width=120)
    return wanting


if __name__ == "__main__":
    for code in ("en", "fr"):
        for lacking in update(code):
            print(f"{code}: {lacking}")
