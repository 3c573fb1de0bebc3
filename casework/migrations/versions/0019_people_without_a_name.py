"""Somebody who gave no name, and is kept with the number or address that they gave.

Downwards they are people called “Name not given”.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("unnamed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index("ix_person_unnamed", ["unnamed"], unique=False)
    with op.batch_alter_table("person") as batch_op:
        batch_op.alter_column("unnamed", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_index("ix_person_unnamed")
        batch_op.drop_column("unnamed")
