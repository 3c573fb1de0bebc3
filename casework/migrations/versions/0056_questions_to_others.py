"""Each question to the force or a partner is a part of its case: asked, chased, escalated, answered, withdrawn.

What enquiries asked so far becomes such a question, with the answer, and with the clock of the last one. Where an enquiry
waits for an answer of which nothing else is recorded, there is a question that says so.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

OLD, NEW = "enquiry.partner", "partner_question.answer"
OWNED = ("clock", "letter", "prepared_move")
COLUMN = "partner_question_id"
KEY = "asked_entry_id"
ASKS, WAITS, ANSWERED = ("ask_partner", "ask_again"), "awaiting_partner", "record_partner_reply"
NOT_RECORDED, NOBODY_NAMED = "Not recorded", "The force or a partner"
CLOCK_OF_CASE = "uq_clock_case_code"

STEPS = sa.text(
    "SELECT case_event.id, case_event.case_id, case_event.trigger, case_event.\"on\" FROM case_event"
    " JOIN cases ON cases.id = case_event.case_id WHERE cases.case_type = 'enquiry' AND case_event.kind = 'case_moved'"
    " AND (case_event.trigger IN ('ask_partner', 'ask_again') OR (case_event.from_state = 'awaiting_partner'"
    " AND case_event.to_state <> 'awaiting_partner')) ORDER BY case_event.case_id, case_event.id"
).columns(on=sa.Date())
SAID = sa.text("SELECT event_id, code, value FROM answer WHERE code IN ('partner', 'question', 'partner_reply') ORDER BY id")
PUT_RIGHT = sa.text("SELECT data FROM case_event WHERE kind = 'put_right' ORDER BY id").columns(data=sa.JSON())
CLOCKS = sa.text(
    "SELECT clock.id, clock.case_id, clock.state, clock.started_on, clock.met_on, cases.state AS case_state FROM clock"
    " JOIN cases ON cases.id = clock.case_id WHERE clock.code = 'enquiry.partner' ORDER BY clock.id"
).columns(started_on=sa.Date(), met_on=sa.Date())
ASKED_LAST = "SELECT case_id, asked_entry_id FROM enquiry_detail WHERE asked_entry_id IS NOT NULL"
ENTRIES = "SELECT id, name FROM directory_entry ORDER BY id"

QUESTION = sa.table(
    "partner_question",
    *(sa.column(name) for name in ("id", "case_id", "number", "entry_id", "asked_of", "text", "state", "category")),
    *(sa.column(name, sa.Date()) for name in ("asked_on", "answered_on", "withdrawn_on")),
    *(sa.column(name) for name in ("workflow_version", "row_version", "answer")),
)


def upgrade() -> None:
    _make_tables()
    for table in OWNED:
        key = op.f(f"fk_{table}_{COLUMN}_partner_question")
        # with its key in one statement: SQLite would copy the table
        op.execute(f"ALTER TABLE {table} ADD COLUMN {COLUMN} INTEGER CONSTRAINT {key} REFERENCES partner_question (id)")
    _index("ix_letter_partner_question_id", "letter", [COLUMN], f"{COLUMN} IS NOT NULL")
    op.drop_index(CLOCK_OF_CASE, "clock")
    _index(CLOCK_OF_CASE, "clock", ["case_id", "code"], f"recommendation_id IS NULL AND {COLUMN} IS NULL", unique=True)
    _index("uq_clock_partner_question_code", "clock", [COLUMN, "code"], f"{COLUMN} IS NOT NULL", unique=True)
    _keep_what_was_asked()
    op.execute("UPDATE cases SET workflow_version = 3 WHERE case_type = 'enquiry'")
    with op.batch_alter_table("enquiry_detail", reflect_kwargs={"resolve_fks": False}) as detail:
        detail.drop_constraint(op.f(f"fk_enquiry_detail_{KEY}_directory_entry"), type_="foreignkey")
        detail.drop_column(KEY)


def downgrade() -> None:
    with op.batch_alter_table("enquiry_detail", reflect_kwargs={"resolve_fks": False}) as detail:
        detail.add_column(sa.Column(KEY, sa.Integer(), nullable=True))
        key = op.f(f"fk_enquiry_detail_{KEY}_directory_entry")
        detail.create_foreign_key(key, "directory_entry", [KEY], ["id"])
    last = "(SELECT MAX(id) FROM partner_question GROUP BY case_id)"
    op.execute(
        f"UPDATE enquiry_detail SET {KEY} = (SELECT entry_id FROM partner_question WHERE case_id = enquiry_detail.case_id"
        f" AND id IN {last})"
    )
    op.execute("UPDATE cases SET workflow_version = 2 WHERE case_type = 'enquiry'")
    _give_clocks_back(last)
    op.execute(f"DELETE FROM prepared_move WHERE {COLUMN} IS NOT NULL")
    op.drop_index("uq_clock_partner_question_code", "clock")
    op.drop_index(CLOCK_OF_CASE, "clock")
    op.drop_index("ix_letter_partner_question_id", "letter")
    for table in OWNED:
        op.drop_column(table, COLUMN)
    _index(CLOCK_OF_CASE, "clock", ["case_id", "code"], "recommendation_id IS NULL", unique=True)
    op.drop_table("question_document")
    op.drop_table("partner_question")


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _make_tables() -> None:
    op.create_table(
        "partner_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("asked_of", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("chased_on", sa.Date(), nullable=True),
        sa.Column("escalated_on", sa.Date(), nullable=True),
        sa.Column("escalated_to", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_partner_question_{name}"))
            for name, rule in (
                ("category_known", "category IN ('new', 'open', 'closed')"),
                ("answered_has_date", "state <> 'answered' OR answered_on IS NOT NULL"),
                ("withdrawn_has_date", "state <> 'withdrawn' OR withdrawn_on IS NOT NULL"),
                ("answered_after_asked", "answered_on IS NULL OR answered_on >= asked_on"),
            )
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_partner_question_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["directory_entry.id"], name=op.f("fk_partner_question_entry_id_directory_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_question")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_partner_question_case_id_number")),
    )
    op.create_index("ix_partner_question_case_open", "partner_question", ["case_id", "category"])
    op.create_index("ix_partner_question_open", "partner_question", ["category", "entry_id", "asked_on"])
    op.create_table(
        "question_document",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["partner_question.id"], name=op.f("fk_question_document_question_id_partner_question")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_question_document_document_id_document")),
        sa.PrimaryKeyConstraint("question_id", "document_id", name=op.f("pk_question_document")),
    )
    op.create_index(op.f("ix_question_document_document_id"), "question_document", ["document_id"])


def _keep_what_was_asked() -> None:
    connection = op.get_bind()
    clocks = {row.case_id: row for row in connection.execute(CLOCKS)}
    rows = list(_questions(connection))
    known = {row["case_id"] for row in rows}
    rows += [_of_clock(row) for row in clocks.values() if row.case_id not in known]
    numbers: Counter[int] = Counter()
    for place, row in enumerate(rows, start=1):
        numbers[row["case_id"]] += 1
        row |= {"id": place, "number": numbers[row["case_id"]]}
    if rows:
        connection.execute(sa.insert(QUESTION), rows)
    if rows and connection.dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('partner_question', 'id'), (SELECT MAX(id) FROM partner_question))")
    op.execute(
        f"UPDATE clock SET code = '{NEW}', {COLUMN} = (SELECT MAX(id) FROM partner_question"
        f" WHERE partner_question.case_id = clock.case_id) WHERE code = '{OLD}'"
    )
    op.execute(f"UPDATE cases SET next_clock = '{NEW}' WHERE next_clock = '{OLD}'")
    _rename_length(OLD, NEW)


def _questions(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """One for each step that asked, in the order of the cases. It was answered, or was over, with the step that left the
    state of waiting."""
    said: dict[int, dict[str, str]] = {}
    for row in connection.execute(SAID):
        said.setdefault(row.event_id, {})[row.code] = row.value
    days = _days_put_right(connection)
    last = {row.case_id: row.asked_entry_id for row in connection.execute(sa.text(ASKED_LAST))}
    names = _names(connection)
    found: list[dict[str, Any]] = []
    for step in connection.execute(STEPS):
        day, words = days.get(step.id, step.on), said.get(step.id, {})
        if step.trigger in ASKS:
            found.append(_asked(step.case_id, day, words, names))
        elif found and found[-1]["case_id"] == step.case_id and found[-1]["state"] == "asked":
            found[-1] |= _ended(found[-1], step.trigger, day, words)
    of_case = {row["case_id"]: row for row in found}
    for case_id, entry_id in last.items():
        if case_id in of_case:
            of_case[case_id]["entry_id"] = entry_id
    yield from found


def _asked(case_id: int, day: dt.date, words: Mapping[str, str], names: Mapping[str, int]) -> dict[str, Any]:
    asked_of = words.get("partner", NOBODY_NAMED)[:200]
    return _row(case_id, day) | {
        "entry_id": names.get(asked_of),
        "asked_of": asked_of,
        "text": words.get("question", NOT_RECORDED),
    }


def _row(case_id: int, day: dt.date) -> dict[str, Any]:
    return {
        "case_id": case_id, "asked_on": day, "state": "asked", "category": "open", "workflow_version": 1, "row_version": 1,
        "entry_id": None, "asked_of": NOBODY_NAMED, "text": NOT_RECORDED, "answered_on": None, "answer": None,
        "withdrawn_on": None,
    }  # fmt: skip


def _ended(row: Mapping[str, Any], trigger: str, day: dt.date, words: Mapping[str, str]) -> dict[str, Any]:
    day = max(day, row["asked_on"])
    if trigger == ANSWERED:
        return {"state": "answered", "category": "closed", "answered_on": day, "answer": words.get("partner_reply")}
    return {"state": "withdrawn", "category": "closed", "withdrawn_on": day}


def _of_clock(clock: Any) -> dict[str, Any]:
    """Of an enquiry whose clock is all that says that somebody was asked."""
    row = _row(clock.case_id, clock.started_on)
    if clock.case_state == WAITS and clock.state != "met":
        return row
    return row | _ended(row, ANSWERED, clock.met_on or clock.started_on, {})


def _days_put_right(connection: sa.Connection) -> dict[int, dt.date]:
    found = {}
    for (data,) in connection.execute(PUT_RIGHT):
        if data.get("what") == "step":
            found[data["event_id"]] = dt.date.fromisoformat(data["changes"]["day"][1])
    return found


def _names(connection: sa.Connection) -> dict[str, int]:
    """The organisations whose name is that of no other."""
    entries = connection.execute(sa.text(ENTRIES)).all()
    often = Counter(entry.name for entry in entries)
    return {entry.name: entry.id for entry in entries if often[entry.name] == 1}


def _rename_length(old: str, new: str) -> None:
    """How long the office set this clock to be."""
    setting = sa.table("setting", sa.column("name"), sa.column("value", sa.JSON()))
    lengths = op.get_bind().scalar(sa.select(setting.c.value).where(setting.c.name == "clock_lengths"))
    if isinstance(lengths, str):
        lengths = json.loads(lengths)
    if lengths and old in lengths:
        named = {new if name == old else name: value for name, value in lengths.items()}
        op.get_bind().execute(sa.update(setting).where(setting.c.name == "clock_lengths").values(value=named))


def _give_clocks_back(last: str) -> None:
    """The older version has one clock of this kind for each enquiry, and none for other cases."""
    of_enquiries = "(SELECT id FROM cases WHERE case_type = 'enquiry')"
    gone = f"SELECT id FROM clock WHERE {COLUMN} IS NOT NULL AND ({COLUMN} NOT IN {last} OR case_id NOT IN {of_enquiries})"
    op.execute(f"UPDATE message SET clock_id = NULL WHERE clock_id IN ({gone})")
    op.execute(f"UPDATE clock_event SET removes_id = NULL WHERE clock_id IN ({gone})")
    op.execute(f"DELETE FROM clock_event WHERE clock_id IN ({gone})")
    op.execute(f"DELETE FROM clock WHERE id IN ({gone})")
    op.execute(f"UPDATE clock SET code = '{OLD}' WHERE code = '{NEW}'")
    nearest = "FROM clock WHERE clock.case_id = cases.id AND clock.state = 'running' ORDER BY due_on, id LIMIT 1"
    op.execute(
        f"UPDATE cases SET next_clock = (SELECT code {nearest}), next_due_on = (SELECT due_on {nearest})"
        f" WHERE next_clock = '{NEW}'"
    )
    _rename_length(NEW, OLD)
