"""From when to when an organisation of the directory is in use, in place of whether it is.

Downwards an organisation is in use if it is today; its days are lost.
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

from casework import clock

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ENTRY = sa.table(
    "directory_entry", sa.column("is_active", sa.Boolean()), sa.column("valid_from", sa.Date()), sa.column("valid_to", sa.Date())
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("directory_entry") as entry:
        entry.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        entry.add_column(sa.Column("valid_to", sa.Date(), nullable=True))
    yesterday = clock.today() - dt.timedelta(days=1)
    op.execute(ENTRY.update().where(sa.not_(ENTRY.c.is_active)).values(valid_to=yesterday))
    with op.batch_alter_table("directory_entry") as entry:
        entry.drop_column("is_active")


def downgrade() -> None:
    with op.batch_alter_table("directory_entry") as entry:
        entry.add_column(sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))
    today = clock.today()
    over = sa.or_(ENTRY.c.valid_to < today, ENTRY.c.valid_from > today)
    op.execute(ENTRY.update().where(over).values(is_active=False))
    with op.batch_alter_table("directory_entry") as entry:
        entry.alter_column("is_active", server_default=None)
        entry.drop_column("valid_to")
        entry.drop_column("valid_from")
