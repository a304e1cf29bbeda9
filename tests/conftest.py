"""What may every test ask for? An installation on either engine, and the real servers behind it."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from app.settings import Settings
from app.storage.installation import Installation
from tests.support import disks, installations, memory, postgresql, redis, s3
from tests.support.world import World
from tests.support.worlds import OnSqlite


def pytest_configure() -> None:
    """The developer's own installation has no say in tests, which write in memory where there is room."""
    if room := memory.room():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", room)
    for name in [name for name in os.environ if name.startswith("CASIER_")]:
        del os.environ[name]
    Settings.model_config["env_file"] = None
    hypothesis.settings.register_profile("busy machines", deadline=None)
    hypothesis.settings.load_profile("busy machines")


def pytest_collection_finish() -> None:
    """What was imported and collected stays: it need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgresql.Server]:
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def prepared_database(postgres: postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its name; the platform's tables are there, and nobody is connected to it."""
    with postgres.database() as name:
        url = postgres.url(name)
        installations.prepared(installations.settings(tmp_path_factory.mktemp("postgresql"), database_url=url))
        yield name


@pytest.fixture(scope="session")
def prepared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installations.prepared(installations.settings(tmp_path_factory.mktemp("sqlite"))).data_dir


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine_kind(request: pytest.FixtureRequest) -> str:
    """A test that asks for it, directly or through `installation`, runs once on each."""
    return request.param


@pytest.fixture
def settings(engine_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Of an installation whose platform has its tables."""
    if engine_kind == "sqlite":
        installations.copied(request.getfixturevalue("prepared_folder"), tmp_path)
        yield installations.settings(tmp_path)
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("prepared_database")
    with server.database(template) as name:
        yield installations.settings(tmp_path, database_url=server.url(name))


@pytest.fixture
def installation(settings: Settings) -> Iterator[Installation]:
    """An open installation, on each engine in turn."""
    with installations.opened(settings) as opened:
        yield opened


@pytest.fixture
def sqlite_installation(prepared_folder: Path, tmp_path: Path) -> Iterator[Installation]:
    """An open installation for tests that no difference of engine can touch."""
    installations.copied(prepared_folder, tmp_path)
    with installations.opened(installations.settings(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="session")
def on_sqlite(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> OnSqlite:
    return OnSqlite(prepared_folder, tmp_path_factory.mktemp("schools"))


@pytest.fixture
def sqlite_world(on_sqlite: OnSqlite, tmp_path: Path) -> Iterator[World]:
    """Two populated schools, so that a leak is always possible; for tests that no difference of engine can touch."""
    with on_sqlite.world(tmp_path) as world:
        yield world


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis.Server]:
    with redis.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: redis.Server) -> str:
    """Of an empty Redis."""
    return redis_server.emptied()


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[s3.Server]:
    with s3.running(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Eight megabytes, where that can be made."""
    with disks.small(tmp_path / "small") as folder:
        yield folder
