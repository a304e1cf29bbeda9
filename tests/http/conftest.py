"""What do tests of the outer door begin with? A portal of one school and one platform administrator."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.services import recovery
from app.storage.installation import Installation
from tests.support import http, installations
from tests.support.http import World


def _populated(installation: Installation) -> int:
    recovery.register(installation)
    http.administrator(installation)
    return http.school(installation, "anne", "bob")


@pytest.fixture(scope="session")
def schooled(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The folder that every portal's is a copy of, and the number of its school."""
    folder = tmp_path_factory.mktemp("schooled")
    installations.copied(prepared_folder, folder)
    with installations.opened(installations.settings(folder)) as installation:
        return folder, _populated(installation)


@pytest.fixture
def world(schooled: tuple[Path, int], tmp_path: Path) -> Iterator[World]:
    folder, number = schooled
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    with installations.opened(installations.settings(tmp_path)) as installation:
        recovery.register(installation)
        yield World(http.portal(installation), number)


@pytest.fixture
def any_world(installation: Installation) -> World:
    """The same, on each engine in turn."""
    number = _populated(installation)
    return World(http.portal(installation), number)


@pytest.fixture
def browser(world: World) -> Iterator[TestClient]:
    """A stranger's, all of whose connections are of one process."""
    with world.portal.client() as client:
        yield client
