"""When the clock has to see to an establishment's lockers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing is due until somebody deposits."""
    op.add_column("establishment", sa.Column("lockers_due", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_establishment_lockers_due"), "establishment", ["lockers_due"], unique=False)


def downgrade() -> None:
    """The clock sees to lockers no more."""
    op.drop_index(op.f("ix_establishment_lockers_due"), "establishment")
    op.drop_column("establishment", "lockers_due")
