"""Files that somebody put with a note or a contact, and what a task to come back to a case is about.

Downwards the files and what a task is about are lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ABOUT = (
    "ALTER TABLE task ADD COLUMN note_id INTEGER CONSTRAINT fk_task_note_id_note REFERENCES note (id)",
    "ALTER TABLE task ADD COLUMN contact_id INTEGER CONSTRAINT fk_task_contact_id_contact REFERENCES contact (id)",
)
"""Statements of both databases, which make no row anew."""


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(contact_id IS NULL) <> (note_id IS NULL)", name=op.f("ck_case_file_with_one_thing")),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_case_file_added_by_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_file_case_id_cases")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_case_file_contact_id_contact")),
        sa.ForeignKeyConstraint(["file_sha256"], ["stored_file.sha256"], name=op.f("fk_case_file_file_sha256_stored_file")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_case_file_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
    )
    op.create_index(op.f("ix_case_file_case_id"), "case_file", ["case_id"], unique=False)
    for statement in ABOUT:
        op.execute(statement)


def downgrade() -> None:
    op.drop_column("task", "contact_id")
    op.drop_column("task", "note_id")
    op.drop_index(op.f("ix_case_file_case_id"), table_name="case_file")
    op.drop_table("case_file")
