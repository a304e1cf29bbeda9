"""How does an establishment's database come to be, and go? Each step can be repeated."""

import os
import secrets
import shutil
from pathlib import Path
from threading import Lock
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, text

from app.models.establishment import Membership, built_in_roles, first_administrator, first_rights, first_spaces
from app.storage import engines, migrations
from app.storage.cipher import Cipher
from app.storage.database import Database
from app.storage.databases import PLATFORM_SCHEMA, Address, Databases, login, schema

_making_template = Lock()


def new_stamp() -> str:
    """Tells a database from any other that had, or will have, the same number."""
    return secrets.token_hex(4)


def new_secret(cipher: Cipher) -> str:
    """The password of an establishment's login role, encrypted."""
    return cipher.encrypted(secrets.token_urlsafe(24))


def prepare_platform(databases: Databases) -> None:
    """Make the platform's tables, or bring them to the newest revision; several processes may do it at once."""
    if databases.settings.is_postgresql:
        with engines.restructuring(databases.platform.engine) as connection:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {PLATFORM_SCHEMA}"))
    migrations.upgrade("platform", databases.platform.engine)


def create(databases: Databases, cipher: Cipher, address: Address) -> None:
    """Make the database with its built-in roles and first administrator; does it anew when a half-made one is there."""
    drop(databases, address)
    if databases.settings.is_postgresql:
        _create_schema(databases, cipher, address)
    else:
        _copy_template(databases, address)


def drop(databases: Databases, address: Address) -> None:
    """Take the database away, its role included; nothing happens when there is none."""
    databases.forget(address)
    if databases.settings.is_postgresql:
        _drop_schema(databases, address)
    else:
        folder = databases.folder(address.number)
        if folder.exists():
            shutil.rmtree(folder)


def present(databases: Databases) -> set[int]:
    """The numbers of the establishments that have a database, whether or not the platform knows them."""
    if databases.settings.is_postgresql:
        with databases.platform.engine.connect() as connection:
            schemas = connection.execute(
                text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^establishment_\\d+$'")
            )
            return {int(name.rpartition("_")[2]) for (name,) in schemas}
    return {int(file.parent.name) for file in databases.folder(0).parent.glob("[0-9]*/establishment.db")}


def template(databases: Databases) -> Path:
    """A migrated SQLite database with what every establishment begins with: made once per revision, then copied."""
    file = databases.settings.data_dir / "templates" / f"establishment-{migrations.head('establishment')}.db"
    with _making_template:
        if not file.exists():
            part = engines.blank(file.with_suffix(f".{secrets.token_hex(4)}"))
            database = Database.in_file(part)
            _fill(database)
            database.dispose()
            part.replace(file)
    return file


def _fill(database: Database) -> None:
    migrations.upgrade("establishment", database.engine)
    with database.session(writes=True) as db:
        roles, person = built_in_roles(), first_administrator()
        db.add_all([*roles, person])
        db.flush()
        db.add_all([*first_rights(roles), *first_spaces(roles)])
        webmaster = next(role for role in roles if role.code == "WEBMASTER")
        db.add(Membership.model_validate({"person_id": person.id, "role_id": webmaster.id, "is_primary": True}))
        db.commit()


def _copy_template(databases: Databases, address: Address) -> None:
    target = engines.blank(databases.folder(address.number) / "establishment.db")
    shutil.copyfile(template(databases), target)
    with target.open("r+b") as copied:
        copied.seek(60)  # where SQLite's header keeps `user_version`
        copied.write(engines.user_version(address.stamp).to_bytes(4, "big"))
        copied.flush()
        os.fsync(copied.fileno())


def _create_schema(databases: Databases, cipher: Cipher, address: Address) -> None:
    """The role owns the schema and nothing else; we are a member of it only while we make it (PostgreSQL)."""
    role, space = sql.Identifier(login(address)), sql.Identifier(schema(address))
    with databases.platform.engine.begin() as connection:
        _run(
            connection,
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, _verifier(connection, cipher, address)),
            sql.SQL("ALTER ROLE {} SET search_path = {}").format(role, space),
            sql.SQL("GRANT {} TO CURRENT_USER").format(role),
            sql.SQL("CREATE SCHEMA {} AUTHORIZATION {}").format(space, role),
            sql.SQL("REVOKE {} FROM CURRENT_USER").format(role),
        )
    _fill(databases.establishment(address))


def _verifier(connection: Connection, cipher: Cipher, address: Address) -> sql.Literal:
    """What the server keeps to recognise the password by; the password itself would be seen in its log."""
    driver: Any = connection.connection.dbapi_connection
    password, name = cipher.decrypted(address.secret).encode(), login(address).encode()
    return sql.Literal(driver.pgconn.encrypt_password(password, name, b"scram-sha-256").decode())


def _drop_schema(databases: Databases, address: Address) -> None:
    role, space = sql.Identifier(login(address)), sql.Identifier(schema(address))
    with databases.platform.engine.begin() as connection:
        there = text("SELECT 1 FROM pg_roles WHERE rolname = :name")
        if not connection.execute(there, {"name": login(address)}).scalar():
            return
        _run(connection, sql.SQL("ALTER ROLE {} NOLOGIN").format(role))
    with databases.platform.engine.begin() as connection:
        _run(connection, sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :name"),
            {"name": login(address)},
        )
        _run(
            connection,
            sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(space),
            sql.SQL("DROP ROLE {}").format(role),
        )


def _run(connection: Connection, *statements: sql.Composed) -> None:
    cursor = connection.connection.cursor()
    for statement in statements:
        cursor.execute(statement.as_string(None))
    cursor.close()
