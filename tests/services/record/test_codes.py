"""The lists of values: what is shipped, and what may be chosen on a day."""

import datetime as dt

import pytest
from sqlalchemy import delete, select

from casework.access import Actor
from casework.extensions import db
from casework.models import Code
from casework.services.record import codes
from casework.services.record.codes import Value
from casework.services.record.shipped_lists import STANDARD
from tests import factories

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


@pytest.mark.parametrize("name", STANDARD)
def test_every_list_of_the_law_is_offered_whole_and_in_order(name: str) -> None:
    assert dict(codes.choices(name, TODAY)) == dict(STANDARD[name])
    assert list(codes.labels(name)) == list(STANDARD[name])


def test_an_office_without_an_area_begins_with_lists_that_name_no_place() -> None:
    db.session.execute(delete(Code))
    codes.forget()
    codes.load_shipped_codes()
    assert dict(codes.choices("district", TODAY)) == {"out_of_area": "Out of area", "not_known": "Not known"}
    assert codes.choices("issue", TODAY)[0] == ("police_response", "Reports made to the police and their response")
    assert "Old register" not in dict(codes.choices("channel", TODAY)).values()
    assert codes.labels("channel")["import"] == "Old register"


def test_a_list_that_is_given_anew_adds_changes_and_ends_and_takes_nothing_out(staff: dict[str, Actor]) -> None:
    factories.enquiry(staff["officer"])
    wanted = [
        Value(code="leeds", label="City of Leeds", belongs_to="west_yorkshire_police"),
        Value(code="airedale", label="Airedale", valid_from=TODAY),
    ]
    found = codes.keep("district", wanted, on=TODAY)
    assert {(each.kind, each.then.code) for each in found} == {
        ("changed", "leeds"), ("added", "airedale"),
        *(("ended", code) for code in ("bradford", "calderdale", "kirklees", "wakefield", "west_yorkshire")),
        ("ended", "out_of_area"), ("ended", "not_known"),
    }  # fmt: skip
    assert codes.choices("district", TODAY) == [("leeds", "City of Leeds"), ("airedale", "Airedale")]
    assert codes.labels("district")["bradford"] == "Bradford"
    assert "bradford" in dict(codes.choices("district", TODAY - dt.timedelta(days=1)))
    assert codes.keep("district", wanted, on=TODAY) == []


def test_what_the_program_goes_by_stays_whatever_list_is_given() -> None:
    codes.keep("channel", [Value(code="pigeon", label="Carrier pigeon")], on=TODAY)
    assert {"pigeon", "email", "form"} == set(dict(codes.choices("channel", TODAY)))


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
