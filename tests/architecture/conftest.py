"""What does a test of who may do what begin with? Two populated schools."""

import pytest

from app.storage.installation import Installation
from tests.support.world import World, populated


@pytest.fixture
def world(sqlite_installation: Installation) -> World:
    return populated(sqlite_installation)
