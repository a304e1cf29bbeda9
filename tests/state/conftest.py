"""What do tests of the door begin with? A world to work on, and a desk: a state with handlers of every sort."""

from collections.abc import Iterator

import pytest

from app.state import door
from app.storage.installation import Installation
from tests.support.world import World, populated


@pytest.fixture
def anyio_backend() -> str:
    """Handlers are coroutines, and so are their tests."""
    return "asyncio"


@pytest.fixture
def world(sqlite_installation: Installation) -> Iterator[World]:
    """What the handlers of this process work on."""
    before = door._installed[:]
    door.install(sqlite_installation)
    yield populated(sqlite_installation)
    door._installed[:] = before
