"""What would importing a directory do? Each line's fate, told before anything changes (E11)."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Final, TypedDict

from sqlmodel import Session, col, select

from app.models.platform import SETTLED, Establishment, Zone
from app.models.types import folded
from app.services import staging
from app.services.csv_plans import EXAMPLES, SHOWN, RefusedRow
from app.services.csv_reading import chunks
from app.services.csv_records import RefusedLine
from app.services.directory import DirectoryRow, read
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires

CHUNK: Final = 100


class Plan(TypedDict):
    """What importing a file would do; `rows` counts every line read, refused ones included."""

    rows: int
    create: int
    update: int
    unchanged: int
    refused: list[RefusedRow]


class Preview(TypedDict):
    """The same, for the page: the first refusals, the first additions, and which file it was."""

    rows: int
    create: int
    update: int
    unchanged: int
    refused: list[RefusedRow]
    file: str
    refused_total: int
    new_zones: str
    examples: list[str]


@requires(PlatformPermission.ESTABLISHMENTS_IMPORT)
def plan(scope: PlatformScope, file: Path) -> Plan:
    """Read a whole file and say what importing it would do; nothing changes. Refuses with `FileRefused`."""
    fates, refused = Counter[str](), list[RefusedRow]()
    with scope.installation.databases.platform_session(writes=False) as db:  # nobody waits while a long file is read
        for chunk in chunks(read(file), CHUNK):
            there = known(db, chunk)
            for item in chunk:
                if isinstance(item, RefusedLine):
                    refused.append(RefusedRow(line=item.line, message=item.message.text(scope.actor.language)))
                else:
                    fates[fate(there.get(item.uai), item)] += 1
    return Plan(
        rows=fates.total() + len(refused),
        create=fates["create"],
        update=fates["update"],
        unchanged=fates["unchanged"],
        refused=refused,
    )


@requires(PlatformPermission.ESTABLISHMENTS_IMPORT)
def preview(scope: PlatformScope, file: str) -> Preview:
    """The plan of an uploaded file, bounded for the page."""
    path = staging.found(scope.installation, file)
    planned, rows = plan(scope, path), [item for item in islice(read(path), SHOWN) if isinstance(item, DirectoryRow)]
    there = {zone.name_key for zone in scope.db.exec(select(Zone))}
    named = (item.zone for item in read(path) if isinstance(item, DirectoryRow))
    return Preview(
        rows=planned["rows"],
        create=planned["create"],
        update=planned["update"],
        unchanged=planned["unchanged"],
        refused=planned["refused"][:SHOWN],
        file=file,
        refused_total=len(planned["refused"]),
        new_zones=", ".join(sorted({zone for zone in named if zone and folded(zone) not in there})),
        examples=[f"{row.uai} {row.name}, {row.locality}" for row in rows[:EXAMPLES]],
    )


def known(db: Session, chunk: Sequence[DirectoryRow | RefusedLine]) -> dict[str, Establishment]:
    """The establishments there already that a chunk names, by their UAI."""
    wanted = [item.uai for item in chunk if isinstance(item, DirectoryRow)]
    found = db.exec(select(Establishment).where(col(Establishment.uai).in_(wanted)))
    return {e.uai: e for e in found if e.uai}


def fate(there: Establishment | None, row: DirectoryRow) -> str:
    """What importing a row does: `create`, `update`, or nothing to what is `unchanged`."""
    if there is None:
        return "create"
    same = (there.name, there.locality) == (row.name, row.locality)
    return "unchanged" if same or there.state not in SETTLED else "update"
