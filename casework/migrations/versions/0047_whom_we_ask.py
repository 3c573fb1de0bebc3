"""Which organisation of the directory an enquiry was asked of, and whom the person was signposted to."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

ENTRIES = ("asked_entry_id", "signposted_entry_id")


def upgrade() -> None:
    with op.batch_alter_table("enquiry_detail", reflect_kwargs={"resolve_fks": False}) as detail:
        detail.add_column(sa.Column("signposted_to", sa.Text(), nullable=True))
        for name in ENTRIES:
            detail.add_column(sa.Column(name, sa.Integer(), nullable=True))
            key = op.f(f"fk_enquiry_detail_{name}_directory_entry")
            detail.create_foreign_key(key, "directory_entry", [name], ["id"])
    op.execute(
        "UPDATE enquiry_detail SET signposted_to = (SELECT value FROM answer WHERE answer.case_id = enquiry_detail.case_id"
        " AND code = 'signposted_to' ORDER BY id DESC LIMIT 1) WHERE case_id IN"
        " (SELECT id FROM cases WHERE state = 'signposted')"
    )


def downgrade() -> None:
    with op.batch_alter_table("enquiry_detail", reflect_kwargs={"resolve_fks": False}) as detail:
        for name in ENTRIES:
            detail.drop_constraint(op.f(f"fk_enquiry_detail_{name}_directory_entry"), type_="foreignkey")
            detail.drop_column(name)
        detail.drop_column("signposted_to")
