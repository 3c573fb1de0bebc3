"""The clocks of one case by state and due date: without it every step walks the running clocks of the whole office."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_clock_case_due"), "clock", ["case_id", "state", "due_on", "id"], unique=False)
    op.drop_index(op.f("ix_clock_case_id"), table_name="clock")


def downgrade() -> None:
    op.create_index(op.f("ix_clock_case_id"), "clock", ["case_id"], unique=False)
    op.drop_index(op.f("ix_clock_case_due"), table_name="clock")
