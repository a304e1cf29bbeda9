"""Where does an uploaded directory wait for a confirmation? Under a name that nobody guesses."""

import secrets
from pathlib import Path

from app.services.errors import NotFound
from app.storage.installation import Installation


def staging(installation: Installation) -> Path:
    """Where uploaded files wait for a confirmation."""
    folder = installation.settings.data_dir / "staging"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def new_name() -> str:
    """A name for an uploaded file that nobody guesses."""
    return secrets.token_hex(16)


def staged(installation: Installation, file: str) -> Path:
    """The file that was uploaded under that name. Refuses with `NotFound`."""
    path = staging(installation) / f"{file}.csv"
    if not (len(file) == 32 and set(file) <= set("0123456789abcdef") and path.is_file()):  # noqa: PLR2004  new_name's
        raise NotFound
    return path
