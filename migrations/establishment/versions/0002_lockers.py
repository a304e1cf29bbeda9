"""The digital lockers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of documents, deposits and deliveries; whoever wanted no mail still gets none.

    The built-in roles may deposit from the first day, as in establishments made later.
    """
    op.add_column("person", sa.Column("notification", sa.String(12), nullable=True))
    op.execute("UPDATE person SET notification = 'none' WHERE NOT wants_mail")
    op.drop_column("person", "wants_mail")
    with op.batch_alter_table("role") as role:
        role.alter_column("quota", type_=sa.BigInteger())
    op.execute("""
        INSERT INTO "grant" (role_id, permission) SELECT id, 'locker.deposit' FROM role
        WHERE code IN ('PRINCIPAL', 'SCHOOL_LIFE', 'STAFF', 'TEACHER', 'COUNSELLOR')""")
    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("name_key", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("name_key", name=op.f("uq_category_name_key")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("key", name=op.f("uq_document_key")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_sha256")),
    )
    op.create_table(
        "lockersettings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("largest", sa.BigInteger(), nullable=False),
        sa.Column("quota", sa.BigInteger(), nullable=False),
        sa.Column("trash_days", sa.Integer(), nullable=False),
        sa.Column("notification", sa.String(12), nullable=False),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lockersettings")),
    )
    op.create_table(
        "deposit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("depositor_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("memo", sa.String(1000), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sends_mail", sa.Boolean(), nullable=False),
        sa.Column("mails_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn", sa.Integer(), nullable=True),
        sa.Column("name_key", sa.String(520), nullable=False),
        sa.Column("search", sa.String(2600), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_deposit_category_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["depositor_id"], ["person.id"], name=op.f("fk_deposit_depositor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_deposit_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_deposit_category_id"), "deposit", ["category_id"], unique=False)
    op.create_index("ix_deposit_depositor", "deposit", ["depositor_id", "created_at", "id"], unique=False)
    op.create_index(op.f("ix_deposit_document_id"), "deposit", ["document_id"], unique=False)
    op.create_index(op.f("ix_deposit_mails_due"), "deposit", ["mails_due"], unique=False)
    op.create_index(op.f("ix_deposit_trashed_at"), "deposit", ["trashed_at"], unique=False)
    op.create_index("ix_deposit_version", "deposit", ["version", "id"], unique=False)
    op.create_index(op.f("ix_deposit_withdrawn"), "deposit", ["withdrawn"], unique=False)
    op.create_table(
        "upload",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_upload_document_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upload_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_document_id"), "upload", ["document_id"], unique=False)
    op.create_index(op.f("ix_upload_person_id"), "upload", ["person_id"], unique=False)
    op.create_table(
        "audience",
        sa.Column("deposit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("is_dynamic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deposit_id"], ["deposit.id"], name=op.f("fk_audience_deposit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("deposit_id", "kind", "ref", name=op.f("pk_audience")),
    )
    op.create_index("ix_audience_dynamic", "audience", ["is_dynamic", "deposit_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("deposit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("downloaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["deposit_id"], ["deposit.id"], name=op.f("fk_delivery_deposit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("deposit_id", "person_id", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_opened", "delivery", ["deposit_id", "opened_at"], unique=False)
    op.create_index(
        "ix_delivery_person", "delivery", ["person_id", "removed_at", "delivered_at", "deposit_id"], unique=False
    )
    op.create_index("ix_delivery_seen", "delivery", ["person_id", "seen", "deposit_id"], unique=False)
    op.create_table(
        "version",
        sa.Column("deposit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deposit_id"], ["deposit.id"], name=op.f("fk_version_deposit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_version_document_id")),
        sa.PrimaryKeyConstraint("deposit_id", "number", name=op.f("pk_version")),
    )
    op.create_index(op.f("ix_version_document_id"), "version", ["document_id"], unique=False)


def downgrade() -> None:
    """Nobody goes back: what is deposited would be lost."""
