"""Where does an uploaded file wait until its import is confirmed? Under a name that nobody guesses, for an hour."""

import logging
import secrets
import time
from collections import defaultdict
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from app.models.establishment import Job as PersonJob
from app.models.jobs import OPEN
from app.models.platform import Establishment, Job
from app.services.errors import NotFound
from app.services.scope import PersonActor
from app.services.sessions import place_of
from app.storage.installation import Installation

log = logging.getLogger(__name__)
KEPT: Final = 3600.0  # seconds


def folder(installation: Installation) -> Path:
    """Where uploaded files wait."""
    folder = installation.settings.data_dir / "staging"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def new_name() -> str:
    """A name for an uploaded file that nobody guesses."""
    return secrets.token_hex(16)


def place(installation: Installation, file: str, owner: PersonActor | None = None) -> Path:
    """Where the file of that name waits: the platform's, or one that a person of an establishment sent."""
    return folder(installation) / f"{whose(owner)}{file}.csv"


def whose(owner: PersonActor | None) -> str:
    """What the names of somebody's files begin with: others' cannot be meant, nor an earlier establishment's."""
    return f"{owner.place.number}-{owner.place.stamp}-{owner.id}-" if owner else ""


def found(installation: Installation, file: str, owner: PersonActor | None = None) -> Path:
    """The file that was uploaded under that name. Refuses with `NotFound`."""
    path = place(installation, file, owner)
    if not (len(file) == 32 and set(file) <= set("0123456789abcdef") and path.is_file()):  # noqa: PLR2004  new_name's
        raise NotFound
    return path


def sweep(installation: Installation) -> None:
    """Take away files an hour old, but those that are being imported."""
    old = defaultdict[int, list[Path]](list)
    for file in folder(installation).iterdir():
        if time.time() - file.stat().st_mtime > KEPT:
            old[_home(file)].append(file)
    for number, files in old.items():
        try:
            wanted = _wanted(installation, number)
        except SQLAlchemyError:  # out of reach: what it imports stays
            log.exception("the files of establishment %s stay", number)
            continue
        for file in files:
            if str(file) not in wanted:
                file.unlink(missing_ok=True)


def _home(file: Path) -> int:
    """The number of the establishment whose file it is; none for the platform's."""
    number = file.name.partition("-")[0]
    return int(number) if number.isdecimal() and "-" in file.name else 0


def _wanted(installation: Installation, number: int) -> set[str]:
    """Those that open jobs of an establishment import, or the platform's."""
    with installation.databases.platform_session(writes=False) as db:
        if not number:
            return {job.payload.get("file", "") for job in db.exec(select(Job).where(col(Job.state).in_(OPEN)))}
        home = db.get(Establishment, number)
    if home is None:
        return set()
    with installation.databases.session(place_of(home), writes=False) as db:
        opened = db.exec(select(PersonJob).where(col(PersonJob.state).in_(OPEN)))
        return {job.payload.get("file", "") for job in opened}
