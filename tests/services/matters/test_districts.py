"""The district of a matter: where it happened, else where the person lives, else Not recorded; and which of the two."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import CaseEvent
from casework.services.desk import details, opening
from casework.services.matters import districts
from casework.services.people.people import PersonEntry
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("ambershire")
Staff = dict[str, Actor]


def lives_at(postcode: str) -> PersonEntry:
    return PersonEntry(full_name="Ann Invented", postcode=postcode, invented=True)


@pytest.mark.parametrize(
    ("postcode", "district"),
    [
        ("ZZ1 2AB", "amberton"),
        ("zz12ab", "amberton"),
        ("ZZ2 1AB", "amberton"),
        ("ZZ2 9AB", "northvale"),  # the nearer of two beginnings
        ("ZZ3", "northvale"),  # the first half alone
        ("ZZ19 1AB", None),  # is not in ZZ1
        ("LS1 2DE", None),
        ("", None),
        (None, None),
        ("nonsense", None),
    ],
)
def test_a_postcode_is_in_the_district_that_the_office_has_said(postcode: str | None, district: str | None) -> None:
    assert districts.of_person(postcode) == district


@pytest.mark.parametrize(
    ("said", "postcode", "known"),
    [
        ("eelby", "ZZ1 2AB", ("eelby", "matter")),
        (None, "ZZ1 2AB", ("amberton", "postcode")),
        (None, "LS1 2DE", (None, None)),
        (None, "", (None, None)),
    ],
)
def test_a_new_case_is_where_it_happened_else_where_the_person_lives(
    staff: Staff, said: str | None, postcode: str, known: tuple[str | None, str | None]
) -> None:
    case = factories.enquiry(staff["officer"], entry=lives_at(postcode), district=said)
    assert (case.district, case.district_source) == known


def test_of_somebody_unknown_nothing_is_recorded(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], name=None, district=None)
    assert (case.district, case.district_source) == (None, None)


def correct(staff: Staff, reference: str, **values: str) -> tuple[str | None, str | None]:
    with unit_of_work():
        case = cases.load(reference, actor=staff["officer"])
        given = {name: getattr(case, name) for name in details.OF_CASE} | values
        sent = factories.sent(case.row_version)
        details.correct(reference, given, reason="The caller said so.", sent=sent, actor=staff["officer"])
    case = cases.load(reference, actor=staff["officer"])
    return case.district, case.district_source


def test_where_it_happened_takes_the_place_of_where_the_person_lives(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], entry=lives_at("ZZ1 2AB"), district=None)
    assert correct(staff, case.reference, district="eelby") == ("eelby", "matter")
    event = db.session.query(CaseEvent).filter_by(case_id=case.id, kind="case_edited").one()
    assert event.data["changes"] == {"district": ["amberton", "eelby"], "district_source": ["postcode", "matter"]}


def test_that_it_is_where_the_person_lives_can_be_said(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], district="amberton")
    assert correct(staff, case.reference, district_source="home") == ("amberton", "home")
    assert correct(staff, case.reference, district="northvale", district_source="home") == ("northvale", "home")


def test_what_is_taken_away_is_known_by_nothing(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], district="amberton")
    assert correct(staff, case.reference, district="") == (None, None)


def test_a_case_that_was_made_of_it_is_in_the_same_district(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], entry=lives_at("ZZ1 2AB"), district=None)
    with unit_of_work():
        made = opening.open_linked(db.session.merge(case), "complaint_review", actor=staff["officer"])
        assert (made.district, made.district_source) == ("amberton", "postcode")
