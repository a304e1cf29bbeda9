"""People of one state are sorted by their last access by an index: among many, those who have one may be few."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_person_state_access", "person", ["state", "last_access", "id"], unique=False)


def downgrade() -> None:
    """An older version does not mind it."""
