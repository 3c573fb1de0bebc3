"""The lists of values: what is shipped, and what may be chosen on a day."""

import datetime as dt

import pytest
from sqlalchemy import select

from casework.extensions import db
from casework.models import Code
from casework.services.record import codes

pytestmark = pytest.mark.usefixtures("context")
TODAY = dt.date(2026, 11, 20)


def test_loading_the_shipped_values_again_adds_none_and_changes_none() -> None:
    code = db.session.scalars(select(Code).where(Code.list_name == "issue", Code.code == "traffic")).one()
    code.label = "What the office calls it"
    db.session.flush()
    assert codes.load_shipped_codes() == 0
    assert codes.labels("issue")["traffic"] == "What the office calls it"


def test_the_four_stated_issues_come_first_and_other_is_there() -> None:
    offered = [label for _, label in codes.choices("issue", TODAY)]
    assert offered[:4] == [
        "Reports made to West Yorkshire Police and their response",
        "Traffic issues",
        "Violence (including violence against women and girls)",
        "Domestic abuse",
    ]
    assert "Other" in offered


@pytest.mark.parametrize("name", codes.SHIPPED)
def test_every_list_is_offered_whole_and_in_order(name: str) -> None:
    assert dict(codes.choices(name, TODAY)) == dict(codes.SHIPPED[name])
    assert list(codes.labels(name)) == list(codes.SHIPPED[name])


def test_a_value_that_has_ended_keeps_its_label_and_is_not_offered() -> None:
    code = db.session.scalars(select(Code).where(Code.list_name == "district", Code.code == "leeds")).one()
    code.valid_to = TODAY
    db.session.flush()
    assert "leeds" in dict(codes.choices("district", TODAY))
    assert "leeds" not in dict(codes.choices("district", TODAY + dt.timedelta(days=1)))
    assert codes.labels("district")["leeds"] == "Leeds"


def test_a_value_from_an_old_register_has_a_label_and_is_not_offered() -> None:
    db.session.add(Code(list_name="issue", code="05A", label="From an old register", position=99, source="import"))
    db.session.flush()
    assert codes.labels("issue")["05A"] == "From an old register"
    assert "05A" not in dict(codes.choices("issue", TODAY))
