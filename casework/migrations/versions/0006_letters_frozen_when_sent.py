"""A letter is frozen when it is sent: what its document is made of is kept, and the document follows."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

HAD_DOCUMENT = "(status = 'sent') = (sent_at IS NOT NULL AND document_sha256 IS NOT NULL)"
IS_FROZEN = "(status = 'sent') = (sent_at IS NOT NULL AND coalesce(frozen_sha256, document_sha256) IS NOT NULL)"


def upgrade() -> None:
    with op.batch_alter_table("letter") as batch_op:
        batch_op.add_column(sa.Column("frozen_sha256", sa.String(length=64), nullable=True))
        batch_op.drop_constraint(op.f("ck_letter_sent_has_document"), type_="check")
    with op.batch_alter_table("letter") as batch_op:
        batch_op.create_foreign_key(
            op.f("fk_letter_frozen_sha256_stored_file"), "stored_file", ["frozen_sha256"], ["sha256"]
        )
        batch_op.create_check_constraint(op.f("ck_letter_sent_is_frozen"), IS_FROZEN)


def downgrade() -> None:
    # a letter whose document was not made yet keeps what it was to be made of
    op.execute("UPDATE letter SET document_sha256 = frozen_sha256 WHERE status = 'sent' AND document_sha256 IS NULL")
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_constraint(op.f("ck_letter_sent_is_frozen"), type_="check")
        batch_op.drop_constraint(op.f("fk_letter_frozen_sha256_stored_file"), type_="foreignkey")
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_column("frozen_sha256")
        batch_op.create_check_constraint(op.f("ck_letter_sent_has_document"), HAD_DOCUMENT)
