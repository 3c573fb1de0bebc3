"""Indexes for the mail of one person, which a merge looks through, and for the open tasks of one kind by their day."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_incoming_mail_person_id", "incoming_mail", ["person_id"], unique=False)
    op.create_index("ix_task_kind_done_at_due_on", "task", ["kind", "done_at", "due_on"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_task_kind_done_at_due_on", table_name="task")
    op.drop_index("ix_incoming_mail_person_id", table_name="incoming_mail")
