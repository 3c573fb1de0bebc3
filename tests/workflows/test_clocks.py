"""The ledger: holds, extensions, restarts and their removal compose in any order."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows import declared
from tests.workflows.days import ENGLAND, d
from workflows.clocks import Basis, ClockRule, Unit
from workflows.ledger import LedgerEntry, LedgerKind, due, is_overdue, statutory_breach
from workflows.registry import WORKFLOWS

K = LedgerKind
RULES = [
    rule for workflow in WORKFLOWS.values() for rule in workflow.clock_rules.values() if rule.unit is not Unit.FIXED
]
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2027, 6, 30))


def entry(kind: LedgerKind, day: str, days: int = 0, removes: int | None = None) -> LedgerEntry:
    return LedgerEntry(kind=kind, on=d(day), days=days, removes=removes)


PAPERS = WORKFLOWS["complaint_review"].clock_rules["complaint_review.papers"]
RESPONSE = WORKFLOWS["recommendation"].clock_rules["recommendation.response"]


def test_a_hold_adds_the_working_days_that_it_lasted() -> None:
    start, held, released = (
        entry(K.STARTED, "Mon 2 Mar 2026"),
        entry(K.HELD, "Wed 4 Mar 2026"),
        entry(K.RELEASED, "Mon 9 Mar 2026"),
    )
    assert due(PAPERS, [start], ENGLAND).on == d("Mon 16 Mar 2026")
    assert due(PAPERS, [start, held, released], ENGLAND).on == d("Thu 19 Mar 2026")


def test_a_held_clock_has_no_due_date_and_is_never_overdue() -> None:
    result = due(PAPERS, [entry(K.STARTED, "2 Mar 2026"), entry(K.HELD, "4 Mar 2026")], ENGLAND)
    assert (result.on, result.state) == (None, "held")
    assert not is_overdue(result, d("1 Jan 2027"))
    assert result.steps[-1].startswith("On hold since Wednesday 4 March 2026")


def test_removing_an_extension_leaves_the_hold() -> None:
    held = [entry(K.STARTED, "2 Mar 2026"), entry(K.HELD, "4 Mar 2026"), entry(K.RELEASED, "9 Mar 2026")]
    extended = [*held, entry(K.EXTENDED, "10 Mar 2026", days=5)]
    removed = [*extended, entry(K.EXTENSION_REMOVED, "11 Mar 2026", removes=3)]
    assert due(PAPERS, extended, ENGLAND).on == d("Thu 26 Mar 2026")
    assert due(PAPERS, removed, ENGLAND).on == due(PAPERS, held, ENGLAND).on


def test_a_clock_started_again_forgets_the_run_before() -> None:
    first = [entry(K.STARTED, "2 Mar 2026"), entry(K.EXTENDED, "3 Mar 2026", days=9), entry(K.MET, "5 Mar 2026")]
    again = due(PAPERS, [*first, entry(K.STARTED, "Mon 9 Mar 2026")], ENGLAND)
    assert (again.on, again.state, again.met_on) == (d("Mon 23 Mar 2026"), "running", None)


def test_only_a_clock_in_law_can_be_breached() -> None:
    late = d("1 Jul 2026")
    law, policy = (due(rule, [entry(K.STARTED, "2 Mar 2026")], ENGLAND) for rule in (RESPONSE, PAPERS))
    assert statutory_breach(RESPONSE, law, late)
    assert is_overdue(policy, late)
    assert not statutory_breach(PAPERS, policy, late)


def test_a_clock_is_not_overdue_on_its_last_day() -> None:
    result = due(PAPERS, [entry(K.STARTED, "Mon 2 Mar 2026")], ENGLAND)
    assert not is_overdue(result, d("16 Mar 2026"))
    assert is_overdue(result, d("17 Mar 2026"))


def test_no_rule_in_law_may_be_stopped_by_a_hold() -> None:
    with pytest.raises(ValueError, match="never stopped by a hold"):
        ClockRule(
            code="x",
            label="x",
            basis=Basis.LAW,
            unit=Unit.DAYS,
            length=1,
            rule="R0",
            start_label="x",
            stopped_by_hold=True,
        )


def test_only_the_clocks_that_are_named_by_hand_are_in_law() -> None:
    in_law = {
        rule.code
        for workflow in WORKFLOWS.values()
        for rule in workflow.clock_rules.values()
        if rule.basis is Basis.LAW
    }
    assert in_law == {"recommendation.response"}.union(*declared.all_of("IN_LAW"))


@given(rule=st.sampled_from(RULES), start=DAYS, after=st.integers(0, 40))
@settings(max_examples=60)
def test_holding_and_releasing_on_one_day_changes_nothing(rule: ClockRule, start: dt.date, after: int) -> None:
    day = start + dt.timedelta(days=after)
    started = LedgerEntry(kind=K.STARTED, on=start)
    pair = [LedgerEntry(kind=K.HELD, on=day), LedgerEntry(kind=K.RELEASED, on=day)]
    assert due(rule, [started, *pair], ENGLAND).on == due(rule, [started], ENGLAND).on


@given(rule=st.sampled_from(RULES), start=DAYS, days=st.integers(1, 30))
@settings(max_examples=60)
def test_an_extension_taken_back_changes_nothing(rule: ClockRule, start: dt.date, days: int) -> None:
    started = LedgerEntry(kind=K.STARTED, on=start)
    extended = LedgerEntry(kind=K.EXTENDED, on=start, days=days)
    removed = LedgerEntry(kind=K.EXTENSION_REMOVED, on=start, removes=1)
    assert due(rule, [started, extended, removed], ENGLAND).on == due(rule, [started], ENGLAND).on


@given(start=DAYS, held=st.integers(0, 20), lasted=st.integers(0, 40), days=st.integers(1, 20))
@settings(max_examples=60)
def test_the_order_of_hold_and_extension_does_not_matter(start: dt.date, held: int, lasted: int, days: int) -> None:
    first = start + dt.timedelta(days=held)
    hold = [LedgerEntry(kind=K.HELD, on=first), LedgerEntry(kind=K.RELEASED, on=first + dt.timedelta(days=lasted))]
    more = [LedgerEntry(kind=K.EXTENDED, on=first, days=days)]
    started = [LedgerEntry(kind=K.STARTED, on=start)]
    assert due(PAPERS, started + hold + more, ENGLAND).on == due(PAPERS, started + more + hold, ENGLAND).on


@given(start=DAYS, count=st.integers(0, 60))
@settings(max_examples=60)
def test_counting_forward_and_back_agree(start: dt.date, count: int) -> None:
    end = ENGLAND.add_working_days(start, count)
    assert ENGLAND.working_days_between(start, end) == count
