"""Which issues an organisation of the directory is for, and where what we know of it was found or checked."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("directory_entry", sa.Column("issues", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("directory_entry", sa.Column("source", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("directory_entry", "source")
    op.drop_column("directory_entry", "issues")
