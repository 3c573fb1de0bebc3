"""An enquiry that is closed without a reply says why; open enquiries go on in the second version of their workflow.

States: each of the first version stays what it was. Downwards what was closed without a reply is closed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

REPEATS = "fk_enquiry_detail_duplicate_of_id_cases"


def upgrade() -> None:
    with op.batch_alter_table("enquiry_detail", reflect_kwargs={"resolve_fks": False}) as detail:
        detail.add_column(sa.Column("why_no_reply", sa.String(length=30), nullable=True))
        detail.add_column(sa.Column("duplicate_of_id", sa.Integer(), nullable=True))
        detail.create_foreign_key(op.f(REPEATS), "cases", ["duplicate_of_id"], ["id"])
    op.execute("UPDATE cases SET workflow_version = 2 WHERE case_type = 'enquiry'")


def downgrade() -> None:
    op.execute("UPDATE cases SET state = 'closed' WHERE case_type = 'enquiry' AND state = 'closed_without_reply'")
    op.execute("UPDATE cases SET workflow_version = 1 WHERE case_type = 'enquiry'")
    with op.batch_alter_table("enquiry_detail", reflect_kwargs={"resolve_fks": False}) as detail:
        detail.drop_constraint(op.f(REPEATS), type_="foreignkey")
        detail.drop_column("duplicate_of_id")
        detail.drop_column("why_no_reply")
