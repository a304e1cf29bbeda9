"""What do tests of the use cases begin with? Two populated schools, on each engine in turn."""

from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from app.storage.bus import News
from tests.support import s3
from tests.support.crowd import Crowd
from tests.support.postgresql import Server
from tests.support.world import World
from tests.support.worlds import OnPostgresql, OnS3, OnSqlite


@pytest.fixture(scope="session")
def on_postgresql(
    postgres: Server, prepared_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OnPostgresql]:
    schools = OnPostgresql(postgres, prepared_database, tmp_path_factory.mktemp("schools"))
    yield schools
    schools.close()


@pytest.fixture(scope="session")
def on_s3(on_sqlite: OnSqlite, s3_server: s3.Server) -> OnS3:
    return OnS3(on_sqlite, s3_server)


@pytest.fixture
def world(engine_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with request.getfixturevalue(f"on_{engine_kind}").world(tmp_path) as world:
        yield world


@pytest.fixture
def crowd(world: World) -> Crowd:
    """Those of the first school."""
    return Crowd(world, world.azurite)


@pytest.fixture
def sqlite_crowd(sqlite_world: World) -> Crowd:
    return Crowd(sqlite_world, sqlite_world.azurite)


@pytest.fixture
def heard(world: World) -> "Queue[News]":
    """What the tabs of this process would hear."""
    heard = Queue[News]()
    world.installation.bus.listen(heard.put)
    return heard
