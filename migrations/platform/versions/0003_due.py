"""The clock sees to whole establishments, and sessions can look at the portal as somebody else does."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """What was due for lockers is due for all that the clock does."""
    op.drop_index(op.f("ix_establishment_lockers_due"), "establishment")
    op.alter_column("establishment", "lockers_due", new_column_name="due")
    op.add_column("establishment", sa.Column("due_taken_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_establishment_due"), "establishment", ["due"], unique=False)
    op.create_index(op.f("ix_establishment_due_taken_until"), "establishment", ["due_taken_until"], unique=False)
    op.add_column("session", sa.Column("view_role", sa.Integer(), nullable=True))
    op.add_column("session", sa.Column("view_person", sa.Integer(), nullable=True))
    op.add_column("session", sa.Column("view_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """As it was."""
    op.drop_column("session", "view_until")
    op.drop_column("session", "view_person")
    op.drop_column("session", "view_role")
    op.drop_index(op.f("ix_establishment_due_taken_until"), "establishment")
    op.drop_index(op.f("ix_establishment_due"), "establishment")
    op.drop_column("establishment", "due_taken_until")
    op.alter_column("establishment", "due", new_column_name="lockers_due")
    op.create_index(op.f("ix_establishment_lockers_due"), "establishment", ["lockers_due"], unique=False)
