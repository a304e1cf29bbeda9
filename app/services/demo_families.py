"""Who is whose guardian in a demonstration school, and who lives together? Families, as the people come."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import insert
from sqlmodel import Session

from app.models.establishment import ENTERING, GuardianLink, GuardianStatus
from app.services.demo_schools import Recipe, School, chance

LEGAL, IN_CHARGE, CONTACT = GuardianStatus
# Of a hundred families, who is in them; those of the same letter live together.
KINDS: Final = {
    ((LEGAL, "a"), (LEGAL, "a")): 56,
    ((LEGAL, "a"), (LEGAL, "b")): 16,
    ((LEGAL, "a"),): 10,
    ((LEGAL, "a"), (IN_CHARGE, "a")): 6,
    ((LEGAL, "a"), (LEGAL, "a"), (CONTACT, "c")): 9,
    ((LEGAL, "a"), (CONTACT, "c")): 3,
}
KNOWN: Final = (LEGAL, "a"), (LEGAL, "a")  # the family of the known accounts
UNUSUAL: Final = 0.03  # share of links whose access somebody switched
STREETS: Final = (
    "rue Victor Hugo", "rue des Lilas", "avenue de la République", "rue Pasteur", "chemin du Moulin", "rue de l’Église",
    "rue Jules Ferry", "place de la Mairie", "rue des Écoles", "impasse des Tilleuls", "boulevard Carnot",
    "rue du Stade",
)  # fmt: skip
CHUNK: Final = 10_000
HELD: Final = "SIECLE"  # the feed of the ministry's that brings families

Row = dict[str, Any]


class _Guardian(NamedTuple):
    id: int
    status: GuardianStatus


class Families:
    """Guardians make up one family after the other; each student is of one of them."""

    def __init__(self, school: School, recipe: Recipe) -> None:
        """The next guardian begins the family of the known accounts."""
        self._lots, self._locality = chance("families", recipe.seed, school.uai), school.locality
        self._students, self._families = list[int](), list[list[_Guardian]]()
        self._waited = list[tuple[GuardianStatus, str]]()
        self._homes, self._count = dict[str, str](), 0

    def guardian(self, person: int) -> str:
        """Somebody comes into the family that is being made; gives where they live."""
        if not self._waited:
            (kind,) = self._lots.choices([*KINDS], [*KINDS.values()]) if self._families else [KNOWN]
            self._waited, self._homes = list(kind), {}
            self._families.append([])
        status, home = self._waited.pop(0)
        self._families[-1].append(_Guardian(person, status))
        if home not in self._homes:
            self._homes[home] = self._address()
        return self._homes[home]

    def student(self, person: int) -> None:
        """Somebody whose guardians `links` will say."""
        self._students.append(person)

    def links(self) -> Iterator[Row]:
        """Of each student; the first two are of the first family."""
        for place, student in enumerate(self._students if self._families else []):
            family = self._families[0] if place <= 1 else self._lots.choice(self._families)
            for guardian, status in family:
                is_usual = place <= 1 or self._lots.random() >= UNUSUAL
                yield {
                    "student_id": student,
                    "guardian_id": guardian,
                    "status": status,
                    "has_access": (status in ENTERING) is is_usual,
                    "data_source": HELD,
                }

    def _address(self) -> str:
        """Never the same twice."""
        number, street = divmod(self._count, len(STREETS))
        self._count += 1
        return f"{number + 1} {STREETS[street]}, {self._locality}"


def link(db: Session, families: Families) -> None:
    """Write the links of everybody; the people are there."""
    rows, insertion = list(families.links()), insert(GuardianLink)
    for start in range(0, len(rows), CHUNK):
        db.connection().execute(insertion, rows[start : start + CHUNK])
