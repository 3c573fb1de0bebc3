"""What a value of a list was called before, and which one is chosen instead of one that has ended.

Downwards former labels, and what is chosen instead of a value that has ended, are lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_label",
        sa.Column("list_name", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("list_name", "code", "until", name=op.f("pk_former_label")),
    )
    with op.batch_alter_table("code") as code:
        code.add_column(sa.Column("replaced_by", sa.String(length=60), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("code") as code:
        code.drop_column("replaced_by")
    op.drop_table("former_label")
