"""The definitions that readers see: in `docs/counting.md` as in the program, and complete."""

from pathlib import Path

import pytest

from casework.statistics.measure import Measure
from casework.statistics.measures import BALANCES, BY_CODE, MEASURES
from casework.statistics.queries import COLUMNS

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "counting.md"


def test_the_document_has_every_figure_in_the_order_of_the_report() -> None:
    lines = [f"| {measure.title} | {measure.definition} | {measure.dated_by} |" for measure in MEASURES]
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
