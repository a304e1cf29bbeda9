"""What does the list of people cost at a hundred thousand: the worst filters and orders, and gestures in a browser?"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.frontend import ROOT
from app.models.establishment import PersonState
from bench import combinations, gestures
from bench.figures import Figure, timed

PEOPLE: Final = 100_000
WORDS: Final = ("martin", "ma", "lea", "dupont")  # whom nobody finds twice in a row


def figures(folder: Path) -> Iterator[Figure]:
    """How soon so many are there, the combinations that cost most, then what people do."""
    took = timed(lambda: _demonstrated(folder / "people"))() / 1000
    yield Figure(f"casier demo --people {PEOPLE}, which makes three establishments", took, "s", most=60)
    installation = combinations.opened(folder / "people")
    administrator = combinations.administrator(installation, combinations.code(installation))
    yield from combinations.figures(installation, administrator, PEOPLE)
    installation.close()
    yield from gestures.of_school(
        folder / "people",
        f"people, {PEOPLE:,}",
        "/people",
        lambda page: gestures.of_list(page, "status", list(PersonState), WORDS),
    )


def _demonstrated(folder: Path) -> None:
    """As an operator would have it, in a process of its own."""
    command = [sys.executable, "-m", "app.cli", "demo", "--people", str(PEOPLE)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CASIER_")}
    environment = {**inherited, "CASIER_DATA_DIR": str(folder)}
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
