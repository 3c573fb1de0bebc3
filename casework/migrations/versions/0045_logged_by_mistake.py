"""A case that was logged by mistake counts as none. What was done about a risk stands on cases made of the enquiry, too.

Requests that were closed with this reason before are marked: whoever counts a year again counts them no more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

CASES = sa.table("cases", sa.column("id"), sa.column("urgent"), sa.column("linked_from_id"))
COPIED = ("what", "told", "reference", "words", "done_on", "done_time", "recorded_at", "recorded_by_id")
RISK = sa.table("risk_action", sa.column("id"), sa.column("case_id"), *map(sa.column, COPIED))


def upgrade() -> None:
    op.add_column("cases", sa.Column("logged_by_mistake", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE cases SET logged_by_mistake = true WHERE state = 'closed' AND 'It was logged by mistake' ="
        " (SELECT value FROM answer WHERE answer.case_id = cases.id AND code = 'closed_because' ORDER BY id DESC LIMIT 1)"
    )
    done, there = RISK.alias("done"), RISK.alias("there")
    said = sa.select(CASES.c.id, *(done.c[name] for name in COPIED)).join(done, done.c.case_id == CASES.c.linked_from_id)
    said = said.where(CASES.c.urgent.is_(sa.true()), ~sa.exists().where(there.c.case_id == CASES.c.id))
    op.execute(sa.insert(RISK).from_select(["case_id", *COPIED], said.order_by(done.c.id)))


def downgrade() -> None:
    withdrawn = "('complaint_review', 'data_protection_complaint')"
    op.execute(f"UPDATE cases SET state = 'withdrawn' WHERE state = 'mistake' AND case_type IN {withdrawn}")
    op.execute("UPDATE cases SET state = 'closed' WHERE state = 'mistake'")
    op.drop_column("cases", "logged_by_mistake")
