"""Documents of the case that go out with a letter."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_enclosure",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_letter_enclosure_document_id_document")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_enclosure_letter_id_letter")),
        sa.PrimaryKeyConstraint("letter_id", "document_id", name=op.f("pk_letter_enclosure")),
    )


def downgrade() -> None:
    op.drop_table("letter_enclosure")
