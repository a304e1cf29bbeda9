"""Does an establishment's database come to be whole, and go wholly, however often and from whatever state?"""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.models.establishment import BUILT_IN, Membership, Person, PersonState, Role
from app.storage import databases, migrations, provisioning
from app.storage.installation import Installation
from tests.support.crashes import crash_before
from tests.support.installations import Home, founded
from tests.support.postgresql import Server


def planned(installation: Installation, number: int) -> Home:
    return Home(number, provisioning.new_stamp(), provisioning.new_secret(installation.cipher))


def create(installation: Installation, home: Home) -> None:
    provisioning.create(installation.databases, installation.cipher, home)


def drop(installation: Installation, home: Home) -> None:
    provisioning.drop(installation.databases, home)


def is_whole(installation: Installation, home: Home) -> bool:
    with installation.databases.session(home, writes=False) as db:
        return set(db.exec(select(Role.code))) == set(BUILT_IN) and len(db.exec(select(Person)).all()) == 1


def test_an_establishment_begins_with_the_newest_tables(installation: Installation) -> None:
    engine = installation.databases.establishment(founded(installation, 1)).engine
    assert migrations.revision(engine) == migrations.head("establishment")
    assert migrations.drift("establishment", engine) == []


def test_an_establishment_begins_with_the_twenty_roles(installation: Installation) -> None:
    with installation.databases.session(founded(installation, 1), writes=False) as db:
        assert {role.code: (role.name, role.kind) for role in db.exec(select(Role))} == BUILT_IN
        assert all(db.exec(select(Role.is_builtin)))


def test_an_establishment_begins_with_an_administrator_who_cannot_enter_yet(installation: Installation) -> None:
    with installation.databases.session(founded(installation, 1), writes=False) as db:
        person, held = db.exec(select(Person)).one(), db.exec(select(Membership)).one()
        role = db.get_one(Role, held.role_id)
    assert (person.username, person.state, person.password_hash) == ("admin", PersonState.PENDING, None)
    assert (held.person_id, role.code, held.is_primary) == (person.id, "WEBMASTER", True)


def test_creating_again_begins_anew(installation: Installation) -> None:
    home = founded(installation, 1)
    with installation.databases.session(home, writes=True) as db:
        db.add(Person(username="left over", username_key="left over"))
        db.commit()
    create(installation, home)
    assert is_whole(installation, home)


def test_dropping_again_does_nothing(installation: Installation) -> None:
    home = founded(installation, 1)
    drop(installation, home)
    drop(installation, home)


def test_dropping_what_never_was_does_nothing(installation: Installation) -> None:
    drop(installation, planned(installation, 1))


def test_dropping_leaves_the_neighbours_alone(installation: Installation) -> None:
    going, staying = founded(installation, 1), founded(installation, 10)
    drop(installation, going)
    assert is_whole(installation, staying)


def test_several_can_be_created_at_once(installation: Installation) -> None:
    homes = [planned(installation, number) for number in range(1, 7)]
    with ThreadPoolExecutor(3) as people:
        list(people.map(lambda home: create(installation, home), homes))
    assert all(is_whole(installation, home) for home in homes)


def test_a_database_goes_although_somebody_is_reading_it(installation: Installation) -> None:
    home = founded(installation, 1)
    with installation.databases.session(home, writes=False) as db:
        db.exec(select(Person)).all()
        drop(installation, home)
        db.invalidate()
    with pytest.raises(DBAPIError):
        is_whole(installation, home)


