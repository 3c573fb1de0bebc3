"""Public surgeries, their times and bookings; the letters of a service complaint have codes of their own (L-V), because
L-S is what the rulebook calls those of a surgery appointment (10.4)."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

def _codes(old: str, new: str, last: int) -> dict[str, str]:
    return {f"{old}{number:02}": f"{new}{number:02}" for number in range(1, last + 1)}


TO_V = _codes("L-S", "L-V", 4)
"""The codes as they were, and as they are from now on."""
ASIDE = _codes("L-S", "L-Y", 8)
"""Where those of an appointment are kept while the older codes are in use again."""
NAMED = (("letter", "code"), ("letter_template", "code"), ("task", "detail"))
IN_EVENTS = ("code", "detail")
REFUSAL = "The history is never changed."
STANDS, KEPT = sa.text("state <> 'freed'"), sa.text("state IN ('offered', 'booked')")


def upgrade() -> None:
    _make_surgery()
    _make_times()
    _make_bookings()
    _rename(TO_V)
    _rename(_back(ASIDE))


def downgrade() -> None:
    """The register of surgeries is gone with it: there was none before."""
    _rename(ASIDE)
    _rename(_back(TO_V))
    for table in ("surgery_booking", "surgery_time", "surgery"):
        op.drop_table(table)


def _back(codes: dict[str, str]) -> dict[str, str]:
    return {new: old for old, new in codes.items()}


def _make_surgery() -> None:
    op.create_table(
        "surgery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f("ck_surgery_state_known")),
        sa.CheckConstraint("way IN ('in_person', 'phone', 'video')", name=op.f("ck_surgery_way_known")),
        sa.CheckConstraint("(state = 'cancelled') = (why IS NOT NULL)", name=op.f("ck_surgery_cancelled_has_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surgery")),
    )
    op.create_index(op.f("ix_surgery_held_on"), "surgery", ["held_on"], unique=False)


def _make_times() -> None:
    op.create_table(
        "surgery_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("surgery_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_surgery_time_takes_time")),
        sa.ForeignKeyConstraint(["surgery_id"], ["surgery.id"], name=op.f("fk_surgery_time_surgery_id_surgery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surgery_time")),
        sa.UniqueConstraint("surgery_id", "begins", name=op.f("uq_surgery_time_surgery_id_begins")),
    )


def _make_bookings() -> None:
    op.create_table(
        "surgery_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("time_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('offered', 'booked', 'held', 'did_not_attend', 'freed')",
            name=op.f("ck_surgery_booking_state_known"),
        ),
        sa.ForeignKeyConstraint(["time_id"], ["surgery_time.id"], name=op.f("fk_surgery_booking_time_id_surgery_time")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_surgery_booking_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surgery_booking")),
    )
    for name, columns, where in (
        ("uq_surgery_booking_time", ["time_id"], STANDS),
        ("uq_surgery_booking_case", ["case_id"], KEPT),
    ):
        op.create_index(name, "surgery_booking", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_index(op.f("ix_surgery_booking_time_id"), "surgery_booking", ["time_id"], unique=False)
    op.create_index("ix_surgery_booking_case_id_id", "surgery_booking", ["case_id", "id"], unique=False)


def _rename(codes: dict[str, str]) -> None:
    for table, column in NAMED:
        rows = sa.table(table, sa.column(column))
        for old, new in codes.items():
            op.execute(rows.update().where(rows.c[column] == old).values({column: new}))
    _rename_in_history(codes)


def _rename_in_history(codes: dict[str, str]) -> None:
    """The events of a letter name its code."""
    event = sa.table("case_event", sa.column("id"), sa.column("data", sa.JSON()))
    named = [event.c.data[name].as_string().in_(codes) for name in IN_EVENTS]
    found = op.get_bind().execute(sa.select(event.c.id, event.c.data).where(sa.or_(*named)))
    changed = [{"number": row.id, "named": _renamed(row.data, codes)} for row in found]
    if changed:
        statement = event.update().where(event.c.id == sa.bindparam("number")).values(data=sa.bindparam("named"))
        _allow_changes()
        op.get_bind().execute(statement, changed)
        _refuse_changes()


def _renamed(data: dict[str, Any], codes: dict[str, str]) -> dict[str, Any]:
    return data | {name: codes[data[name]] for name in IN_EVENTS if data.get(name) in codes}


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


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
