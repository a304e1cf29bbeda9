"""What do tests of the use cases begin with? Two populated schools, on each engine in turn."""

import pytest

from app.storage.installation import Installation
from tests.support.world import World, populated


@pytest.fixture
def world(installation: Installation) -> World:
    return populated(installation)


@pytest.fixture
def sqlite_world(sqlite_installation: Installation) -> World:
    """For tests that no difference of engine can touch."""
    return populated(sqlite_installation)
