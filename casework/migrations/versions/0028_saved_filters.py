"""Filters of the list of cases that people keep under a name.

Downwards they are lost.
"""

import sqlalchemy as sa
from alembic import op

from casework.models.base import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_saved_filter_owner_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filter"),
    )
    op.create_index("ix_saved_filter_owner_id", "saved_filter", ["owner_id"], unique=False)
    op.create_index("ix_saved_filter_is_shared", "saved_filter", ["is_shared"], unique=False)


def downgrade() -> None:
    op.drop_table("saved_filter")
