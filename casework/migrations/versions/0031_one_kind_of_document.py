"""The files of cases and the files that came with mail are one kind of document."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

AS_THEY_ARE = "file_name, media_type, size, file_sha256"
MOVED = (
    f"INSERT INTO document (id, case_id, contact_id, note_id, {AS_THEY_ARE}, added_at, added_by_id)"
    f" SELECT id, case_id, contact_id, note_id, {AS_THEY_ARE}, added_at, added_by_id FROM case_file",
    f"INSERT INTO document (id, incoming_id, position, {AS_THEY_ARE}, problem, added_at)"
    " SELECT attachment.id + (SELECT coalesce(max(id), 0) FROM case_file), incoming_id, position,"
    f" {', '.join(f'attachment.{name}' for name in AS_THEY_ARE.split(', '))}, attachment.problem, incoming_mail.arrived_at"
    " FROM attachment JOIN incoming_mail ON incoming_mail.id = attachment.incoming_id",
)
MOVED_BACK = (
    f"INSERT INTO case_file (id, case_id, contact_id, note_id, {AS_THEY_ARE}, added_at, added_by_id)"
    f" SELECT id, case_id, contact_id, note_id, {AS_THEY_ARE}, added_at, added_by_id FROM document"
    " WHERE case_id IS NOT NULL",
    f"INSERT INTO attachment (id, incoming_id, position, {AS_THEY_ARE}, problem)"
    f" SELECT id, incoming_id, position, {AS_THEY_ARE}, problem FROM document WHERE incoming_id IS NOT NULL",
)


def _of_a_file() -> list[sa.Column[object]]:
    """What both kinds had."""
    return [
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
    ]


def _go_on_counting(*tables: str) -> None:
    """After rows that brought their ids along. SQLite counts on by itself."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            last = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"
            op.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last}, false)")


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("incoming_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        *_of_a_file(),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(case_id IS NULL) <> (incoming_id IS NULL)", name=op.f("ck_document_of_case_or_mail")),
        sa.CheckConstraint("contact_id IS NULL OR note_id IS NULL", name=op.f("ck_document_with_one_thing")),
        sa.CheckConstraint(
            "incoming_id IS NULL OR (contact_id IS NULL AND note_id IS NULL)", name=op.f("ck_document_mail_has_contact")
        ),
        sa.CheckConstraint("(incoming_id IS NULL) = (position IS NULL)", name=op.f("ck_document_mail_has_position")),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_document_added_by_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_document_case_id_cases")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_document_contact_id_contact")),
        sa.ForeignKeyConstraint(["file_sha256"], ["stored_file.sha256"], name=op.f("fk_document_file_sha256_stored_file")),
        sa.ForeignKeyConstraint(["incoming_id"], ["incoming_mail.id"], name=op.f("fk_document_incoming_id_incoming_mail")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_document_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("incoming_id", "position", name=op.f("uq_document_incoming_id_position")),
    )
    for statement in MOVED:
        op.execute(statement)
    _go_on_counting("document")
    op.create_index(op.f("ix_document_case_id"), "document", ["case_id"], unique=False)
    op.create_index(op.f("ix_document_file_sha256"), "document", ["file_sha256"], unique=False)
    op.drop_table("attachment")
    op.drop_table("case_file")


def downgrade() -> None:
    _create_case_file()
    _create_attachment()
    for statement in MOVED_BACK:
        op.execute(statement)
    _go_on_counting("case_file", "attachment")
    op.drop_table("document")


def _create_case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        *_of_a_file(),
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


def _create_attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_of_a_file(),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_file.sha256"], name=op.f("fk_attachment_file_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming_mail.id"], name=op.f("fk_attachment_incoming_id_incoming_mail")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("incoming_id", "position", name=op.f("uq_attachment_incoming_id_position")),
    )
