"""When a session that looks at the portal as somebody else does so no longer."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nobody looks yet."""
    op.add_column("session", sa.Column("view_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """As it was."""
    op.drop_column("session", "view_until")
