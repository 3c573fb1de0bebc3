"""On what conditions papers were given to the office, and by when they are returned or destroyed (rule 8.3)."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("conditions", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("document", sa.Column("return_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("document", "return_on")
    op.drop_column("document", "conditions")
