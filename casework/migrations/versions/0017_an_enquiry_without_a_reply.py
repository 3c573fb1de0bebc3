"""An enquiry that is closed without a reply says why; open enquiries go on in the second version of their workflow.

States: each of the first version stays what it was. Downwards what was closed without a reply is closed, and what was
sent for approval is being written again: its clock for the approval ends today. Why there was no reply, and which case a
duplicate repeats, are lost.
"""

import sqlalchemy as sa
from alembic import op

from casework import clock

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

REPEATS = "fk_enquiry_detail_duplicate_of_id_cases"
APPROVAL = "code = 'enquiry.approval' AND state <> 'met'"
RUNNING = "FROM clock WHERE case_id = cases.id AND state = 'running' ORDER BY due_on, id LIMIT 1"


def upgrade() -> None:
    with op.batch_alter_table("enquiry_detail", reflect_kwargs={"resolve_fks": False}) as detail:
        detail.add_column(sa.Column("why_no_reply", sa.String(length=30), nullable=True))
        detail.add_column(sa.Column("duplicate_of_id", sa.Integer(), nullable=True))
        detail.create_foreign_key(op.f(REPEATS), "cases", ["duplicate_of_id"], ["id"])
    op.execute("UPDATE cases SET workflow_version = 2 WHERE case_type = 'enquiry'")


def downgrade() -> None:
    op.execute("UPDATE cases SET state = 'closed' WHERE case_type = 'enquiry' AND state = 'closed_without_reply'")
    _take_back_what_waits_for_approval()
    op.execute("UPDATE cases SET workflow_version = 1 WHERE case_type = 'enquiry'")
    with op.batch_alter_table("enquiry_detail", reflect_kwargs={"resolve_fks": False}) as detail:
        detail.drop_constraint(op.f(REPEATS), type_="foreignkey")
        detail.drop_column("duplicate_of_id")
        detail.drop_column("why_no_reply")


def _take_back_what_waits_for_approval() -> None:
    op.execute("UPDATE cases SET state = 'drafting' WHERE case_type = 'enquiry' AND state = 'for_approval'")
    ended = sa.text(
        'INSERT INTO clock_event (clock_id, kind, "on", days, reason, recorded_at)'
        f" SELECT id, 'met', :today, 0, 'This version has no approval.', :now FROM clock WHERE {APPROVAL}"
    )
    times = (sa.bindparam("today", clock.today(), sa.Date()), sa.bindparam("now", clock.now(), sa.DateTime(timezone=True)))
    op.execute(ended.bindparams(*times))
    day = sa.bindparam("today", clock.today(), sa.Date())
    met = sa.text(f"UPDATE clock SET state = 'met', due_on = NULL, met_on = :today WHERE {APPROVAL}")
    op.execute(met.bindparams(day))
    op.execute(
        f"UPDATE cases SET next_due_on = (SELECT due_on {RUNNING}), next_clock = (SELECT code {RUNNING})"
        " WHERE next_clock = 'enquiry.approval'"
    )
