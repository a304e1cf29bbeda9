"""How does a test get an installation at once? A prepared one is copied: its files, or its database."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.settings import Settings
from app.storage import provisioning
from app.storage.installation import Installation


@dataclass(frozen=True)
class Home:
    """Where an establishment's database is, as the establishment's row says it."""

    number: int
    stamp: str
    secret: str


def settings(folder: Path, **others: Any) -> Settings:  # noqa: ANN401  any setting
    """What tests run with: nothing of the developer's, and passwords hashed quickly."""
    return Settings(data_dir=folder, bcrypt_cost=4, **others)


@contextmanager
def opened(settings: Settings) -> Generator[Installation]:
    """An installation, closed afterwards."""
    installation = Installation.open(settings)
    try:
        yield installation
    finally:
        installation.close()


def prepared(settings: Settings) -> Settings:
    """Make the platform's tables, and the template of establishments."""
    with opened(settings) as installation:
        provisioning.prepare_platform(installation.databases)
        provisioning.template(installation.databases)
    return settings


def copied_whole(made: Path, folder: Path) -> None:
    """Make `folder` what another is; who may read a file counts, when it was written does not."""
    shutil.copytree(made, folder, dirs_exist_ok=True, copy_function=shutil.copy)


def copied(prepared: Path, folder: Path) -> None:
    """Make `folder` a prepared installation on SQLite."""
    for name in ("platform.db", "queue.db", "secret.key"):
        shutil.copy2(prepared / name, folder / name)
    shutil.copytree(prepared / "templates", folder / "templates")


def founded(installation: Installation, number: int) -> Home:
    """Make an establishment's database, without a row on the platform."""
    home = Home(number, provisioning.new_stamp(), provisioning.new_secret(installation.cipher))
    provisioning.create(installation.databases, installation.cipher, home)
    return home
