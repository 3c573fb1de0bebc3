"""Contacts of a period are counted from an index alone, for repeat contacts."""

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

COUNTED_BY = ["happened_on", "direction", "with_whom", "copied_from_id", "person_id", "case_id", "id"]


def upgrade() -> None:
    op.create_index("ix_contact_repeats", "contact", COUNTED_BY)
    op.drop_index("ix_contact_happened_on", "contact")


def downgrade() -> None:
    op.create_index("ix_contact_happened_on", "contact", ["happened_on"])
    op.drop_index("ix_contact_repeats", "contact")
