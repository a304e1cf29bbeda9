"""What is named elsewhere by its identity keeps it to itself for ever; tables hold more of what must be so of roles."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# What each is called in the journal. Audiences, jobs, views and pages that are open name them, too.
NAMED = {"role": "roles", "service": "services", "category": "categories", "job": "jobs"}


def upgrade() -> None:
    """Mend what the tables will refuse from now on, though services never let it be."""
    _keep_identities()
    _hold_primary_roles()


def _keep_identities() -> None:
    """SQLite gave the identity of what was deleted last again; PostgreSQL never did."""
    op.drop_index("ix_membership_role_person", "membership")
    held = ["role_id", "person_id", "is_primary", "begins_on", "ends_on"]
    op.create_index("ix_membership_role_person", "membership", held, unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for table, deeds in NAMED.items():
            with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
                pass
            _go_on_after_all_that_were(table, deeds)


def _hold_primary_roles() -> None:
    """One of a person's at most, and without dates."""
    op.execute("UPDATE membership SET begins_on = NULL, ends_on = NULL WHERE is_primary")
    op.execute("""
        UPDATE membership SET is_primary = FALSE WHERE is_primary AND role_id > (
            SELECT min(role_id) FROM membership AS other
            WHERE other.person_id = membership.person_id AND other.is_primary)""")
    with op.batch_alter_table("membership") as membership:
        membership.create_check_constraint(
            op.f("ck_membership_primary_without_dates"), "NOT is_primary OR (begins_on IS NULL AND ends_on IS NULL)"
        )
    primary = sa.text("is_primary")
    op.create_index(
        "uq_membership_primary",
        "membership",
        ["person_id"],
        unique=True,
        sqlite_where=primary,
        postgresql_where=primary,
    )


def _go_on_after_all_that_were(table: str, deeds: str) -> None:
    """The journal and the audiences know of some that are there no more."""
    known = f"""
        SELECT max(id) AS n FROM {table}
        UNION ALL SELECT max(CAST(subject AS INTEGER)) FROM journal WHERE action LIKE '{deeds}.%'
        UNION ALL SELECT max(ref) FROM audience WHERE kind = '{table}'"""  # noqa: S608  ours
    op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")  # noqa: S608  ours
    op.execute(f"INSERT INTO sqlite_sequence (name, seq) SELECT '{table}', coalesce(max(n), 0) FROM ({known})")  # noqa: S608  ours


def downgrade() -> None:
    """Nobody goes back: an older version moves the primary role in an order that the tables refuse."""
