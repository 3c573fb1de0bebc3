"""The definitions that readers see: in `docs/counting.md` as in the program, and complete."""

from pathlib import Path

import pytest

from casework.statistics.measure import Measure
from casework.statistics.measures import BALANCES, BY_CODE, MEASURES, flows
from casework.statistics.queries import COLUMNS

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "counting.md"


def line_of(measure: Measure, *, called: str = "") -> str:
    """The line of a figure. That of a flow stands once for all types, `called` by one name."""
    line = f"| {measure.title} | {measure.definition} | {measure.dated_by} |"
    return line.replace(measure.section, called) if called else line


def test_the_document_has_every_figure_in_the_order_of_the_report() -> None:
    own = [line_of(measure) for measure in MEASURES if measure not in flows.MEASURES]
    of_any_type = [line_of(measure, called="Cases of the type") for measure in flows.MEASURES]
    lines = [*own, *dict.fromkeys(of_any_type)]
    text = DOCUMENT.read_text()
    assert [line for line in text.splitlines() if line in lines] == lines


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.code)
def test_every_figure_says_what_it_counts(measure: Measure) -> None:
    for words in (measure.title, measure.definition, measure.unit, measure.dated_by):
        assert words.strip() == words != ""
    assert measure.definition.endswith(".")
    assert set(measure.breakdowns) <= set(COLUMNS)


def test_codes_are_there_once_and_fit_their_column() -> None:
    assert len(BY_CODE) == len(MEASURES)
    assert max(len(code) for code in BY_CODE) <= 60


def test_balances_name_measures_that_exist() -> None:
    assert {code for sides in BALANCES for side in sides for code in side} <= set(BY_CODE)
