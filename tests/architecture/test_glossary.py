"""Is the glossary true? Each word is in the file that it names, and each table of an establishment has a word."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.models.establishment import EstablishmentTable

ROOT = Path(__file__).parents[2]
LIKEWISE = "likewise"


def rows() -> Iterator[tuple[int, list[str], list[str]]]:
    """The line, the words and the files of each row that says where its words are."""
    files: list[str] = []
    for number, line in enumerate((ROOT / "docs" / "glossary.md").read_text().splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        quoted = [re.findall(r"`([^`]+)`", cell) for cell in cells]
        places = [cell for cell in quoted if any(re.search(r"\w\.py$|/$", one) for one in cell)]
        if places or LIKEWISE in cells:
            files = places[0] if places else files
            yield number, [word for cell in quoted if cell not in places for word in cell], files


def told(names: list[str]) -> str:
    """All that these files, or those of these folders, say."""
    found = [path for name in names for path in (ROOT / "app").glob(f"{name}*.py" if name.endswith("/") else name)]
    assert found, f"there is no {names}"
    return "\n".join(f"{path.stem} {path.read_text()}" for path in found)


def test_each_word_is_in_the_file_that_it_names() -> None:
    there = list(rows())
    assert len(there) > 80
    absent = [
        (number, word) for number, words, files in there for word in words
        if not all(part in told(files) for part in re.findall(r"\w+", word) if not part.isdigit())
    ]  # fmt: skip
    assert absent == []


def test_each_table_of_an_establishment_has_a_word() -> None:
    said = (ROOT / "docs" / "glossary.md").read_text()
    tables = {table.__name__ for table in EstablishmentTable.__subclasses__()}
    assert len(tables) > 20
    assert {name for name in tables if f"`{name}`" not in said} == set()
