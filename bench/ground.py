"""On what is it measured? Installations of so many establishments, the same at each run, in a folder of their own."""

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from sqlmodel import insert

from app.models.platform import Establishment, EstablishmentState, PlatformAdmin
from app.models.uai import check_letter
from app.services import establishment_creation, passwords, recovery, zones
from app.services.demo_names import FIRST_NAMES, KINDS, LAST_NAMES, PATRONS, TOWNS
from app.services.scope import PlatformActor, open_platform
from app.settings import Settings
from app.storage import migrations, provisioning
from app.storage.installation import Installation

ADMIN: Final = "bench@casier.test"
PASSWORD: Final = "Mesurer-sans-peur-2026"  # noqa: S105  of nobody
BATCH: Final = 5000


def opened(folder: Path, **settings: Any) -> Installation:  # noqa: ANN401  any setting
    """An installation in `folder`, with the platform's tables and one administrator."""
    settings = {"_env_file": None, "data_dir": folder, **settings}
    installation = Installation.open(Settings(**settings))
    provisioning.prepare_platform(installation.databases)
    recovery.register(installation)
    with installation.databases.platform_session(writes=True) as db:
        hashed = passwords.hashed(PASSWORD, installation.settings.bcrypt_cost)
        db.add(PlatformAdmin(email=ADMIN, password_hash=hashed))
        db.commit()
    return installation


def actor(installation: Installation) -> PlatformActor:
    """The administrator."""
    return PlatformActor(1, ADMIN, installation.settings.language)


def fill(installation: Installation, establishments: int) -> None:
    """Add rows of establishments that have no database: a list needs none."""
    with open_platform(installation, actor(installation), writes=True) as scope:
        filed = {zone: zones.ensure(scope.db, zone).id for zone in sorted({town.zone for town in TOWNS})}
        rows = islice(_rows(filed), establishments)
        while batch := list(islice(rows, BATCH)):
            scope.db.connection().execute(insert(Establishment), batch)


def directory(file: Path, rows: int, first: int = 0) -> None:
    """Write a file of the national directory; no UAI of it is among those of `fill`."""
    lines = ["Identifiant_de_l_etablissement;Nom_etablissement;Code_postal;Nom_commune;Libelle_academie;Mail"]
    for serial in range(first, first + rows):
        digits, town = f"09{serial:05d}", TOWNS[serial % len(TOWNS)]
        name = f"{KINDS[serial % len(KINDS)]} {PATRONS[serial % len(PATRONS)]}"
        mail = f"ce.{digits}@casier.test"
        lines.append(f"{digits}{check_letter(digits)};{name};{town.postcode};{town.name};{town.zone};{mail}")
    file.write_text("\n".join(lines) + "\n")


def form(zone: int, serial: int) -> establishment_creation.EstablishmentForm:
    """What an administrator types to add an establishment."""
    return {
        "zone": str(zone),
        "locality": "94000 Créteil",
        "name": f"Collège {PATRONS[serial % len(PATRONS)]}",
        "contact_last_name": LAST_NAMES[serial % len(LAST_NAMES)],
        "contact_first_name": FIRST_NAMES[serial % len(FIRST_NAMES)],
        "contact_email": f"contact{serial}@casier.test",
        "send": "on",
    }


def _rows(filed: dict[str, int | None]) -> Iterator[dict[str, Any]]:
    revision = migrations.head("establishment")
    for number in count(1):
        row = _establishment(number)
        row.zone_id, row.schema_revision = filed[_town(number).zone] or 0, revision
        row.describe()
        yield {name: value for name, value in row if value is not None}


def _establishment(number: int) -> Establishment:
    spread = number * 7919  # a prime: neighbours by number are not neighbours by name
    town, digits = _town(number), f"{number:07d}"
    first, last = FIRST_NAMES[spread % len(FIRST_NAMES)], LAST_NAMES[spread % len(LAST_NAMES)]
    return Establishment(
        number=number,
        uai=digits + check_letter(digits),
        name=f"{KINDS[spread % len(KINDS)]} {PATRONS[spread % len(PATRONS)]}",
        locality=f"{town.postcode} {town.name}",
        zone_id=0,
        contact_last_name=last,
        contact_first_name=first,
        contact_email=f"contact{number}@casier.test",
        state=EstablishmentState.ACTIVE,
        people=spread % 2000,
        stamp=f"{number:08x}",
        changed_by=ADMIN,
    )


def _town(number: int) -> Any:  # noqa: ANN401  a named tuple of the demonstration's
    return TOWNS[number * 31 % len(TOWNS)]
