"""Establishments are found by indexes of words."""

from alembic import op

from app.storage import words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Keep them, on SQLite."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in words.indexes("establishment", "number"):
            op.execute(statement)


def downgrade() -> None:
    """An older version does not mind the indexes."""
