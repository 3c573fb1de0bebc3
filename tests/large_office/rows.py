"""Rows in each table that grows with the cases, written by the database itself in a few seconds.

Half of the cases are closed. Nothing is in an order that would help: what a statement finds by walking through the
rows of the whole office costs it every one of them.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
)

from casework import clock
from casework.models import Base, SearchChange
from casework.models.base import Instant

ROWS = {"sqlite": 100_000, "postgresql": 100_000}
"""PostgreSQL plans by what it counted, and 20,000 rows are as many as 100,000 for that."""
YEAR, ABOVE = 2001, 100_000
"""Of the references, and of the ids of events, so that none is given out twice."""
SERIES = Table(
    "series", MetaData(), Column("n", Integer, primary_key=True), Column("day", Date), Column("due", Date),
    Column("ending", String),
)  # fmt: skip
"""`ending`: the phone number of this person from its last digit to its first, which SQLite cannot turn."""
N, DAY = SERIES.c.n, SERIES.c.day
IS_REVIEW = N % 5 == 0
IS_OPEN = N % 2 == 0
CLOSED_ON = case((IS_OPEN, None), else_=DAY)
OFFICERS = 6
SOUNDS = 2_000
"""Of names; fifty people share each."""
BESIDE = N <= 30_000
"""Of tables beside the case: enough that nobody may read all of them."""
Values = Mapping[str, ColumnElement[Any] | Any]


def load(connection: Connection, *, team_id: int) -> None:
    """Fill the tables. The connection's transaction is the caller's."""
    today, at = clock.today(), clock.now()
    SERIES.create(connection)
    days = [
        {
            "n": n, "day": today - dt.timedelta(days=n * 7 % 1500), "due": today + dt.timedelta(days=n * 13 % 700 - 1),
            "ending": f"0113{n}"[::-1],
        }
        for n in range(1, ROWS[connection.dialect.name] + 1)
    ]  # fmt: skip
    connection.execute(insert(SERIES), days)
    for name, values in _tables(today, at, team_id).items():
        table = Base.metadata.tables[name]
        for index in table.indexes:  # made again over all rows at once, in a third of the time
            index.drop(connection)
        for part in values if isinstance(values, list) else [values]:
            _fill(connection, table, part, at)
        for index in table.indexes:
            index.create(connection)
    SERIES.drop(connection)
    connection.execute(delete(SearchChange))  # what was loaded is not to be made findable by the page that comes first
    if connection.dialect.name == "postgresql":
        _tell_postgresql(connection)


def _fill(connection: Connection, table: Table, values: Values, at: dt.datetime) -> None:
    where = values.get("_where")
    given = {name: _element(table.c[name], value) for name, value in values.items() if name != "_where"}
    for column in table.columns:
        if column.name not in given and not column.nullable:
            given[column.name] = _default(column, at)
    query = select(*given.values())
    connection.execute(insert(table).from_select(list(given), query if where is None else query.where(where)))


def _element(column: Column[Any], value: Any) -> ColumnElement[Any]:
    return value if isinstance(value, ColumnElement) else literal(value, column.type)


def _default(column: Column[Any], at: dt.datetime) -> ColumnElement[Any]:
    """What a column holds that no page is looked at for. A key names the row of the same number."""
    if column.primary_key or column.foreign_keys:
        return cast(N, String) if isinstance(column.type, String) else N.label(column.name)
    by_type: list[tuple[Any, Any]] = [
        (Instant, at), (Time, dt.time(12)), (Date, None), (Boolean, False), (Integer, 1), (LargeBinary, b"x"), (JSON, None),
    ]  # fmt: skip
    for kind, value in by_type:
        if isinstance(column.type, kind):
            if kind is Date:
                return DAY.label(column.name)
            return literal_column("'{}'") if kind is JSON else literal(value, column.type)
    return literal("An invented thing")


def _named(before: str, after: str = "") -> ColumnElement[str]:
    """The number with words around it."""
    return literal(before).concat(cast(N, String)).concat(after)


def _one_of(*values: str) -> ColumnElement[str]:
    return case(*((N % len(values) == place, value) for place, value in enumerate(values)), else_=values[0])


def _ways() -> list[Values]:
    """What each person is known by: name, e-mail address, phone number and postal address."""
    rows: list[Values] = [
        {"kind": "name", "key": _named("person ", " invented")},
        {"kind": "email", "key": _named("p", "@invented.example")},
        {"kind": "phone", "key": _named("0113"), "ending": SERIES.c.ending},
        {"kind": "address", "key": "", "postcode_key": case((N == 7, "LS11AA"), else_=_named("LS"))},
    ]
    return [{"ending": None, **row, "id": N * len(rows) + place, "person_id": N} for place, row in enumerate(rows)]


def _tables(today: dt.date, at: dt.datetime, team_id: int) -> dict[str, Values | list[Values]]:
    user = N % OFFICERS + 1
    due_on = case((IS_OPEN, SERIES.c.due))
    reference = case((IS_REVIEW, "R"), else_="E").concat(f"-{YEAR}-").concat(cast(N + ABOVE, String))
    clock_name = case((IS_REVIEW, "complaint_review.completion"), else_="enquiry.reply")
    return {
        "stored_file": {"place": "database"},
        "person": {
            "full_name": _named("Person ", " Invented"), "name_key": _named("person ", " invented"),
            "email": _named("p", "@invented.example"), "adjustment_codes": literal_column("'[]'"),
            "circumstances": literal_column("'[]'"), "compared": case((N <= 400, 0), else_=2),
        },
        "person_way": _ways(),
        "name_sound": {"sound": cast(N % SOUNDS, String), "first": "I"},
        "contact_limit": {"_where": N <= 1000, "until_on": SERIES.c.due, "review_on": SERIES.c.due, "ended_on": CLOSED_ON},
        "limit_decision": {"_where": N <= 1000, "decided": "imposed"},
        "person_merge": {"_where": BESIDE, "merged_id": N + 1, "undone_at": at},
        "merged_row": {"_where": BESIDE, "place": "party.person_id"},
        "two_people": {"_where": BESIDE, "second_id": N + 1},
        "likely_double": {"_where": BESIDE, "second_id": N + 1, "points": N % 60},
        "cases": {
            "case_type": case((IS_REVIEW, "complaint_review"), else_="enquiry"), "year": YEAR, "number": N,
            "reference": reference, "category": case((N % 10 == 6, "new"), (IS_OPEN, "open"), else_="closed"),
            "state": case((IS_OPEN & IS_REVIEW, "assessment"), (N % 10 == 6, "new"), (IS_OPEN, "drafting"), else_="closed"),
            "issue": _one_of("traffic", "asb", "policy", "drugs"), "district": _one_of("leeds", "bradford", "kirklees"),
            "channel": "email", "person_id": N, "owner_id": user, "team_id": team_id, "received_on": DAY,
            "restricted": N % 200 == 0, "closed_on": CLOSED_ON, "first_closed_on": CLOSED_ON,
            "decided_on": case((IS_OPEN | ~IS_REVIEW, None), else_=DAY),
            "next_due_on": due_on, "next_clock": case((IS_OPEN, clock_name)),
        },
        "enquiry_detail": {"_where": ~IS_REVIEW},
        "review_detail": {
            "_where": IS_REVIEW, "validity": "valid", "valid_on": DAY, "review_body": "lpb", "made_on": DAY,
            "force_reference": _named("CO/"), "conducted_by_office": True, "review_type": "p6a_non_inv",
        },
        "representation": {"_where": N % 20 == 0, "for_person_id": N + 1, "standing": "other", "covers": "case"},
        "case_access": {"_where": N % 200 == 0, "user_id": user, "named_by_id": user},
        "party": {"part": "enquirer"},
        "contact": {"direction": "in", "with_whom": "person", "channel": "email", "person_id": N, "recorded_by_id": user},
        "note": {"kind": "note", "written_by_id": user},
        "case_event": {"id": N + ABOVE, "case_id": N, "kind": "note_added", "actor_id": user, "note_id": N},
        "answer": {"event_id": N + ABOVE, "case_id": N},
        "clock": {
            "code": clock_name, "state": case((IS_OPEN, "running"), else_="met"), "due_on": due_on, "met_on": CLOSED_ON,
            "length": 20,
        },
        "clock_event": {"kind": "started", "recorded_by_id": user},
        "hold": {"reason_code": "other", "released_on": case((N % 10 != 4, DAY)), "held_on": DAY},
        "decision": {
            "_where": IS_REVIEW, "status": case((IS_OPEN, "draft"), else_="signed"), "finding": "outcome_rp",
            "author_id": user, "signed_by_id": case((~IS_OPEN, (N + 1) % OFFICERS + 1)),
            "signed_at": case((~IS_OPEN, literal(at, Instant()))), "decided_on": CLOSED_ON,
        },
        "allegation": {"_where": IS_REVIEW, "category": "A1"},
        "recommendation": {
            "_where": IS_REVIEW & ~IS_OPEN, "rec_type": "REMEDY_28ZA", "state": "issued", "category": "open",
            "issued_on": DAY,
        },
        "letter": {
            "code": case((IS_REVIEW, "L-R01"), else_="L-E01"), "status": "sent",
            "template_id": 1, "person_id": N, "channel": "email", "audience": "person", "author_id": user,
            "email": _named("p", "@invented.example"),
            "sent_at": at, "document_sha256": cast(N, String), "document_type": "application/pdf",
        },
        "letter_version": {"_where": BESIDE, "edited_by_id": user},
        "letter_comment": {"_where": BESIDE, "kind": "comment", "written_by_id": user},
        "letter_enclosure": {"_where": BESIDE, "letter_id": N, "document_id": N},
        "prepared_move": {"_where": BESIDE, "trigger": "acknowledge", "ended_at": at},
        "message": {
            "kind": "overdue", "rule": "clock_due", "about": _named("clock:"), "case_id": N, "clock_id": N,
            "due_on": SERIES.c.due, "offset_days": 1, "recipient_id": user, "state": _one_of("sent", "sent", "given_up"),
            "message_id": _named("<", "@casework.invalid>"), "channel": "email", "sent_at": at, "claimed_at": at,
        },
        "task": {
            "kind": "letter_to_write", "case_id": N, "letter_id": N, "owner_id": user, "team_id": team_id,
            "done_at": at, "due_on": DAY,
        },
        "incoming_mail": {
            "state": "filed", "kind": "reply", "case_id": N, "sender_key": _named("p", "@invented.example"),
            "message_id": _named("<mail-", "@invented.example>"), "source": "file", "about_message_id": N,
        },
        "document": {
            "_where": BESIDE, "case_id": case((IS_OPEN, N)), "note_id": case((IS_OPEN, N)), "contact_id": None,
            "incoming_id": case((IS_OPEN, None), else_=N), "position": case((IS_OPEN, None), else_=1),
            "file_sha256": cast(N, String), "problem": None, "source": "person", "follows_id": None,
            "redacted_from_id": None,
        },
        "redaction_box": {"_where": BESIDE, "document_id": N, "reason": "address"},
        "risk_action": {"_where": BESIDE, "what": "told_police"},
        "named_in_mail": {"what": "address", "value": _named("p", "@invented.example")},
        "access_log": {"_where": BESIDE, "user_id": user, "endpoint": "case.show"},
        "used_token": {"_where": BESIDE, "token": _named("an-invented-token-"), "user_id": user, "case_id": N},
        "saved_filter": {"_where": N <= 1000, "owner_id": user},
        "saved_search": {"_where": N <= 1000, "token": _named("an-invented-search-"), "user_id": user},
    }  # fmt: skip


def _tell_postgresql(connection: Connection) -> None:
    """Ids go on from the rows that are there, and the planner has looked at them, as autovacuum sees to."""
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement:
            of_id = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(of_id, select(func.max(table.c.id)).scalar_subquery() + 1)))
    connection.execute(text("ANALYZE"))
