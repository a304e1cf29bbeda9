"""Who lives together: a key that the same household has however it is written."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nobody has a household yet: there was no way to say one."""
    op.add_column("person", sa.Column("household_key", sa.String(400), nullable=False, server_default=""))


def downgrade() -> None:
    """Nobody goes back: the key would have to be made again."""
