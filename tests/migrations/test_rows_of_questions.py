"""What enquiries asked the force and partners is kept as questions, with the answers and the clocks, both ways."""

import datetime as dt
import json
from typing import Any

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, DirectoryEntry
from casework.services.deadlines import clocks
from casework.transaction import unit_of_work
from tests import factories
from tests.migrations.test_migrations import VERSIONS
from tests.migrations.test_rows import change, rows, version

pytestmark = pytest.mark.usefixtures("context")
MINE = next(VERSIONS.glob("*_questions_to_others.py"))
OLD = f"{int(MINE.name[:4]) - 1:04d}"
WHAT = "SELECT number, asked_of, text, state, asked_on, answered_on, answer, entry_id FROM partner_question ORDER BY id"
DUE = "SELECT code, state, due_on FROM clock WHERE code IN ('enquiry.partner', 'partner_question.answer') ORDER BY id"


def asked(case: Case, staff: dict[str, Actor], trigger: str, name: str, entry: str = "") -> Case:
    whom: dict[str, Any] = {"partner_entry": entry} if entry else {"partner": name}
    return factories.move(case, trigger, staff["officer"], **whom, question=f"What of {name}?", consent=True)


def an_enquiry_that_asked_twice(staff: dict[str, Actor]) -> Case:
    with unit_of_work():
        entry = DirectoryEntry(kind="partner", name="Invented Council", email="them@invented.example")
        db.session.add(entry)
        db.session.flush()
        number = str(entry.id)
    case = factories.enquiry(staff["officer"], days_ago=3)
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Them")
    asked(case, staff, "ask_partner", "The force")
    factories.answer(case, staff["officer"], "Soon.")
    return asked(case, staff, "ask_again", "Invented Council", number)


def test_what_was_asked_and_answered_is_the_same_after_the_way_down_and_up(staff: dict[str, Actor]) -> None:
    case_id = an_enquiry_that_asked_twice(staff).id
    before, due = rows(WHAT), rows(DUE)
    assert [row["state"] for row in before] == ["answered", "asked"]
    with version(OLD):
        # as the older version recorded an answer: with its own step, and with nothing else
        code = "UPDATE answer SET code = 'partner_reply' WHERE code = 'answer'"
        change(code)
        moves = "SELECT id FROM case_event WHERE kind = 'case_moved' AND trigger = 'record_partner_reply'"
        change(f"UPDATE answer SET event_id = ({moves}) WHERE code = 'partner_reply'")
        held = rows("SELECT next_clock, next_due_on, workflow_version FROM cases")
        assert held == [{"next_clock": "enquiry.partner", "next_due_on": due[1]["due_on"], "workflow_version": 2}]
        assert rows(DUE) == [{**due[1], "code": "enquiry.partner"}]
        assert rows("SELECT asked_entry_id FROM enquiry_detail") == [{"asked_entry_id": before[1]["entry_id"]}]
    assert rows(WHAT) == before
    assert rows(DUE) == due[1:]
    assert clocks.count_drift() == 0
    case = db.session.get_one(Case, case_id)
    assert case.next_clock == "partner_question.answer"
    assert factories.answer(case, staff["officer"], "On Monday.", number=2).state == "drafting"


@pytest.mark.parametrize(("ends", "state"), [
    ({"why_no_reply": "praise"}, "withdrawn"), (None, "asked"),
])  # fmt: skip
def test_what_was_never_answered_is_open_or_withdrawn_as_its_case_is(
    staff: dict[str, Actor], ends: dict[str, str] | None, state: str
) -> None:
    case = factories.enquiry(staff["officer"])
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Them")
    asked(case, staff, "ask_partner", "The force")
    if ends:
        factories.move(case, "close_without_reply", staff["officer"], **ends)
    with version(OLD):
        pass
    assert [(row["asked_of"], row["state"]) for row in rows(WHAT)] == [("The force", state)]


def test_an_enquiry_of_which_only_the_clock_says_that_it_waits_has_a_question_that_says_so(
    staff: dict[str, Actor],
) -> None:
    case_id = factories.enquiry(staff["officer"]).id
    with version(OLD):
        change("UPDATE cases SET state = 'awaiting_partner', category = 'open'")
        change(
            "INSERT INTO clock (case_id, code, state, started_on, due_on, length, calendar_version)"
            " VALUES (:case, 'enquiry.partner', 'running', '2026-11-02', '2026-11-16', 10, 'x')",
            case=case_id,
        )
    found = rows(WHAT)
    assert [(row["asked_of"], row["text"], row["state"]) for row in found] == [
        ("The force or a partner", "Not recorded", "asked")
    ]
    assert str(found[0]["asked_on"]) == "2026-11-02"


def test_how_long_the_office_set_the_clock_to_be_stays(staff: dict[str, Actor]) -> None:
    factories.enquiry(staff["officer"])
    with version(OLD):
        change(
            "INSERT INTO setting (name, value, changed_at) VALUES ('clock_lengths', '{\"enquiry.partner\": 7}', :at)",
            at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC).isoformat(),
        )
    kept = rows("SELECT value FROM setting WHERE name = 'clock_lengths'")[0]["value"]
    assert (json.loads(kept) if isinstance(kept, str) else kept) == {"partner_question.answer": 7}
