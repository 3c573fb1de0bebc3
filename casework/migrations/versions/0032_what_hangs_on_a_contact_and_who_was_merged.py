"""Indexes for the documents and tasks of one contact, which move with it, and for the records merged into one person."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_document_contact_id", "document", ["contact_id"], unique=False)
    op.create_index("ix_task_contact_id", "task", ["contact_id"], unique=False)
    op.create_index("ix_person_merged_into_id", "person", ["merged_into_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_person_merged_into_id", table_name="person")
    op.drop_index("ix_task_contact_id", table_name="task")
    op.drop_index("ix_document_contact_id", table_name="document")
