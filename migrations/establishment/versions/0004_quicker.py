"""People are found by the beginnings of words, and full lockers are sorted by indexes."""

from alembic import op

from app.storage import words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Keep them; that of beginnings on SQLite."""
    op.create_index("ix_deposit_name", "deposit", ["name_key", "id"], unique=False)
    op.create_index("ix_deposit_size", "deposit", ["size", "id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for statement in words.beginnings_index("person", "id"):
            op.execute(statement)


def downgrade() -> None:
    """An older version does not mind them."""
