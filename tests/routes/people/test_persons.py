"""The page of a person: everything that this reader may see of them in one place, and keeping it up from there."""

import pytest
from flask import Flask

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog, CaseEvent, Person, PersonWay
from casework.services.people import people
from casework.transaction import unit_of_work
from tests import factories
from tests.client import PROBE, CheckingClient, Page
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day
from tests.statements import asked

Staff = dict[str, Actor]


@pytest.fixture
def pat(inside: Inside, staff: Staff) -> tuple[int, str, str]:
    """Pat with an enquiry, and a witness in the enquiry of Lee: (person, own case, case of Lee)."""

    def make() -> tuple[int, str, str]:
        own, other = factories.enquiry(staff["officer"]), factories.enquiry(staff["officer"], name="Lee Invented")
        with unit_of_work():
            person = db.session.get_one(Person, own.person_id)
            people.add_party(other, person, "witness", actor=staff["officer"])
            values = {"email": "pat@invented.example", "phone": "0113 496 0123", "phone_unsafe": True}
            factories.known_by(person.id, safe_contact="Only in the morning (invented)", **values)
        return person.id, own.reference, other.reference

    found: tuple[int, str, str] = inside(make)
    return found


@pytest.fixture
def officer(signed_in: SignIn) -> CheckingClient:
    return signed_in("officer")


def address(pat: tuple[int, str, str], rest: str = "") -> str:
    return f"/people/{pat[0]}{rest}"


def way_of(inside: Inside, person_id: int, kind: str) -> int:
    def find() -> int:
        query = db.session.query(PersonWay).filter_by(person_id=person_id, kind=kind)
        return query.order_by(PersonWay.id.desc()).limit(1).one().id

    return int(inside(find))


def test_all_their_cases_stand_on_one_page_with_what_they_are_in_each(
    pat: tuple[int, str, str], officer: CheckingClient
) -> None:
    case = officer.get(f"/cases/{pat[1]}").text
    assert f'href="/people/{pat[0]}"' in case
    page = officer.get(address(pat)).text
    for words in (*pat[1:], "Enquirer", "Witness", "2 cases, 2 open", "Lee Invented", "pat@invented.example"):
        assert words in page
    assert "Not safe: the phone." in page
    assert "Only in the morning (invented)" in page
    assert "What was said about an invented matter." in page
    assert "Pat" not in page.partition("</title>")[0]


