"""Mail that was set aside says what kind it is, and is counted by the month in which it came."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incoming_mail", sa.Column("not_casework", sa.String(length=30), nullable=True))
    op.create_index("ix_incoming_mail_state_arrived_at", "incoming_mail", ["state", "arrived_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_incoming_mail_state_arrived_at", table_name="incoming_mail")
    op.drop_column("incoming_mail", "not_casework")
