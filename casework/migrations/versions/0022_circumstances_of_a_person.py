"""Whether somebody has died, is a child or lacks capacity (R2.9).

Downwards it is lost: write it into safe contact first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("circumstances", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("person") as batch_op:
        batch_op.alter_column("circumstances", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_column("circumstances")
