"""Indexes that a search for an old reference, or one of the force, in any capitals walks through."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NEW: dict[str, tuple[str, str]] = {
    "ix_cases_old_reference_lower": ("cases", "lower(old_reference)"),
    "ix_review_detail_force_reference_lower": ("review_detail", "lower(force_reference)"),
}


def upgrade() -> None:
    for name, (table, expression) in NEW.items():
        op.create_index(op.f(name), table, [sa.text(expression)], unique=False)


def downgrade() -> None:
    for name, (table, _) in NEW.items():
        op.drop_index(op.f(name), table_name=table)
