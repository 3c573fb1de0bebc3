"""What a contact of a linked case was copied from, so that the files that came with it are found there.

Downwards which contact one was copied from is lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contact") as contact:
        contact.add_column(sa.Column("copied_from_id", sa.Integer(), nullable=True))
        contact.create_foreign_key(
            op.f("fk_contact_copied_from_id_contact"), "contact", ["copied_from_id"], ["id"]
        )
    op.create_index(op.f("ix_incoming_mail_contact_id"), "incoming_mail", ["contact_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_incoming_mail_contact_id"), table_name="incoming_mail")
    with op.batch_alter_table("contact") as contact:
        contact.drop_constraint(op.f("fk_contact_copied_from_id_contact"), type_="foreignkey")
        contact.drop_column("copied_from_id")
