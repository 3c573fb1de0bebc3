"""A clock is named by its type: "reply" becomes "enquiry.reply", in the ledger, beside it and in the history."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OF_RECOMMENDATION = ("response", "learning_response", "implementation")
"""The clocks of a recommendation as they were called before; those of a case had other names."""
NAMED = (("clock", "code", False), ("cases", "next_clock", True))
OWNER = (
    "CASE WHEN recommendation_id IS NULL THEN (SELECT case_type FROM cases WHERE cases.id = clock.case_id) "
    "ELSE 'recommendation' END"
)
REFUSAL = "The history is never changed."
Rename = Callable[[str, str], str]


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _resize(before: int, after: int) -> None:
    for table, column, nullable in NAMED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(
                column,
                existing_type=sa.String(length=before),
                type_=sa.String(length=after),
                existing_nullable=nullable,
            )


def _rename_in_history(rename: Rename) -> None:
    """The clocks that a hold stopped and let go on are named in its events."""
    event = sa.table(
        "case_event", sa.column("id"), sa.column("case_id"), sa.column("kind"), sa.column("data", sa.JSON())
    )
    case = sa.table("cases", sa.column("id"), sa.column("case_type"))
    of_holds = event.c.kind.in_(("case_held", "case_released"))
    query = sa.select(event.c.id, event.c.data, case.c.case_type).join(case, case.c.id == event.c.case_id)
    changed = [_renamed(row, rename) for row in op.get_bind().execute(query.where(of_holds))]
    if changed:
        statement = event.update().where(event.c.id == sa.bindparam("number")).values(data=sa.bindparam("named"))
        _allow_changes()
        op.get_bind().execute(statement, changed)
        _refuse_changes()


def _renamed(row: Any, rename: Rename) -> dict[str, Any]:
    names = [rename(row.case_type, name) for name in row.data.get("clocks", ())]
    return {"number": row.id, "named": {**row.data, "clocks": names}}


def _allow_changes() -> None:
    if _is_sqlite():
        op.execute("DROP TRIGGER case_event_no_update")
    else:
        op.execute("ALTER TABLE case_event DISABLE TRIGGER case_event_append_only")


def _refuse_changes() -> None:
    if _is_sqlite():
        op.execute(
            f"CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
    else:
        op.execute("ALTER TABLE case_event ENABLE TRIGGER case_event_append_only")


def _full_name(case_type: str, code: str) -> str:
    return f"{'recommendation' if code in OF_RECOMMENDATION else case_type}.{code}"


def _bare_code(_case_type: str, name: str) -> str:
    return name.rpartition(".")[2]


def upgrade() -> None:
    _resize(40, 80)
    op.execute(f"UPDATE clock SET code = {OWNER} || '.' || code")
    names = ", ".join(f"'{name}'" for name in OF_RECOMMENDATION)
    op.execute(
        f"UPDATE cases SET next_clock = CASE WHEN next_clock IN ({names}) THEN 'recommendation' ELSE case_type END "
        "|| '.' || next_clock WHERE next_clock IS NOT NULL"
    )
    _rename_in_history(_full_name)


def downgrade() -> None:
    op.execute(f"UPDATE clock SET code = substr(code, length({OWNER}) + 2)")
    op.execute(
        "UPDATE cases SET next_clock = substr(next_clock, length(CASE WHEN next_clock LIKE 'recommendation.%' "
        "THEN 'recommendation' ELSE case_type END) + 2) WHERE next_clock IS NOT NULL"
    )
    _rename_in_history(_bare_code)
    _resize(80, 40)
