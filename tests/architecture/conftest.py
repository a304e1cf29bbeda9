"""What does a test of who may do what begin with? Two populated schools."""

import pytest

from tests.support.world import World


@pytest.fixture
def world(sqlite_world: World) -> World:
    return sqlite_world