class TestOnSqlite:
    def test_a_half_made_database_is_made_anew(self, sqlite_installation: Installation) -> None:
        home = planned(sqlite_installation, 1)
        folder = sqlite_installation.databases.folder(1)
        folder.mkdir(parents=True)
        (folder / "establishment.db").write_bytes(b"half")
        (folder / "establishment.db-wal").write_bytes(b"half")
        create(sqlite_installation, home)
        assert is_whole(sqlite_installation, home)

    def test_a_half_removed_database_is_removed(self, sqlite_installation: Installation) -> None:
        home = founded(sqlite_installation, 1)
        folder = sqlite_installation.databases.folder(1)
        (folder / "establishment.db").unlink()
        drop(sqlite_installation, home)
        assert not folder.exists()

    def test_the_template_is_made_once_and_then_copied(self, sqlite_installation: Installation) -> None:
        first = provisioning.template(sqlite_installation.databases)
        made = first.stat().st_mtime_ns
        founded(sqlite_installation, 1)
        assert provisioning.template(sqlite_installation.databases).stat().st_mtime_ns == made
        assert [file.name for file in first.parent.iterdir()] == [first.name]

    def test_a_template_that_was_not_finished_is_never_copied(self, sqlite_installation: Installation) -> None:
        provisioning.template(sqlite_installation.databases).unlink()
        with crash_before("INSERT INTO role"):
            founded(sqlite_installation, 1)
        assert is_whole(sqlite_installation, founded(sqlite_installation, 1))

    def test_a_database_that_cannot_be_removed_is_not_said_to_be(self, sqlite_installation: Installation) -> None:
        home = founded(sqlite_installation, 1)
        folder = sqlite_installation.databases.folder(1)
        shutil.rmtree(folder)
        folder.write_text("no folder")
        with pytest.raises(OSError, match="establishments"):
            drop(sqlite_installation, home)


@pytest.mark.postgresql
class TestOnPostgresql:
    @pytest.fixture
    def engine_kind(self) -> str:
        return "postgresql"

    def test_the_application_needs_no_superuser(self, installation: Installation) -> None:
        rights = "SELECT rolsuper, rolcreatedb, rolreplication, rolbypassrls, rolcreaterole FROM pg_roles"
        with installation.databases.platform_session(writes=False) as db:
            assert db.execute(text(f"{rights} WHERE rolname = current_user")).one() == (False,) * 4 + (True,)

    def test_dropping_takes_schema_and_role_away(self, installation: Installation, postgres: Server) -> None:
        drop(installation, founded(installation, 1))
        assert set(postgres.roles()) <= postgres.kept
        with installation.databases.platform_session(writes=False) as db:
            left = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'establishment%'"
            assert db.scalar(text(left)) == 0

    def test_the_application_is_no_member_of_the_roles_it_made(self, installation: Installation) -> None:
        home = founded(installation, 1)
        with installation.databases.platform_session(writes=False) as db:
            assert db.scalar(text(f"SELECT pg_has_role('{databases.login(home)}', 'USAGE')")) is False

    @pytest.mark.parametrize("statement", ["CREATE TABLE membership", "INSERT INTO role"])
    def test_a_half_made_schema_is_made_anew(self, installation: Installation, statement: str) -> None:
        home = planned(installation, 1)
        with crash_before(statement):
            create(installation, home)
        create(installation, home)
        assert is_whole(installation, home)

    def test_a_half_made_schema_is_dropped(self, installation: Installation, postgres: Server) -> None:
        home = planned(installation, 1)
        with crash_before("INSERT INTO role"):
            create(installation, home)
        drop(installation, home)
        assert set(postgres.roles()) <= postgres.kept

    def test_a_half_dropped_schema_is_dropped(self, installation: Installation, postgres: Server) -> None:
        home = founded(installation, 1)
        with crash_before("SELECT pg_terminate_backend"):
            drop(installation, home)
        drop(installation, home)
        assert set(postgres.roles()) <= postgres.kept

    def test_the_password_of_a_role_is_not_in_what_the_server_hears(
        self, installation: Installation, postgres: Server
    ) -> None:
        home = founded(installation, 1)
        heard = postgres.log()
        assert f'CREATE ROLE "{databases.login(home)}"' in heard
        assert installation.cipher.decrypted(home.secret) not in heard
