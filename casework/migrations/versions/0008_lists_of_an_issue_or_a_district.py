"""Indexes that the list of an issue, of a district or of both walks through."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEW: dict[str, list[str]] = {
    "ix_cases_issue_queue": ["issue", "category", "next_due_on", "id", "restricted", "district"],
    "ix_cases_district_queue": ["district", "category", "next_due_on", "id", "restricted"],
}


def upgrade() -> None:
    for name, columns in NEW.items():
        op.create_index(op.f(name), "cases", columns, unique=False)


def downgrade() -> None:
    for name in NEW:
        op.drop_index(op.f(name), table_name="cases")
