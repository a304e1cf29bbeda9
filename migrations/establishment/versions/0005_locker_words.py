"""Documents are found by their words, and a full locker counts what is new by an index alone."""

from alembic import op

from app.storage import words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Keep the words on SQLite, and whether it was removed in the index of what was seen."""
    op.drop_index("ix_delivery_seen", "delivery")
    op.create_index("ix_delivery_seen", "delivery", ["person_id", "removed_at", "seen", "deposit_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for statement in words.indexes("deposit", "id"):
            op.execute(statement)


def downgrade() -> None:
    """An older version does not mind them."""
