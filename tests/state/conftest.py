"""What do tests of the door begin with? A world to work on, and a desk: a state with handlers of every sort."""

from collections.abc import Iterator

import pytest

from app.state import door, live
from tests.support.world import World


@pytest.fixture
def anyio_backend() -> str:
    """Handlers are coroutines, and so are their tests."""
    return "asyncio"


@pytest.fixture
def world(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """What the handlers of this process work on; no tab is known yet."""
    monkeypatch.setattr(live, "tabs", live.Tabs())
    before = door._installed[:]
    door.install(sqlite_world.installation)
    yield sqlite_world
    door._installed[:] = before
