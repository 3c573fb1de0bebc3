"""Mail that is not casework is disposed of after its time (rule 8.5): the row stays, without what it said."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incoming_mail", sa.Column("disposed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("incoming_mail", "disposed_on")
