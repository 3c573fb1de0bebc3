"""The list of reminders, written a second time by hand, and the days on which they go out."""

import datetime as dt
from collections.abc import Mapping, Sequence

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import INVENTED
from tests.workflows import declared
from workflows.calendars import Calendar
from workflows.clocks import Basis, Unit
from workflows.registry import WORKFLOWS, clock_rules
from workflows.reminders import BY_CODE, RULES, Days, Slot, nobody_acts, slots

OFFICE = {
    "reminder_offsets": [-5, -1, 0, 1],
    "escalation_days": 3,
    "escalation_further_days": 7,
    "papers_chase_days": [5],
    "papers_escalation_days": 15,
    "question_chase_days": [5],
    "question_escalation_days": 15,
    "recommendation_days": [14, 21, 26],
}
GENERIC = {"clock_due": [-5, -1, 0, 1], "clock_escalation": [3], "clock_escalation_all": [10]}
PAPERS = {"clock_due": [0, 1], "papers_chase": [-5], "papers_escalation": [5], "clock_escalation_all": [10]}
QUESTION = {"clock_due": [0, 1], "question_chase": [-5], "question_escalation": [5], "clock_escalation_all": [10]}
ANSWER = {
    "clock_due": [0, 1],
    "recommendation_answer": [-14, -7, -2],
    "clock_escalation": [3],
    "clock_escalation_all": [10],
}
EXPECTED = {
    "enquiry": {
        "acknowledge": GENERIC,
        "reply": GENERIC,
        "draft": GENERIC,
        "approval": GENERIC,
        "reopened": GENERIC,
        "comeback": {},
        "waiting": GENERIC,
        "hold_review": GENERIC,
    },
    "complaint_review": {
        "acknowledge": GENERIC,
        "triage": GENERIC,
        "update": GENERIC,
        "information": GENERIC,
        "late_reasons": GENERIC,
        "papers": PAPERS,
        "completion": GENERIC,
        "long_stop": GENERIC,
        "escalation": GENERIC,
        "sign_off": GENERIC,
        "judicial_review": {"diary": [0]},
        "hold_review": GENERIC,
    },
    "partner_question": {"answer": QUESTION},
    "recommendation": {"response": ANSWER, "learning_response": ANSWER, "implementation": GENERIC},
}
"""Workflow -> clock -> rule -> days from the due date (papers, questions: working days), for the shipped lengths."""
OF_SIMPLE_TYPES: Mapping[str, dict[str, list[int]]] = {"general": GENERIC, "diary": {"diary": [0]}, "nobody": {}}
REMINDED: Mapping[str, str] = {name: way for ways in declared.all_of("REMINDED") for name, way in ways.items()}
"""The other types say in their own files in which of these ways each of their clocks is reminded of."""
LENGTHS = {
    "complaint_review.papers": [10], "partner_question.answer": [10], "recommendation.response": [28], "recommendation.learning_response": [28],
}  # fmt: skip
DAYS_OFF = frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(2026, 2029)))
CALENDAR = Calendar(name="england_and_wales", version="test", holidays=DAYS_OFF)
QUIET = Days(calendar=CALENDAR, quiet=True)
ANY_DAY = Days(calendar=CALENDAR, quiet=False)


def all_slots() -> list[Slot]:
    return [slot for slot, _ in slots(OFFICE, LENGTHS)]


def slot(offset: int, *, basis: Basis = Basis.POLICY, code: str = "clock_due") -> Slot:
    return Slot(rule=BY_CODE[code], codes=frozenset({"enquiry.acknowledge"}), basis=basis, offset=offset)


def reminders_of(name: str, lengths: Mapping[str, Sequence[int]] = LENGTHS) -> dict[str, list[int]]:
    """Rule -> days from the due date, of one clock by its full name."""
    found: dict[str, list[int]] = {}
    for each, _ in slots(OFFICE, lengths):
        if name in each.codes:
            found.setdefault(each.rule.code, []).append(each.offset)
    return found


@pytest.mark.parametrize("name", list(clock_rules()))
def test_every_clock_has_the_reminders_written_here(name: str) -> None:
    workflow, _, code = name.partition(".")
    expected = EXPECTED[workflow][code] if workflow in EXPECTED else OF_SIMPLE_TYPES[REMINDED[name]]
    assert reminders_of(name) == expected


def test_every_clock_is_reminded_or_named_with_a_reason() -> None:
    covered = {name for rule in RULES for name in rule.clocks}
    assert covered | set(nobody_acts()) == set(clock_rules())
    assert not covered & set(nobody_acts())
    assert all(nobody_acts().values())


