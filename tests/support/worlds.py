"""How does a test get the two schools at once? Made once for all tests, they are copied, or put back as they were."""

import secrets
import shutil
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from psycopg import Connection, sql

from app.services import recovery
from app.settings import Settings
from app.storage import provisioning
from tests.support import disks, installations, s3
from tests.support.postgresql import Server
from tests.support.world import World, populated

# A test of what becomes of bytes, with the documents in a folder on either engine, then on S3.
ALSO_ON_S3: Final = pytest.mark.parametrize(
    "engine_kind",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql), pytest.param("s3", marks=pytest.mark.s3)],
    indirect=True,
)


class OnSqlite:
    """The folder of an installation, of which each test has a copy."""

    def __init__(self, prepared: Path, folder: Path) -> None:
        installations.copied(prepared, folder)
        self._folder, self._world = folder, _made(installations.settings(folder))

    @contextmanager
    def world(self, folder: Path, **others: Any) -> Generator[World]:  # noqa: ANN401  any setting
        installations.copied_whole(self._folder, folder)
        with _inhabited(self._world, installations.settings(folder, **others)) as world:
            yield world


class OnS3:
    """The same, but for its files, which each test has under a prefix of its own."""

    def __init__(self, schools: OnSqlite, server: s3.Server) -> None:
        self._schools, self._server = schools, server

    @contextmanager
    def world(self, folder: Path) -> Generator[World]:
        with self._schools.world(folder, **self._server.settings(secrets.token_hex(4))) as world:
            local = folder / "files"
            for file in [path for path in local.rglob("*") if path.is_file()]:
                world.installation.files.put(str(file.relative_to(local)), file.read_bytes())
            shutil.rmtree(local)
            yield world


class OnPostgresql:
    """A database that all tests have in turn, each as it was at first: making one takes much longer."""

    def __init__(self, server: Server, template: str, folder: Path) -> None:
        self._server, self._template, self._folder = server, template, folder
        self._stack, self._name = ExitStack(), ""

    @contextmanager
    def world(self, folder: Path) -> Generator[World]:
        if self._name:
            self._server.sweep()  # no role of another test's schools is among the roles of these
        else:
            self._make()
        installations.copied_whole(self._folder, folder)
        try:
            settings = installations.settings(folder, database_url=self._server.url(self._name))
            with _inhabited(self._world, settings) as world:
                yield world
        finally:
            self._put_back()

    def _make(self) -> None:
        self._name = self._stack.enter_context(self._server.database(self._template))
        self._world = _made(installations.settings(self._folder, database_url=self._server.url(self._name)))
        self._server.kept.update(self._server.roles())
        # Kept open: what puts the schools back is read and planned once.
        self._superuser = self._stack.enter_context(self._server.connect(self._name, "postgres"))
        self._schemas, self._restoration = _schemas(self._superuser), _saved(self._superuser)
        self._shape = _shape(self._superuser)

    def _put_back(self) -> None:
        connection = self._superuser
        schemas, roles = _schemas(connection), set(self._server.roles())
        if is_whole := self._schemas <= schemas and self._server.kept <= roles:
            for schema in schemas - self._schemas:
                connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
            self._server.sweep()
            if is_whole := _shape(connection) == self._shape:
                connection.execute(self._restoration)
        if not is_whole:  # a school is gone, or its tables are others
            self.close()

    def close(self) -> None:
        """Whoever wants the schools again makes them again, but not what establishments are copied from."""
        self._server.kept.clear()
        self._stack.close()
        for place in self._folder.iterdir():
            if place.is_dir() and place.name != "templates":
                shutil.rmtree(place)
            elif place.is_file():
                place.unlink()
        self._name = ""


@contextmanager
def on_small_disk(server: Server, template: str, folder: Path) -> Generator[tuple[World, Path]]:
    """Schools in a database of their own, and the disk that this is on."""
    with (
        disks.small(server.folder / "small", megabytes=64) as disk,
        server.elsewhere(template, disk) as name,
    ):
        settings = installations.settings(folder, database_url=server.url(name))
        with _inhabited(_made(settings), settings) as world:
            yield world, disk


@contextmanager
def _inhabited(world: World, settings: Settings) -> Generator[World]:
    with installations.opened(settings) as installation:
        recovery.register(installation)
        yield replace(world, installation=installation)


def _made(settings: Settings) -> World:
    with installations.opened(settings) as installation:
        provisioning.template(installation.databases)
        return populated(installation)


def _schemas(connection: Connection) -> set[str]:
    return {
        name for (name,) in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^establishment_'")
    }


def _shape(connection: Connection) -> str:
    """Which tables there are: one that was made anew is another."""
    tables = connection.execute("""
        SELECT string_agg(pg_class.oid || '.' || relnatts, ' ' ORDER BY pg_class.oid)
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind IN ('r', 'i') AND nspname ~ '^(platform|establishment_.*)$'""").fetchone()
    return str(tables)


def _saved(connection: Connection) -> bytes:
    """Copy every row aside; gives the statements that put it back."""
    connection.execute("CREATE SCHEMA saved")
    tables = connection.execute("""
        SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind = 'r' AND nspname ~ '^(platform|establishment_.*)$'""")
    statements: list[sql.Composable] = [sql.SQL("SET session_replication_role = replica")]
    for schema, name in tables.fetchall():
        table, copy = sql.Identifier(schema, name), sql.Identifier("saved", f"{schema}.{name}")
        connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(copy, table))
        statements.append(sql.SQL("DELETE FROM {}").format(table))
        statements.append(sql.SQL("INSERT INTO {} TABLE {}").format(table, copy))
    sequences = connection.execute("SELECT schemaname, sequencename, last_value FROM pg_sequences")
    for schema, name, last in sequences.fetchall():
        sequence = sql.Literal(f"{schema}.{name}")
        statements.append(sql.SQL("SELECT setval({}, {}, {})").format(sequence, last or 1, last is not None))
    return sql.SQL("; ").join(statements).as_bytes(connection)
