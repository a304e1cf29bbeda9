"""People are found by the beginnings of words, too."""

from alembic import op

from app.storage import words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Keep an index of beginnings, on SQLite."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in words.beginnings_index("person", "id"):
            op.execute(statement)


def downgrade() -> None:
    """An older version does not mind the index."""
