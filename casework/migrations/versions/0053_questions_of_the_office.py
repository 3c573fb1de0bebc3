"""Questions of equality data and their answers are lists of the office: their codes are as long as those of any list."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

COLUMNS = ("question", "answer")
BEFORE, NOW = sa.String(length=15), sa.String(length=30)


def upgrade() -> None:
    _change(BEFORE, NOW)


def downgrade() -> None:
    longer = "DELETE FROM equality_answer WHERE length(question) > 15 OR length(answer) > 15"
    op.execute(longer)
    _change(NOW, BEFORE)


def _change(before: sa.String, now: sa.String) -> None:
    with op.batch_alter_table(
        "equality_answer", reflect_kwargs={"resolve_fks": False}, table_kwargs={"sqlite_autoincrement": True}
    ) as answers:
        for name in COLUMNS:
            answers.alter_column(name, existing_type=before, type_=now, existing_nullable=False)