def test_a_new_type_changes_the_reminders_of_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: reminders_of(name) for name in clock_rules()}
    monkeypatch.setitem(WORKFLOWS, INVENTED.name, INVENTED)
    assert {name: reminders_of(name) for name in before} == before
    assert {name: reminders_of(name) for name in INVENTED.clock_rules} == {
        "invented.acknowledge": GENERIC,
        "invented.answer": GENERIC,
        "invented.comeback": GENERIC,
        "invented.papers": GENERIC,
        "invented.judicial_review": {"diary": [0]},
        "invented.hold_review": GENERIC,
    }
    in_law = {name for each in all_slots() if each.basis is Basis.LAW for name in each.codes}
    by_hand = {"recommendation.response", "invented.acknowledge", "invented.answer"}
    assert in_law == by_hand.union(*declared.all_of("IN_LAW"))


def test_the_rules_that_old_rows_carry_are_still_there() -> None:
    assert {"clock_due", "clock_escalation"} <= set(BY_CODE)


def test_only_the_clocks_that_are_named_by_hand_are_reminded_of_as_dates_in_law() -> None:
    in_law = {"recommendation.response"}.union(*declared.all_of("IN_LAW"))
    assert {code for each in all_slots() if each.basis is Basis.LAW for code in each.codes} == in_law


@pytest.mark.parametrize(
    ("due", "offset", "code", "unit_day"),
    [
        (dt.date(2027, 3, 15), -5, "papers_chase", dt.date(2027, 3, 8)),
        (dt.date(2027, 3, 22), 5, "papers_escalation", dt.date(2027, 3, 31)),
        (dt.date(2027, 1, 5), -5, "papers_chase", dt.date(2026, 12, 24)),
    ],
)
def test_papers_are_counted_in_working_days(due: dt.date, offset: int, code: str, unit_day: dt.date) -> None:
    """Over Easter 2027 (26 and 29 March) and over Christmas 2026 (25 and 28 December, 1 January)."""
    assert BY_CODE[code].unit is Unit.WORKING_DAYS
    assert ANY_DAY.sent_on(due, slot(offset, code=code)) == unit_day


def test_five_and_fifteen_working_days_after_the_request() -> None:
    requested = dt.date(2026, 11, 2)
    due = CALENDAR.add_working_days(requested, 10)
    chase, escalation = slot(-5, code="papers_chase"), slot(5, code="papers_escalation")
    assert ANY_DAY.sent_on(due, chase) == CALENDAR.add_working_days(requested, 5)
    assert ANY_DAY.sent_on(due, escalation) == CALENDAR.add_working_days(requested, 15)


@pytest.mark.parametrize(
    ("day", "law", "policy"),
    [
        (dt.date(2027, 3, 29), dt.date(2027, 3, 25), dt.date(2027, 3, 30)),
        (dt.date(2027, 3, 26), dt.date(2027, 3, 25), dt.date(2027, 3, 30)),
        (dt.date(2026, 12, 25), dt.date(2026, 12, 24), dt.date(2026, 12, 29)),
        (dt.date(2026, 12, 26), dt.date(2026, 12, 24), dt.date(2026, 12, 29)),
        (dt.date(2026, 12, 27), dt.date(2026, 12, 24), dt.date(2026, 12, 29)),
        (dt.date(2026, 12, 28), dt.date(2026, 12, 24), dt.date(2026, 12, 29)),
        (dt.date(2026, 12, 24), dt.date(2026, 12, 24), dt.date(2026, 12, 24)),
    ],
)
def test_a_quiet_day_moves_the_law_before_and_the_rest_after(day: dt.date, law: dt.date, policy: dt.date) -> None:
    """Easter Monday is 29 March 2027; 25 to 28 December 2026 are Christmas, a weekend and the substitute day."""
    assert QUIET.sent_on(day, slot(0, basis=Basis.LAW)) == law
    assert QUIET.sent_on(day, slot(0)) == policy
    assert ANY_DAY.sent_on(day, slot(0)) == day
    assert bool(QUIET.why(day, slot(0))) == (day != policy)


def test_a_date_in_law_that_has_passed_is_told_of_after_it() -> None:
    """Due on Maundy Thursday: the day after is Good Friday."""
    due = dt.date(2027, 3, 25)
    assert QUIET.sent_on(due, slot(1, basis=Basis.LAW)) == dt.date(2027, 3, 30)


DATES = st.dates(min_value=dt.date(2026, 2, 1), max_value=dt.date(2028, 10, 1))


@given(
    due=DATES,
    day=DATES,
    offset=st.integers(-60, 60),
    quiet=st.booleans(),
    basis=st.sampled_from(Basis),
    code=st.sampled_from(["clock_due", "papers_chase"]),
)
def test_the_latest_due_date_divides_what_went_out_from_what_is_to_come(
    due: dt.date, day: dt.date, offset: int, quiet: bool, basis: Basis, code: str
) -> None:
    days, each = Days(calendar=CALENDAR, quiet=quiet), slot(offset, basis=basis, code=code)
    assert (due <= days.latest_due(each, day)) == (days.sent_on(due, each) <= day)


@given(due=DATES, offset=st.integers(-60, 60), basis=st.sampled_from(Basis))
def test_nothing_goes_out_on_a_quiet_day(due: dt.date, offset: int, basis: Basis) -> None:
    assert CALENDAR.is_working_day(QUIET.sent_on(due, slot(offset, basis=basis)))
