"""A question to another organisation: its table written a second time by hand, and its days."""

import datetime as dt

import holidays
import pytest

from tests.workflows.next_rows import OFFICER, REVIEWER, Row, World, everybody
from tests.workflows.test_tables import STAFF, Table
from workflows.calendars import Calendar
from workflows.engine import Category, TransitionRefused
from workflows.ledger import LedgerEntry, LedgerKind, due
from workflows.partner_question import WORKFLOW, Facts, State, Trigger
from workflows.registry import WORKFLOWS
from workflows.roles import Role

ANSWERS = {"answer": "x", "escalated_to": "x", "reason": "x"}
FACTS = Facts(answers=ANSWERS)
CHASERS = (OFFICER, REVIEWER)
TABLE: Table = {
    ("asked", "chase"): (CHASERS, "chased"),
    ("chased", "chase"): (CHASERS, "chased"),
    ("chased", "escalate"): (STAFF, "escalated"),
    **{(state, "answer"): (STAFF, "answered") for state in ("asked", "chased", "escalated")},
    **{(state, "withdraw"): (STAFF, "withdrawn") for state in ("asked", "chased", "escalated")},
    ("answered", "take_back"): (STAFF, "asked"),
    ("withdrawn", "take_back"): (STAFF, "asked"),
}
OF_CLOSED = {key: row for key, row in TABLE.items() if key[1] != "take_back"}
WORLDS = {
    "question to another organisation": (WORKFLOW, TABLE, FACTS),
    "question of a closed case": (WORKFLOW, OF_CLOSED, Facts(case_is_open=False, answers=ANSWERS)),
}
TURN = "whoever was asked: record their answer"
RECORDS = "Record their answer"
NEXT: dict[str, World] = {
    "question to another organisation": (
        WORKFLOWS["partner_question"],
        Facts(),
        {
            "asked": Row(
                TURN,
                {**everybody(("answer", "chase", "withdraw")), Role.MANAGER: ("answer", "", "withdraw")},
                dict.fromkeys(STAFF, RECORDS),
            ),
            "chased": Row(
                TURN,
                {
                    **everybody(("answer", "chase escalate", "withdraw")),
                    Role.MANAGER: ("answer", "escalate", "withdraw"),
                },
                dict.fromkeys(STAFF, RECORDS),
            ),
            "escalated": Row(TURN, everybody(("answer", "", "withdraw")), dict.fromkeys(STAFF, RECORDS)),
            "answered": Row("", everybody(("", "take_back", ""))),
            "withdrawn": Row("", everybody(("", "take_back", ""))),
        },
    )
}

DAYS_OFF = frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(2025, 2028)))
CALENDAR = Calendar(name="england_and_wales", version="test", holidays=DAYS_OFF)
ANSWER = WORKFLOW.clock_rules["partner_question.answer"]


@pytest.mark.parametrize(
    ("asked", "chase", "answer", "escalate"),
    [
        # plain weeks; over Christmas 2026 with its substitute (rulebook 11, 25); over Easter 2025; asked on a Saturday
        ((2026, 11, 2), (2026, 11, 9), (2026, 11, 16), (2026, 11, 23)),
        ((2026, 12, 23), (2027, 1, 4), (2027, 1, 11), (2027, 1, 18)),
        ((2025, 4, 15), (2025, 4, 24), (2025, 5, 1), (2025, 5, 9)),
        ((2026, 11, 28), (2026, 12, 4), (2026, 12, 11), (2026, 12, 18)),
    ],
)
def test_it_is_chased_after_5_working_days_due_after_10_and_escalated_after_15(
    asked: tuple[int, int, int],
    chase: tuple[int, int, int],
    answer: tuple[int, int, int],
    escalate: tuple[int, int, int],
) -> None:
    day = dt.date(*asked)
    assert [CALENDAR.add_working_days(day, count) for count in (5, 15)] == [dt.date(*chase), dt.date(*escalate)]
    assert due(ANSWER, [LedgerEntry(kind=LedgerKind.STARTED, on=day)], CALENDAR).on == dt.date(*answer)


@pytest.mark.parametrize(
    ("state", "trigger", "refusal"),
    [
        ("chased", "escalate", "Say who is asked"),
        ("asked", "answer", "what they answered"),
        ("escalated", "withdraw", "Give the reason"),
        ("answered", "take_back", "Give the reason"),
    ],
)
def test_what_a_step_needs_is_said_in_a_sentence(state: str, trigger: str, refusal: str) -> None:
    with pytest.raises(TransitionRefused, match=refusal):
        WORKFLOW.fire(State(state), Trigger(trigger), OFFICER, Facts(answers={"answer": " "}))


def test_an_organisation_has_a_question_until_it_is_answered_or_withdrawn() -> None:
    waited_for = {state for state in State if WORKFLOW.category(state) is Category.OPEN}
    assert waited_for == {State.ASKED, State.CHASED, State.ESCALATED}
