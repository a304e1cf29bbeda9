"""What do tests of the outer door begin with? A portal of one school and one platform administrator."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.services import recovery
from app.services.sessions import place_of
from app.storage.installation import Installation
from tests.support import http, installations
from tests.support.http import World
from tests.support.lockers import holds


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
    installations.copied_whole(folder, tmp_path)
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


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.s3)])
def lockers(request: pytest.FixtureRequest, prepared_folder: Path, tmp_path: Path) -> Iterator[World]:
    """A school where anne and bob teach and carl learns, whose documents are in a folder, then on S3."""
    where: dict[str, str] = {}
    if request.param == "s3":
        where = request.getfixturevalue("s3_server").settings(secrets.token_hex(4))
    installations.copied(prepared_folder, tmp_path)
    with installations.opened(installations.settings(tmp_path, **where)) as installation:
        recovery.register(installation)
        number = http.school(installation, "anne", "bob", "carl")
        http.administrator(installation)
        holds(installation, place_of(http.home(installation, number)), "TEACHER", "anne", "bob")
        yield World(http.portal(installation), number)
