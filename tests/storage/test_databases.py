"""Does each address reach its own database, and no other?"""

from contextlib import ExitStack

import pytest
from psycopg import Connection as Driver
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import col, func, select

from app.models.establishment import Person
from app.storage import databases, migrations, provisioning
from app.storage.installation import Installation
from tests.support.installations import Home, founded, opened
from tests.support.postgresql import APPLICATION, Server


def names(installation: Installation, home: Home) -> list[str]:
    with installation.databases.session(home, writes=False) as db:
        return list(db.exec(select(Person.last_name).order_by(col(Person.id))))


def rename(installation: Installation, home: Home, name: str) -> None:
    with installation.databases.session(home, writes=True) as db:
        person = db.exec(select(Person)).one()
        person.last_name = name
        db.add(person)
        db.commit()


def as_role(server: Server, installation: Installation, home: Home) -> Driver:
    """A connection with an establishment's own credentials, past the application."""
    database = make_url(installation.settings.platform_url).database or ""
    return server.connect(database, databases.login(home), installation.cipher.decrypted(home.secret))


def test_what_was_compiled_for_one_establishment_serves_the_next_with_its_own_rows(installation: Installation) -> None:
    one, other = founded(installation, 1), founded(installation, 2)
    asked = select(Person.id, Person.last_name, Person.first_name).where(col(Person.last_name) == "Durand")
    rename(installation, one, "Durand")
    found = dict[int, tuple[str, list[str]]]()
    for home in (one, other):
        with installation.databases.session(home, writes=False) as db:
            result = db.connection().execute(asked)
            found[home.number] = result.context.cache_hit.name, [row.last_name for row in result]  # type: ignore[attr-defined]
    assert found == {1: ("CACHE_MISS", ["Durand"]), 2: ("CACHE_HIT", [])}


def test_what_is_written_in_one_establishment_is_in_no_other(installation: Installation) -> None:
    one, other = founded(installation, 1), founded(installation, 2)
    rename(installation, one, "Durand")
    assert names(installation, one) == ["Durand"]
    assert names(installation, other) == [""]


def test_a_number_used_again_begins_with_an_empty_database(installation: Installation) -> None:
    old = founded(installation, 1)
    rename(installation, old, "Durand")
    provisioning.drop(installation.databases, old)
    new = founded(installation, 1)
    assert names(installation, new) == [""]


def test_the_address_of_a_deleted_establishment_does_not_reach_the_next_one_of_its_number(
    installation: Installation,
) -> None:
    old = founded(installation, 1)
    provisioning.drop(installation.databases, old)
    founded(installation, 1)
    with pytest.raises(OperationalError):
        names(installation, old)


def test_another_process_that_knew_the_old_database_of_a_number_reaches_the_new_one(
    installation: Installation,
) -> None:
    with opened(installation.settings) as elsewhere:
        old = founded(installation, 1)
        rename(installation, old, "Durand")
        assert names(elsewhere, old) == ["Durand"]
        provisioning.drop(installation.databases, old)
        new = founded(installation, 1)
        assert names(elsewhere, new) == [""]


def test_a_database_that_is_not_there_is_not_made_by_asking(installation: Installation) -> None:
    nobody = Home(9, provisioning.new_stamp(), provisioning.new_secret(installation.cipher))
    with pytest.raises(OperationalError):
        names(installation, nobody)
    assert not installation.databases.folder(9).exists()


def test_the_database_unused_for_longest_is_closed_first(sqlite_installation: Installation) -> None:
    databases = sqlite_installation.databases
    databases.kept = 2
    one, two, three = (founded(sqlite_installation, number) for number in (1, 2, 3))
    for home in (one, two, one, three):
        assert names(sqlite_installation, home) == [""]
    assert [number for number, _ in databases._opened] == [1, 3]


def test_connections_stay_bounded_however_many_establishments_are_visited(
    sqlite_installation: Installation,
) -> None:
    sqlite_installation.databases.kept = 2
    for number in range(1, 6):
        assert names(sqlite_installation, founded(sqlite_installation, number)) == [""]
        assert len(sqlite_installation.databases._opened) <= 2


