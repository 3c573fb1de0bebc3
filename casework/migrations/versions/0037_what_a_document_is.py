"""What a document is in words, whom it is from, and which one it is a newer version of."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

FOLLOWS = "ALTER TABLE document ADD COLUMN follows_id INTEGER CONSTRAINT fk_document_follows_id_document REFERENCES document (id)"
"""A statement of both databases, which makes no row anew."""


def upgrade() -> None:
    op.add_column("document", sa.Column("description", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("document", sa.Column("source", sa.String(length=20), nullable=True))
    op.execute(FOLLOWS)
    op.create_index(op.f("ix_document_follows_id"), "document", ["follows_id"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_document_follows_id"), table_name="document")
    op.drop_column("document", "follows_id")
    op.drop_column("document", "source")
    op.drop_column("document", "description")
