"""What does the list of people cost at a hundred thousand: the worst filters and orders, and gestures in a browser?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.models.establishment import PersonState
from bench import combinations, gestures
from bench.figures import Figure

PEOPLE: Final = 100_000
WORDS: Final = ("martin", "ma", "lea", "dupont")  # whom nobody finds twice in a row


def figures(folder: Path) -> Iterator[Figure]:
    """The combinations that cost most, then what people do."""
    installation, uai = combinations.filled(folder / "people", PEOPLE)
    yield from combinations.figures(installation, combinations.administrator(installation, uai), PEOPLE)
    installation.close()
    yield from gestures.of_school(
        folder / "people",
        f"people, {PEOPLE:,}",
        "/people",
        lambda page: gestures.of_list(page, "status", list(PersonState), WORDS),
    )
