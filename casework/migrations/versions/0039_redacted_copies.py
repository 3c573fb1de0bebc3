"""What is to be hidden on the pages of a document, and the copies of which that was burnt out."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

ORIGINAL = (
    "ALTER TABLE document ADD COLUMN redacted_from_id INTEGER"
    " CONSTRAINT fk_document_redacted_from_id_document REFERENCES document (id)"
)
"""A statement of both databases, which makes no row anew."""


def upgrade() -> None:
    op.create_table(
        "redaction_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_redaction_box_added_by_id_users")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_redaction_box_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction_box")),
    )
    op.create_index("ix_redaction_box_document_id", "redaction_box", ["document_id"], unique=False)
    op.execute(ORIGINAL)
    op.add_column("document", sa.Column("redactions", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("document", "redactions")
    op.drop_column("document", "redacted_from_id")
    op.drop_table("redaction_box")