def test_a_database_that_many_read_at_once_makes_way_sooner(installation: Installation) -> None:
    many, one, other = (founded(installation, number) for number in (1, 2, 3))
    installation.databases.kept = 4
    with ExitStack() as crowd:
        for _ in range(6):
            crowd.enter_context(installation.databases.session(many, writes=False)).connection()
        assert installation.databases.establishment(many).connections == 6
    crowded = installation.databases.establishment(many)
    assert crowded.connections == 4  # at rest, whatever came in a rush
    assert names(installation, one) == [""]
    assert installation.databases.establishment(many) is not crowded
    assert names(installation, many) == names(installation, other) == [""]
    assert len(installation.databases._opened) == 3


def test_what_a_rush_left_open_is_closed_by_whoever_comes_next(installation: Installation) -> None:
    homes = [founded(installation, number) for number in (1, 2, 3)]
    installation.databases.kept = 4
    with ExitStack() as rush:
        for home in homes * 3:
            rush.enter_context(installation.databases.session(home, writes=False)).connection()
        assert len(installation.databases._opened) == 3
    assert names(installation, homes[2]) == [""]
    assert sum(database.connections for database in installation.databases._opened.values()) <= 4


def test_a_database_at_work_is_not_closed_for_want_of_room(
    installation: Installation,
) -> None:
    installation.databases.kept = 1
    busy, other = founded(installation, 1), founded(installation, 2)
    with installation.databases.session(busy, writes=True) as db:
        db.exec(select(Person)).one().last_name = "Durand"
        db.flush()
        assert names(installation, other) == [""]
        db.commit()
    assert names(installation, busy) == ["Durand"]
    founded(installation, 3)
    assert len(installation.databases._opened) == 1


@pytest.mark.postgresql
class TestOnPostgresql:
    """The server itself keeps establishments apart."""

    @pytest.fixture
    def engine_kind(self) -> str:
        return "postgresql"

    def test_the_application_works_in_an_establishment_as_its_own_role(self, installation: Installation) -> None:
        home = founded(installation, 1)
        with installation.databases.session(home, writes=False) as db:
            assert db.scalar(text("SELECT current_user")) == databases.login(home)
            assert db.scalar(select(func.current_schema())) == databases.schema(home)

    def test_the_schema_and_all_in_it_belong_to_that_role(self, installation: Installation, postgres: Server) -> None:
        home = founded(installation, 1)
        with as_role(postgres, installation, home) as role:
            owners = role.execute(
                "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = %s::regnamespace"
                " UNION SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s",
                [databases.schema(home)] * 2,
            ).fetchall()
        assert owners == [(databases.login(home),)]

    def test_the_server_itself_refuses_anothers_rows(self, installation: Installation, postgres: Server) -> None:
        home, other = founded(installation, 1), founded(installation, 2)
        tables = {tree: [*metadata.tables] for tree, metadata in migrations.METADATA.items()}
        anothers = [Identifier(databases.schema(other), table) for table in tables["establishment"]]
        platforms = [Identifier(databases.PLATFORM_SCHEMA, table) for table in tables["platform"]]
        with as_role(postgres, installation, home) as role:
            for table in anothers + platforms:
                with pytest.raises(InsufficientPrivilege):
                    role.execute(SQL("SELECT * FROM {}").format(table))

    def test_a_role_cannot_leave_its_schema(self, installation: Installation, postgres: Server) -> None:
        home, other = founded(installation, 1), founded(installation, 2)
        with as_role(postgres, installation, home) as role:
            for way_out in (
                f"SET ROLE {APPLICATION}",
                f"SET ROLE {databases.login(other)}",
                f"GRANT {databases.login(other)} TO CURRENT_USER",
                f"ALTER ROLE {APPLICATION} PASSWORD 'mine'",
                "CREATE SCHEMA mine",
                "CREATE TABLE public.mine ()",
                "CREATE ROLE mine",
                "COPY person TO PROGRAM 'true'",
            ):
                with pytest.raises(InsufficientPrivilege):
                    role.execute(way_out.encode())

    def test_the_platforms_connection_cannot_read_an_establishment(self, installation: Installation) -> None:
        founded(installation, 1)
        with installation.databases.platform_session(writes=False) as db, pytest.raises(Exception, match="permission"):
            db.scalar(text("SELECT count(*) FROM establishment_1.person"))

    def test_connections_of_the_server_stay_bounded(self, installation: Installation, postgres: Server) -> None:
        installation.databases.kept = 2
        for number in range(1, 6):
            founded(installation, number)
        count = "SELECT count(*) FROM pg_stat_activity WHERE usename ~ '^casier_\\d'"
        assert postgres.superuser.execute(count).fetchone() == (2,)
