"""Which schools does the demonstration show? The same for the same seed, with UAIs that no real school has."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.models.types import folded
from app.models.uai import check_letter
from app.services.demo_names import FIRST_NAMES, KINDS, LAST_NAMES, PATRONS, TOWNS

SERIALS: Final = range(9000, 10_000)  # real ones are far below
MOST: Final = 20_000  # a third of the UAIs that these serials give


@dataclass(frozen=True, slots=True)
class School:
    """An establishment before it has a number; `domain` is that of its people's addresses."""

    uai: str
    name: str
    locality: str
    zone: str
    contact_last_name: str
    contact_first_name: str
    domain: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many people in each school, their one password, and the day that their ages are counted back from."""

    people: int
    seed: int
    hashed: str
    today: datetime


def schools(seed: int) -> Iterator[School]:
    """Up to `MOST` of them, never twice the same UAI."""
    lots, given = chance("schools", seed), set[str]()
    while len(given) < MOST:
        town = lots.choice(TOWNS)
        digits = f"{town.department}{lots.choice(SERIALS)}"
        name = f"{KINDS[len(given) % len(KINDS)]} {lots.choice(PATRONS)}"
        last_name, first_name = lots.choice(LAST_NAMES), lots.choice(FIRST_NAMES)
        if digits not in given:
            given.add(digits)
            yield School(
                uai=digits + check_letter(digits),
                name=name,
                locality=f"{town.postcode} {town.name}",
                zone=town.zone,
                contact_last_name=last_name.replace("-", " "),
                contact_first_name=first_name,
                domain=f"ecole-{digits}.test",
            )


def chance(*of: object) -> random.Random:
    """Lots that fall the same for the same parts."""
    return random.Random(" ".join(map(str, of)))  # noqa: S311  what is shown must repeat itself, and hides nothing


def slug(text: str) -> str:
    """A text as addresses and usernames write it."""
    return folded(text).replace(" ", "-").replace("’", "-")
