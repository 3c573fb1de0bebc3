"""A postcode that comes after the case was logged: the district that it says is suggested, and changes when somebody says so."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Code, Person
from casework.services.record import codes
from casework.transaction import unit_of_work
from tests import factories
from tests.client import words
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
SAID = "Their postcode is in Leeds."


def logged(inside: Inside, staff: Staff, *, district: str | None, source: str | None, postcode: str = "ZZ1 2AB") -> str:
    def make() -> str:
        case = factories.enquiry(staff["officer"], district=None)
        with unit_of_work():
            db.session.get_one(Code, ("district", "leeds")).matches = ["ZZ1"]
            codes.forget()
            row = db.session.merge(case)
            row.district, row.district_source = district, source
            db.session.get_one(Person, row.person_id).postcode = postcode
        return case.reference

    return str(inside(make))


@pytest.mark.parametrize(("district", "source"), [(None, None), ("bradford", "postcode"), ("bradford", "home")])
def test_it_is_suggested_with_its_source_and_followed_by_one_press(
    inside: Inside, staff: Staff, signed_in: SignIn, district: str | None, source: str | None
) -> None:
    reference, officer = logged(inside, staff, district=district, source=source), signed_in("officer")
    path = f"/cases/{reference}"
    assert SAID in words(officer.get(path).text)
    assert inside(lambda: db.session.query(Case).one().district) == district
    assert officer.send(path, to=f"{path}/district").status_code == 303
    case = inside(lambda: db.session.query(Case).one())
    assert (case.district, case.district_source) == ("leeds", "postcode")
    page = officer.get(path).text
    assert SAID not in words(page)
    event = inside(lambda: db.session.query(CaseEvent).filter_by(kind="case_edited").one())
    assert event.data["changes"]["district"] == [district, "leeds"]
    assert "It follows the postcode of the person as it is known now" in officer.get(f"{path}/timeline").text


@pytest.mark.parametrize(
    ("district", "source", "postcode"),
    [("bradford", "matter", "ZZ1 2AB"), ("leeds", "postcode", "ZZ1 2AB"), (None, None, "YY1 2AB")],
)
def test_where_it_happened_stays_and_what_says_nothing_new_is_not_suggested(
    inside: Inside, staff: Staff, signed_in: SignIn, district: str | None, source: str | None, postcode: str
) -> None:
    reference = logged(inside, staff, district=district, source=source, postcode=postcode)
    assert "Their postcode is in" not in signed_in("officer").get(f"/cases/{reference}").text


def test_somebody_who_may_not_write_reads_it_and_has_no_button(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = logged(inside, staff, district=None, source=None)
    page = signed_in("auditor").get(f"/cases/{reference}").text
    assert SAID in words(page)
    assert f"/cases/{reference}/district" not in page
