"""What do tests of the outer door begin with? A portal of one school and one platform administrator."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.services import recovery
from app.storage.installation import Installation
from tests.support import http
from tests.support.http import World


def _world(installation: Installation) -> World:
    recovery.register(installation)
    number = http.school(installation, "anne", "bob")
    http.administrator(installation)
    return World(http.portal(installation), number)


@pytest.fixture
def world(sqlite_installation: Installation) -> World:
    return _world(sqlite_installation)


@pytest.fixture
def any_world(installation: Installation) -> World:
    """The same, on each engine in turn."""
    return _world(installation)


@pytest.fixture
def browser(world: World) -> Iterator[TestClient]:
    """A stranger's, all of whose connections are of one process."""
    with world.portal.client() as client:
        yield client
