"""An index for events of one kind, the newest first: the history of one kind of change, and what was put right since."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_case_event_kind_id"), "case_event", ["kind", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_case_event_kind_id"), table_name="case_event")