def test_a_restricted_case_is_there_for_those_alone_who_are_named_on_it_and_is_noted(
    pat: tuple[int, str, str], officer: CheckingClient, signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    inside(lambda: factories.restrict(pat[1], staff["manager"]))
    page = officer.get(address(pat)).text
    assert (pat[1] in page, pat[2] in page) == (False, True)
    assert "What was said about an invented matter." not in page
    assert inside(lambda: db.session.query(AccessLog).count()) == 0
    assert pat[1] in signed_in("manager").get(address(pat)).text
    assert inside(lambda: db.session.query(AccessLog).count()) == 1


def test_somebody_known_through_a_restricted_case_alone_is_not_found(
    officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    def restricted() -> int:
        case = factories.enquiry(staff["officer"], name="Sam Invented")
        factories.restrict(case.reference, staff["manager"])
        return case.person_id or 0

    person = inside(restricted)
    for rest in ("", "/edit", "/known/new?kind=email", "/known/1"):
        assert officer.get(f"/people/{person}{rest}").status_code == 404


def test_another_number_is_added_with_where_it_is_known_from(
    pat: tuple[int, str, str], officer: CheckingClient, inside: Inside
) -> None:
    typed = {"value": "07700 900123", "source": "Their sister, on the phone", **day("from_on", 3)}
    assert officer.send(address(pat, "/known/new?kind=phone"), **typed).status_code == 303
    page = officer.get(address(pat)).text
    assert "07700 900123" in page
    assert "Their sister, on the phone" in page
    assert inside(lambda: db.session.get_one(Person, pat[0]).phone) == "0113 496 0123"
    story = officer.get(f"/cases/{pat[2]}/timeline").text
    assert "Phone added: 07700 900123, safe" in story
    again = officer.send(address(pat, "/known/new?kind=phone"), value="+44 7700 900123")
    assert again.status_code == 422
    assert "known of them already" in again.text


def test_the_number_that_is_safe_becomes_the_preferred_one(
    pat: tuple[int, str, str], officer: CheckingClient, inside: Inside
) -> None:
    officer.send(address(pat, "/known/new?kind=phone"), value="07700 900123", preferred="yes")
    person = inside(lambda: db.session.get_one(Person, pat[0]))
    assert (person.phone, person.phone_unsafe) == ("07700 900123", False)
    assert "Not safe" not in officer.get(f"/cases/{pat[1]}").text
    page = officer.get(address(pat)).text
    assert page.count("Not safe") == 1
    assert page.count("Preferred") == 1


def test_an_address_that_is_no_longer_theirs_is_kept_and_not_written_to(
    pat: tuple[int, str, str], officer: CheckingClient, inside: Inside
) -> None:
    way = way_of(inside, pat[0], "email")
    sent = officer.send(address(pat, f"/known/{way}"), value="pat@invented.example", **day("until_on", 0))
    assert sent.status_code == 303
    assert inside(lambda: db.session.get_one(Person, pat[0]).email) is None
    assert f"until {clock.today().day} " in officer.get(address(pat)).text
    note = officer.get(f"/cases/{pat[1]}/timeline").text
    assert "E-mail: was pat@invented.example, safe, preferred, now pat@invented.example, safe, until" in note


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("email", {"value": "pat at home"}, "Enter a whole e-mail address"),
        ("email", {"value": ""}, "Enter the e-mail address."),
        ("address", {"value": ""}, "Enter the address or its postcode."),
        ("name", {"value": "Pat Invented"}, "known of them already"),
        ("phone", {"value": "0113", "preferred": "yes", **day("until_on", 0)}, "cannot be preferred"),
        ("phone", {"value": "0113", **day("from_on", 0), **day("until_on", 3)}, "cannot be before the first"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_with_what_was_typed(
    pat: tuple[int, str, str], officer: CheckingClient, kind: str, typed: dict[str, str], said: str
) -> None:
    refused = officer.send(address(pat, f"/known/new?kind={kind}"), **typed)
    assert refused.status_code == 422
    assert said in refused.text
    assert typed["value"] in refused.text


def test_the_last_name_of_somebody_cannot_end(
    pat: tuple[int, str, str], officer: CheckingClient, inside: Inside
) -> None:
    way = way_of(inside, pat[0], "name")
    refused = officer.send(address(pat, f"/known/{way}"), value="Pat Invented", **day("until_on", 0))
    assert (refused.status_code, "need one name" in refused.text) == (422, True)
    assert (
        officer.send(address(pat, "/known/new?kind=name"), value="Pat Wed-Invented", preferred="yes").status_code == 303
    )
    assert officer.send(address(pat, f"/known/{way}"), value="Pat Invented", **day("until_on", 0)).status_code == 303
    assert "Pat Wed-Invented" in officer.get(f"/cases/{pat[1]}").text


def test_two_people_at_once_do_not_overwrite_each_other(
    pat: tuple[int, str, str], signed_in: SignIn, inside: Inside
) -> None:
    path = address(pat, f"/known/{way_of(inside, pat[0], 'phone')}")
    mine, theirs = signed_in("officer"), signed_in("reviewer")
    fields = mine_opened(mine, path)
    assert theirs.send(path, value="0113 496 0999").status_code == 303
    late = mine.post(path, data={**fields, "value": "0113 496 0777"})
    assert (late.status_code, "0113 496 0777" in late.text) == (409, True)


def mine_opened(client: CheckingClient, path: str) -> dict[str, str]:
    fields = Page(client.get(path).text).forms[-1]["fields"]
    return {name: fields[name] for name in ("csrf_token", "token", "row_version")}


def test_the_details_are_put_right_from_their_page_and_told_on_their_open_cases(
    pat: tuple[int, str, str], officer: CheckingClient, inside: Inside
) -> None:
    sent = officer.send(
        address(pat, "/edit"), full_name="Pat Invented", phone="0113 496 0123", safe_contact="Never ring"
    )
    assert sent.status_code == 303
    assert inside(lambda: db.session.query(CaseEvent).filter_by(kind="person_changed").count()) == 2
    assert (
        "Safe contact: was Only in the morning (invented), now Never ring"
        in officer.get(f"/cases/{pat[2]}/timeline").text
    )


def test_an_auditor_reads_and_changes_nothing(pat: tuple[int, str, str], signed_in: SignIn) -> None:
    page = signed_in("auditor").get(address(pat)).text
    assert pat[1] in page
    assert "Add another" not in page
    assert "/edit" not in page


@pytest.mark.parametrize("kind", ["", "?kind=", "?kind=full_name", "?kind=<script>"])
def test_what_is_no_kind_is_not_found(pat: tuple[int, str, str], officer: CheckingClient, kind: str) -> None:
    assert officer.get(address(pat, f"/known/new{kind}")).status_code == 404


def test_odd_words_are_shown_as_words(pat: tuple[int, str, str], officer: CheckingClient) -> None:
    assert (
        officer.send(address(pat, "/known/new?kind=name"), value=PROBE, source=PROBE, preferred="yes").status_code
        == 303
    )
    assert officer.send(address(pat, "/known/new?kind=address"), value=PROBE, postcode="ls1 1aa").status_code == 303
    assert officer.get(address(pat)).status_code == 200


def test_the_number_of_statements_does_not_grow_with_the_cases(
    app: Flask, pat: tuple[int, str, str], officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    def count() -> int:
        with asked(app) as found:
            assert officer.get(address(pat)).status_code == 200
        return len(found)

    def more() -> None:
        with unit_of_work():
            person = db.session.get_one(Person, pat[0])
        for _ in range(5):
            case = factories.enquiry(staff["officer"], name="Lee Invented")
            with unit_of_work():
                people.add_party(case, person, "witness", actor=staff["officer"])

    before = count()
    inside(more)
    assert count() == before
