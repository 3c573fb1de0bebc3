"""Each decision about a limit on contact is kept, and a limit needs no case.

The reasons that stand on a limit are those of the decision to impose it; what was decided since was told to its case.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

KEPT = """
INSERT INTO limit_decision (limit_id, decided, what, reasons, challenge, until_on, decided_on, decided_by_id)
SELECT id, 'imposed', what, reasons, challenge, until_on, decided_on, decided_by_id FROM contact_limit ORDER BY id
"""
ANY_CASE = """
UPDATE contact_limit SET case_id = (
    SELECT MIN(party.case_id) FROM party WHERE party.person_id = contact_limit.person_id)
 WHERE case_id IS NULL
"""
"""The older version has no limit without a case: of whoever has none it goes."""


IS_KEPT = ("id", "person_id", "case_id", "what", "challenge", "until_on", "review_on", "ended_on", "row_version", "decided_on")
FIRST = "(SELECT {} FROM limit_decision WHERE limit_id = contact_limit.id ORDER BY id LIMIT 1)"
OLD = ("reasons", "decided_by_id")


def upgrade() -> None:
    op.create_table(
        "limit_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("limit_id", sa.Integer(), nullable=False),
        sa.Column("decided", sa.String(length=10), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("decided IN ('imposed', 'kept', 'lifted')", name=op.f("ck_limit_decision_decided_known")),
        sa.ForeignKeyConstraint(["limit_id"], ["contact_limit.id"], name=op.f("fk_limit_decision_limit_id_contact_limit")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_limit_decision_decided_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_decision")),
    )
    op.create_index(op.f("ix_limit_decision_limit_id"), "limit_decision", ["limit_id"], unique=False)
    op.execute(KEPT)
    if op.get_bind().dialect.name == "sqlite":
        _make_anew([], dict.fromkeys(IS_KEPT, ""), needs_case=False)
        return
    # it names a column that goes; what notes changes for the search is made anew after every migration
    op.execute("DROP TRIGGER IF EXISTS contact_limit_search_changed ON contact_limit")
    op.drop_constraint("fk_contact_limit_decided_by_id_users", "contact_limit", type_="foreignkey")
    for name in OLD:
        op.drop_column("contact_limit", name)
    op.alter_column("contact_limit", "case_id", nullable=True)


def downgrade() -> None:
    op.execute(ANY_CASE)
    op.execute("DELETE FROM limit_decision WHERE limit_id IN (SELECT id FROM contact_limit WHERE case_id IS NULL)")
    op.execute("DELETE FROM contact_limit WHERE case_id IS NULL")
    first = {name: FIRST.format(name) for name in OLD}
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(_decided(), dict.fromkeys(IS_KEPT, "") | first, needs_case=True)
    else:
        for column in _decided():
            op.add_column("contact_limit", column)
        op.create_foreign_key("fk_contact_limit_decided_by_id_users", "contact_limit", "users", ["decided_by_id"], ["id"])
        op.execute(f"UPDATE contact_limit SET {', '.join(f'{name} = {value}' for name, value in first.items())}")
        for name in ("reasons", "case_id"):
            op.alter_column("contact_limit", name, nullable=False)
    op.drop_table("limit_decision")


def _decided() -> list[sa.Column[object]]:
    return [
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
    ]


def _make_anew(more: list[sa.Column[object]], values: dict[str, str], *, needs_case: bool) -> None:
    """SQLite changes no column that is there. `values`: column -> what it is, where that is not what it was."""
    by_whom = [sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name="fk_contact_limit_decided_by_id_users")]
    op.create_table(
        "contact_limit_anew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=not needs_case),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        *more,
        *(by_whom if more else []),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_limit_person_id_person"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_contact_limit_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_limit"),
    )
    read = ", ".join(value or name for name, value in values.items())
    op.execute(f"INSERT INTO contact_limit_anew ({', '.join(values)}) SELECT {read} FROM contact_limit")
    op.drop_table("contact_limit")
    op.rename_table("contact_limit_anew", "contact_limit")
    op.create_index("ix_contact_limit_person_id", "contact_limit", ["person_id"], unique=False)
    op.create_index("ix_contact_limit_case_id", "contact_limit", ["case_id"], unique=False)
    op.create_index("ix_contact_limit_ended_on_review_on", "contact_limit", ["ended_on", "review_on"], unique=False)
