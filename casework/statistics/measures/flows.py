"""The flow of every type of case that no other file counts: what was there, came in, went out and is left."""

from functools import partial

from casework.case_types import CASE_TYPES, CaseType
from casework.models import Case
from casework.statistics.measure import Measure
from casework.statistics.queries import Query, cases, open_cases

_BY = ("issue", "district", "channel")
_OPEN = "the days of receipt and of the first closing"
Balance = tuple[tuple[str, str], tuple[str, str]]


def _flow(of: CaseType) -> tuple[Measure, ...]:
    received = (
        f"{of.plural} received in the year, those made of an enquiry by the day of its receipt. One that was logged by "
        "mistake is none."
    )
    closed = f"{of.plural} closed for the first time in the year. One that was reopened is not counted again."
    rows: tuple[tuple[str, str, str, str, Query, tuple[str, ...]], ...] = (
        ("open_at_start", "open at the start", "Received before 1 April and not closed before it.", _OPEN,
         partial(open_cases, case_type=of.name, at_end=False), ()),
        ("received", "received", received, "the day of receipt", cases(of.name, Case.received_on), _BY),
        ("closed", "closed", closed, "the day of the first closing", cases(of.name, Case.first_closed_on), _BY),
        ("open_at_end", "open at the end", "Received by 31 March and not closed by then.", _OPEN,
         partial(open_cases, case_type=of.name, at_end=True), ()),
    )  # fmt: skip
    return tuple(
        Measure(
            code=f"{of.name}_{code}",
            section=of.plural,
            title=f"{of.plural} {title}",
            definition=definition,
            unit=of.plural.lower(),
            dated_by=dated_by,
            query=query,
            breakdowns=breakdowns,
        )
        for code, title, definition, dated_by, query, breakdowns in rows
    )


def _balance(of: CaseType) -> Balance:
    return (f"{of.name}_open_at_start", f"{of.name}_received"), (f"{of.name}_closed", f"{of.name}_open_at_end")


_COUNTED = tuple(each for each in CASE_TYPES.values() if not each.has_figures)
MEASURES = tuple(measure for each in _COUNTED for measure in _flow(each))
BALANCES = tuple(_balance(each) for each in _COUNTED)
