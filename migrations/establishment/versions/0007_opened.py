"""Which version somebody opened is kept apart from what they mark as read."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add it. What was opened, and marked as unread since, was opened as it was first, if not later."""
    op.add_column("delivery", sa.Column("opened", sa.Integer(), nullable=False, server_default="0"))
    op.execute("""
        UPDATE delivery SET opened = CASE WHEN seen = 0 THEN 1 ELSE seen END WHERE opened_at IS NOT NULL""")


def downgrade() -> None:
    """An older version does not mind it."""
