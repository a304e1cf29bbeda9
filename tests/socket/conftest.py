"""What do hostile pages speak with? One server for all, with two schools, so that a leak is always possible."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import frontend
from tests.support import installations, socket
from tests.support.socket import Portal
from tests.support.world import populated


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """These tests are coroutines."""
    return "asyncio"


@contextmanager
def _served(prepared: Path, folder: Path) -> Generator[Portal]:
    frontend.build()
    installations.copied(prepared, folder)
    with installations.opened(installations.settings(folder)) as opened, socket.serving(populated(opened)) as portal:
        yield portal


@pytest.fixture(scope="session")
def portal(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with _served(prepared_folder, tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@pytest.fixture
def fresh_portal(prepared_folder: Path, tmp_path: Path) -> Iterator[Portal]:
    """For those who do change something."""
    with _served(prepared_folder, tmp_path) as portal:
        yield portal


@pytest.fixture
def unharmed(portal: Portal) -> Iterator[None]:
    """No database and no file changes, nothing fails, and whoever comes next is served, whatever the test does."""
    before, said = portal.fingerprint(), len(portal.log())
    yield
    assert portal.fingerprint() == before
    assert "Traceback" not in portal.log()[said:]
