"""By which rules the keys are made that are kept beside rows. Without a row they are written anew by the next setup."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_version",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("done_to", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_key_version")),
    )


def downgrade() -> None:
    op.drop_table("key_version")
