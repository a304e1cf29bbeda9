"""Does every schema reach the newest revision, from wherever it is, and is it then what the models say?"""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from app.models.establishment import (
    Attachment,
    Audience,
    AudienceKind,
    Category,
    Delivery,
    Deposit,
    Document,
    Grant,
    Job,
    JobRow,
    Journal,
    Management,
    Membership,
    Person,
    Role,
    Service,
    built_in_roles,
    first_spaces,
)
from app.settings import Settings
from app.storage import migrations, provisioning, words
from app.storage.database import Database
from app.storage.databases import PLATFORM_SCHEMA
from app.storage.installation import Installation
from app.storage.migrations import Tree
from tests.support import installations
from tests.support.crashes import crash_before


@pytest.fixture
def settings(engine_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Of an installation where nothing is prepared."""
    if engine_kind == "sqlite":
        yield installations.settings(tmp_path)
        return
    server = request.getfixturevalue("postgres")
    with server.database() as name:
        yield installations.settings(tmp_path, database_url=server.url(name))


@pytest.fixture(params=["platform", "establishment"])
def tree(request: pytest.FixtureRequest) -> Tree:
    return request.param


@pytest.fixture
def empty(installation: Installation) -> Engine:
    """A database without tables, where either tree could grow."""
    if installation.settings.is_postgresql:
        with installation.databases.platform.engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {PLATFORM_SCHEMA}"))
    return installation.databases.platform.engine


def tables(engine: Engine) -> set[str]:
    """But for those of which the indexes of words are made."""
    return {name for name in inspect(engine).get_table_names() if not words.is_of_index(name)}


def expected(tree: Tree) -> set[str]:
    return {*migrations.METADATA[tree].tables, "alembic_version"}


def test_an_empty_database_reaches_the_newest_revision(empty: Engine, tree: Tree) -> None:
    assert migrations.revision(empty) is None
    migrations.upgrade(tree, empty)
    assert migrations.revision(empty) == migrations.head(tree)
    assert tables(empty) == expected(tree)


def test_migrations_and_models_agree(empty: Engine, tree: Tree) -> None:
    migrations.upgrade(tree, empty)
    assert migrations.drift(tree, empty) == []


def test_a_database_that_differs_from_the_models_is_told_of(empty: Engine) -> None:
    migrations.upgrade("establishment", empty)
    changes = (
        "ALTER TABLE person ADD COLUMN nickname VARCHAR(10)",
        "ALTER TABLE person DROP COLUMN first_name",
        "DROP INDEX ix_person_last_access",
        "CREATE TABLE forgotten (id INTEGER)",
    )
    for count, change in enumerate(changes, start=1):
        with empty.begin() as connection:
            connection.execute(text(change))
        assert len(migrations.drift("establishment", empty)) == count


def test_upgrading_again_changes_nothing(empty: Engine, tree: Tree) -> None:
    migrations.upgrade(tree, empty)
    migrations.upgrade(tree, empty)
    assert migrations.revision(empty) == migrations.head(tree)


@pytest.mark.parametrize("statement", ["CREATE TABLE alembic_version", "CREATE TABLE role", "INSERT INTO alembic"])
def test_an_interrupted_upgrade_leaves_no_half_revision_and_is_resumed(empty: Engine, statement: str) -> None:
    with crash_before(statement):
        migrations.upgrade("establishment", empty)
    assert tables(empty) == set()
    migrations.upgrade("establishment", empty)
    assert migrations.drift("establishment", empty) == []


@pytest.fixture
def three_revisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A tree of its own, as ours will be one day: each revision makes one table."""
    versions = tmp_path / "trees" / "three" / "versions"
    versions.mkdir(parents=True)
    shutil.copy(migrations.ROOT / "platform" / "env.py", versions.parent)
    for revision, before, table in (("0001", None, "one"), ("0002", "0001", "two"), ("0003", "0002", "three")):
        script = REVISION.format(revision=revision, before=before, table=table)
        (versions / f"{revision}.py").write_text(script)
    monkeypatch.setattr(migrations, "ROOT", tmp_path / "trees")
    return cast("Tree", "three")


REVISION = """
from alembic import op
revision, down_revision = {revision!r}, {before!r}

def upgrade():
    op.execute("CREATE TABLE {table} (id INTEGER)")
"""


def test_an_upgrade_of_several_revisions_keeps_those_it_finished_and_goes_on_from_there(
    empty: Engine, three_revisions: Tree
) -> None:
    with crash_before("CREATE TABLE three"):
        migrations.upgrade(three_revisions, empty)
    assert migrations.revision(empty) == "0002"
    assert tables(empty) == {"alembic_version", "one", "two"}
    migrations.upgrade(three_revisions, empty)
    assert migrations.revision(empty) == "0003"
    assert tables(empty) == {"alembic_version", "one", "two", "three"}


def as_of(revision: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of an establishment as they were then."""
    with monkeypatch.context() as before:
        before.setattr(migrations, "head", lambda _tree: revision)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
        migrations.upgrade("establishment", engine)


def test_lockers_come_to_a_school_that_is_there(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    as_of("0001", empty, monkeypatch)
    with empty.begin() as db:
        db.execute(text(PEOPLE_BEFORE))
        db.execute(text(ROLES_BEFORE))
        db.execute(text("INSERT INTO membership (person_id, role_id, is_primary) VALUES (1, 1, TRUE), (2, 2, TRUE)"))
    migrations.upgrade("establishment", empty)
    with empty.connect() as db:
        assert list(db.execute(text("SELECT id, notification FROM person ORDER BY id"))) == [(1, None), (2, "none")]
        assert list(db.execute(text("SELECT person_id, role_id FROM membership"))) == [(1, 1), (2, 2)]
        assert list(db.execute(text('SELECT role_id, permission FROM "grant"'))) == [(1, "locker.deposit")]


def test_what_is_marked_as_read_was_not_opened_for_that(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    as_of("0001", empty, monkeypatch)
    with empty.begin() as db:
        db.execute(text(PEOPLE_BEFORE))
    as_of("0006", empty, monkeypatch)
    with empty.begin() as db:
        db.execute(text(DOCUMENTS_BEFORE))
        db.execute(text(DEPOSITS_BEFORE))
        db.execute(text(DELIVERIES_BEFORE))
    migrations.upgrade("establishment", empty)
    with empty.connect() as db:
        found = list(db.execute(text("SELECT seen, opened FROM delivery ORDER BY deposit_id, person_id")))
    assert found == [(0, 0), (2, 0), (2, 2), (0, 1)]


PEOPLE_BEFORE = """
INSERT INTO person (id, username, username_key, last_name, first_name, state, language, created_at, must_change,
    wants_mail, version, changed_by, changed_at, name_key, search)
VALUES
    (1, 'a', 'a', 'A', '', 'active', 'fr', '2026-09-01', FALSE, TRUE, 1, '', '2026-09-01', 'a', 'a'),
    (2, 'b', 'b', 'B', '', 'active', 'fr', '2026-09-01', FALSE, FALSE, 1, '', '2026-09-01', 'b', 'b')
"""
ROLES_BEFORE = """
INSERT INTO role (id, code, name, name_key, description, kind, is_builtin, version)
VALUES (1, 'TEACHER', 'T', 't', '', 'staff', TRUE, 1), (2, 'OURS', 'O', 'o', '', 'staff', FALSE, 1)
"""
DOCUMENTS_BEFORE = """
INSERT INTO document (id, sha256, key, size, media_type, created_at) VALUES (1, 'a', 'a', 1, 'text/plain', '2026-09-01')
"""
DEPOSITS_BEFORE = """
INSERT INTO deposit (id, document_id, name, memo, size, version, sends_mail, created_at, updated_at, name_key, search)
VALUES (1, 1, 'a', '', 1, 2, FALSE, '2026-09-01', '2026-09-01', 'a', 'a'),
    (2, 1, 'b', '', 1, 2, FALSE, '2026-09-01', '2026-09-01', 'b', 'b')
"""
# Neither; marked as read; opened; opened, and marked as unread since.
DELIVERIES_BEFORE = """
INSERT INTO delivery (deposit_id, person_id, delivered_at, reminders, seen, opened_at)
VALUES (1, 1, '2026-09-01', 0, 0, NULL), (1, 2, '2026-09-01', 0, 2, NULL),
    (2, 1, '2026-09-01', 0, 2, '2026-09-02'), (2, 2, '2026-09-01', 0, 0, '2026-09-02')
"""


def lived_in(engine: Engine) -> None:
    """Of everything that refers to a role, a service, a category or a job."""
    with Database(engine).session(writes=True) as db:
        roles, person, service = (
            built_in_roles(),
            Person(username="a", username_key="a"),
            Service(name="S", name_key="s"),
        )
        document, category = (
            Document(sha256="0", key="0", size=1, media_type="text/plain"),
            Category(name="C", name_key="c"),
        )
        job = Job(kind="people.block")
        person.describe()
        db.add_all([*roles, person, service, document, category, job])
        db.flush()
        mine: dict[str, Any] = {"document_id": document.id, "category_id": category.id, "name": "D", "size": 1}
        deposit = Deposit(depositor_id=person.id, **mine)
        deposit.describe()
        db.add(deposit)
        db.flush()
        someone, first, kept = person.id or 0, roles[0].id or 0, deposit.id or 0
        db.add_all(first_spaces(roles))
        db.add_all(
            Membership(person_id=someone, role_id=role.id or 0, is_primary=role is roles[2]) for role in roles[2:]
        )
        db.add_all([Grant(role_id=first, permission="people.read"), Management(role_id=first, managed_id=first)])
        db.add_all(
            [Attachment(service_id=service.id or 0, person_id=someone), Delivery(deposit_id=kept, person_id=someone)]
        )
        db.add(JobRow(job_id=job.id or 0, position=1, ref=someone, label="a"))
        db.add(Audience(deposit_id=kept, kind=AudienceKind.SERVICE, ref=40, is_dynamic=True))
        db.add(Journal(action="roles.deleted", subject="50"))
        db.add(Journal(action="spaces.let_in", subject="TEACHERS"))
        db.commit()


def rows(engine: Engine) -> dict[str, list[Any]]:
    """All that every table holds."""
    with engine.connect() as db:
        there = sorted(tables(engine) - {"alembic_version"})
        return {name: sorted(map(repr, db.execute(text(f'SELECT * FROM "{name}"')))) for name in there}  # noqa: S608  ours


def kept_by_sqlite(engine: Engine) -> set[str]:
    """Its triggers, and its indexes of words."""
    if engine.dialect.name != "sqlite":
        return set()
    with engine.connect() as db:
        return set(
            db.execute(text("SELECT sql FROM sqlite_master WHERE type = 'trigger' OR sql LIKE '%fts5%'")).scalars()
        )


def test_a_school_that_is_there_loses_nothing_by_the_newest_revisions(
    empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_of("0007", empty, monkeypatch)
    lived_in(empty)
    before, kept = rows(empty), kept_by_sqlite(empty)
    assert all(before[name] for name in ("spacerole", "membership", "grant", "attachment", "deposit", "jobrow"))
    migrations.upgrade("establishment", empty)
    assert rows(empty) == before
    assert kept_by_sqlite(empty) == kept
    assert migrations.drift("establishment", empty) == []


def test_what_tables_refuse_from_now_on_is_mended_first(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    as_of("0007", empty, monkeypatch)
    lived_in(empty)
    with empty.begin() as db:
        db.execute(text("UPDATE membership SET is_primary = TRUE, ends_on = '2026-11-01' WHERE role_id IN (3, 5, 8)"))
    migrations.upgrade("establishment", empty)
    with empty.connect() as db:
        first = db.execute(text("SELECT role_id, ends_on FROM membership WHERE is_primary"))
        assert list(first) == [(3, None)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE membership SET is_primary = TRUE WHERE role_id = 8",
        "UPDATE membership SET begins_on = '2026-09-01' WHERE is_primary",
        "UPDATE membership SET ends_on = '2027-07-01' WHERE is_primary",
    ],
)
def test_tables_refuse_what_services_never_let_be(empty: Engine, statement: str) -> None:
    migrations.upgrade("establishment", empty)
    lived_in(empty)
    with pytest.raises(IntegrityError), empty.begin() as db:
        db.execute(text(statement))
    with empty.begin() as db:  # what it would be without its fault
        assert db.execute(text("UPDATE membership SET ends_on = '2027-07-01' WHERE NOT is_primary")).rowcount


def test_the_identity_of_what_was_deleted_is_never_given_again(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    as_of("0007", empty, monkeypatch)
    lived_in(empty)
    migrations.upgrade("establishment", empty)
    with Database(empty).session(writes=True) as db:
        for n, made in enumerate(MADE):
            first, second = made("x"), made("y")
            db.add(first)
            db.flush()
            given = first.id or 0
            if empty.dialect.name == "sqlite":  # that used them again: none of those that are still named
                assert given == (51, 41, 2, 2)[n]
            db.delete(first)
            db.flush()
            db.add(second)
            db.flush()
            assert (second.id or 0) > given


MADE: tuple[Callable[[str], Role | Service | Category | Job], ...] = (
    lambda name: Role(code=name, name=name, name_key=name),
    lambda name: Service(name=name, name_key=name),
    lambda name: Category(name=name, name_key=name),
    lambda name: Job(kind=name),
)


def test_two_processes_that_start_at_once_both_find_the_tables(installation: Installation, settings: Settings) -> None:
    with installations.opened(settings) as elsewhere, ThreadPoolExecutor(2) as processes:
        list(processes.map(provisioning.prepare_platform, [installation.databases, elsewhere.databases]))
    assert migrations.revision(installation.databases.platform.engine) == migrations.head("platform")


def test_preparing_the_platform_again_changes_nothing(installation: Installation) -> None:
    provisioning.prepare_platform(installation.databases)
    provisioning.prepare_platform(installation.databases)
    assert migrations.drift("platform", installation.databases.platform.engine) == []
