"""A data protection complaint: its table a second time by hand, and the thirty days (R7.21)."""

import datetime as dt

from tests.workflows.days import ENGLAND, d
from tests.workflows.next_rows import MANAGER, OFFICER, Row
from workflows.data_protection_complaint import WORKFLOW
from workflows.ledger import LedgerEntry, LedgerKind, due
from workflows.simple import Facts

FACTS = Facts(answers={"reason": "x"})
WORLDS = {
    "data protection complaint": (
        WORKFLOW,
        {
            ("received", "acknowledge"): ((OFFICER,), "acknowledged"),
            ("received", "answer"): ((OFFICER, MANAGER), "answered"),
            ("received", "withdraw"): ((OFFICER,), "withdrawn"),
            ("acknowledged", "record_progress"): ((OFFICER,), "acknowledged"),
            ("acknowledged", "answer"): ((OFFICER, MANAGER), "answered"),
            ("acknowledged", "withdraw"): ((OFFICER,), "withdrawn"),
            ("answered", "reopen"): ((MANAGER,), "acknowledged"),
            ("withdrawn", "reopen"): ((MANAGER,), "acknowledged"),
            ("received", "mistake"): ((MANAGER,), "mistake"),
            ("acknowledged", "mistake"): ((MANAGER,), "mistake"),
            ("mistake", "undo"): ((MANAGER,), "received"),
        },
        FACTS,
    )
}
NOW = {
    "received": Row(
        "a casework officer: acknowledge",
        {OFFICER: ("acknowledge", "answer", "withdraw"), MANAGER: ("", "answer", "mistake")},
        {OFFICER: "Acknowledge"},
    ),
    "acknowledged": Row(
        "whoever looks into it: answer",
        {OFFICER: ("answer", "record_progress", "withdraw"), MANAGER: ("answer", "", "mistake")},
        {OFFICER: "Answer", MANAGER: "Answer"},
    ),
    "answered": Row("", {MANAGER: ("", "reopen", "")}),
    "withdrawn": Row("", {MANAGER: ("", "reopen", "")}),
    "mistake": Row("", {MANAGER: ("", "undo", "")}),
}
NEXT = {"data protection complaint": (WORKFLOW, Facts(), NOW)}
REMINDED = {
    "data_protection_complaint.acknowledge": "general",
    "data_protection_complaint.answer": "general",
    "data_protection_complaint.hold_review": "general",
}
IN_LAW = {"data_protection_complaint.acknowledge"}


def test_the_earlier_of_the_two_counts_is_the_target() -> None:
    """Worked date 24: received on Sunday 21 June 2026, the day of receipt counted."""
    rule = WORKFLOW.clock_rules["data_protection_complaint.acknowledge"]
    received = LedgerEntry(kind=LedgerKind.STARTED, on=d("21 Jun 2026"))
    assert due(rule, [received], ENGLAND).on == dt.date(2026, 7, 20)
