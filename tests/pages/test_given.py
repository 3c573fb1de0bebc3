"""No template is given a row of the database: the check that every test of a page goes through."""

from dataclasses import dataclass
from typing import NamedTuple

import pytest
from flask import Flask, render_template_string

from casework.models import Case, Letter
from tests import given


@dataclass(frozen=True, slots=True)
class Page:
    letters: list[Letter]


class Line(NamedTuple):
    name: str
    case: Case


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Case(), "x is a row of Case"),
        ([1, (Case(), "who")], "x[][] is a row of Case"),
        ({"head": Case()}, "x['head'] is a row of Case"),
        (Page([Letter()]), "x.letters[] is a row of Letter"),
        (Line("E", Case()), "x[] is a row of Case"),
    ],
)
def test_a_row_is_found_wherever_it_is_hidden(value: object, name: str) -> None:
    assert list(given.rows_in(value, "x", set())) == [name]


def test_values_and_columns_are_no_rows() -> None:
    assert list(given.rows_in({"text": "Case", "day": None, "page": Page([])}, "x", set())) == []


def test_a_page_that_is_given_a_row_is_not_drawn(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(AssertionError, match="x is a row of Case"):
        render_template_string("{{ x }}", x=Case())
