"""How does a command reach the installation? Opened for its duration, on schemas that this version knows."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, OperationalError

from app.locales import msg
from app.logs import set_up, without_secrets
from app.services import recovery, upkeep
from app.services.errors import Refused
from app.services.scope import PlatformActor, PlatformScope, open_platform
from app.settings import Settings
from app.storage.installation import Installation


@contextmanager
def opened(settings: Settings | None = None) -> Generator[Installation]:
    """The installation of the settings, as it is."""
    settings = settings or Settings.load()
    set_up(settings.log_format)
    try:
        installation = Installation.open(settings)
        try:
            recovery.register(installation)
            yield installation
        finally:
            installation.close()
    except OperationalError as fault:
        why = without_secrets(str(fault.orig)).strip().partition("\n")[0]
        raise Refused(msg("The database is busy or out of reach: %(why)s", why=why)) from fault
    except IntegrityError as fault:
        raise Refused(msg("Somebody did the same at the same moment. Please try again.")) from fault


@contextmanager
def ready() -> Generator[Installation]:
    """The same, with the platform's tables there; refuses those of another version."""
    with opened() as installation:
        upkeep.require_current(installation)
        yield installation


@contextmanager
def at_work(*, writes: bool) -> Generator[PlatformScope]:
    """A unit of platform work done from a terminal."""
    with ready() as installation, open_platform(installation, actor(installation), writes=writes) as scope:
        yield scope


def actor(installation: Installation) -> PlatformActor:
    """Whoever holds the machine holds the platform."""
    return PlatformActor(None, "terminal", installation.settings.language)
