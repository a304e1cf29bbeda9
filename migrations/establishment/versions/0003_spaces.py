"""The web spaces: their publication, who enters, guardians, announcements."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables; all is published but the visitors' space, and roles enter as in establishments made later."""
    op.add_column("person", sa.Column("household", sa.String(200), nullable=False, server_default=""))
    op.add_column("person", sa.Column("household_key", sa.String(400), nullable=False, server_default=""))
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        *_published(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_table(
        "space",
        sa.Column("code", sa.String(12), nullable=False),
        *_published(),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_space")),
    )
    op.create_table(
        "spacerole",
        sa.Column("space", sa.String(12), nullable=False),
        _reference("spacerole", "role_id", "role"),
        sa.PrimaryKeyConstraint("space", "role_id", name=op.f("pk_spacerole")),
    )
    op.create_index(op.f("ix_spacerole_role_id"), "spacerole", ["role_id"], unique=False)
    op.create_table(
        "guardianlink",
        _reference("guardianlink", "student_id", "person"),
        _reference("guardianlink", "guardian_id", "person"),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("has_access", sa.Boolean(), nullable=False),
        sa.Column("data_source", sa.String(256), nullable=True),
        sa.PrimaryKeyConstraint("student_id", "guardian_id", name=op.f("pk_guardianlink")),
    )
    op.create_index(op.f("ix_guardianlink_guardian_id"), "guardianlink", ["guardian_id"], unique=False)
    _announcements()
    _fill()


def _announcements() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.String(10_000), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(254), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcement_begins_on", "announcement", ["begins_on", "id"], unique=False)
    op.create_table(
        "announcementspace",
        _reference("announcementspace", "announcement_id", "announcement"),
        sa.Column("space", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("announcement_id", "space", name=op.f("pk_announcementspace")),
    )
    op.create_table(
        "announcementreading",
        _reference("announcementreading", "announcement_id", "announcement"),
        _reference("announcementreading", "person_id", "person"),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("announcement_id", "person_id", name=op.f("pk_announcementreading")),
    )
    op.create_index(op.f("ix_announcementreading_person_id"), "announcementreading", ["person_id"], unique=False)


def _published() -> tuple[sa.Column[bool], sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(254), nullable=False),
    )


def _reference(table: str, column: str, to: str) -> sa.Column[int]:
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")
    return sa.Column(column, sa.Integer(), key, nullable=False)


def _fill() -> None:
    """New establishments are filled by `first_spaces`; those that have roles already, here."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM role")).first() is None:
        return
    since = "CURRENT_TIMESTAMP, ''"
    op.execute(f"INSERT INTO publication (id, is_published, changed_at, changed_by) VALUES (1, true, {since})")  # noqa: S608  ours
    for code in (
        "TEACHERS", "SCHOOL_LIFE", "GUARDIANS", "STUDENTS", "ASSISTANTS", "STAFF", "INSPECTORS", "VISITORS",
    ):  # fmt: skip
        published = "false" if code == "VISITORS" else "true"
        op.execute(
            f"INSERT INTO space (code, is_published, changed_at, changed_by) VALUES ('{code}', {published}, {since})"  # noqa: S608  ours
        )
    op.execute("""
        INSERT INTO spacerole (space, role_id) SELECT space, id FROM (
            SELECT id, CASE
                WHEN code IN ('SCHOOL_LIFE', 'COUNSELLOR') THEN 'SCHOOL_LIFE'
                WHEN code = 'SUPPORT_STAFF' THEN 'ASSISTANTS'
                WHEN code = 'INSPECTOR' THEN 'INSPECTORS'
                WHEN kind = 'teacher' THEN 'TEACHERS'
                WHEN kind = 'staff' THEN 'STAFF'
                WHEN kind = 'student' THEN 'STUDENTS' END AS space FROM role) entering
        WHERE space IS NOT NULL""")
    op.execute("""
        INSERT INTO "grant" (role_id, permission) SELECT id, permission FROM role, (
            SELECT 'spaces.manage' AS permission UNION SELECT 'announcements.manage') given
        WHERE code = 'PRINCIPAL'""")


def downgrade() -> None:
    """Nobody goes back: who may enter would be forgotten."""
