"""What documents say, so that they are found by it. Workers read those that stand, in their turn."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_text",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_file_text_sha256_stored_file")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_text")),
    )


def downgrade() -> None:
    op.drop_table("file_text")
