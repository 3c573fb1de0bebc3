"""Whom we ask, and whom we signpost to, is chosen once from the directory; the letter goes there, and the case keeps it."""

import datetime as dt

import pytest

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, DirectoryEntry, EnquiryDetail, Letter, PartnerQuestion
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

Staff = dict[str, Actor]
QUESTION = {"question": "What was done?", "consent": "yes"}


def entry(name: str, **values: object) -> int:
    given = {"kind": "partner", "email": "them@invented.example", "verified_on": clock.today(), **values}
    with unit_of_work():
        row = DirectoryEntry(name=name, **given)
        db.session.add(row)
        db.session.flush()
    return row.id


@pytest.fixture
def council(inside: Inside) -> str:
    return str(inside(lambda: entry("Invented Council", phone="01632 960 001", website="https://council.example")))


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    """Acknowledged, of somebody who can be written to."""

    def make() -> str:
        case = factories.enquiry(staff["officer"], issue="asb")
        offices.give_address(case)
        return factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="The council").reference

    return str(inside(make))


def letter(inside: Inside, code: str) -> Letter:
    return inside(lambda: db.session.query(Letter).filter_by(code=code).one())


def detail(inside: Inside) -> EnquiryDetail:
    return inside(lambda: db.session.query(EnquiryDetail).order_by(EnquiryDetail.case_id).limit(1).one())


def ask(client: CheckingClient, reference: str, **typed: str) -> int:
    return client.send(f"/cases/{reference}/moves/ask_partner", **{**QUESTION, **typed}).status_code


def test_the_letter_goes_to_whoever_was_chosen_and_the_case_waits_for_them_by_name(
    inside: Inside, signed_in: SignIn, reference: str, council: str
) -> None:
    officer = signed_in("officer")
    assert ask(officer, reference, partner_entry=council) == 303
    drafted = letter(inside, "L-E04")
    assert (drafted.to_name, str(drafted.directory_entry_id)) == ("Invented Council", council)
    assert officer.step(f"/cases/{reference}/moves/ask_partner", **QUESTION, partner_entry=council).status_code == 303
    assert "Waiting for <b>Invented Council</b>" in officer.get(f"/cases/{reference}").text
    assert inside(lambda: str(db.session.query(PartnerQuestion).one().entry_id)) == council


def test_another_choice_turns_the_letter_that_nobody_wrote_in(
    inside: Inside, signed_in: SignIn, reference: str, council: str
) -> None:
    other = str(inside(lambda: entry("Invented Housing")))
    officer = signed_in("officer")
    ask(officer, reference, partner_entry=council)
    ask(officer, reference, partner_entry=other)
    assert letter(inside, "L-E04").to_name == "Invented Housing"


@pytest.mark.parametrize(("typed", "status"), [
    ({}, 409), ({"partner": "The neighbourhood team"}, 409), ({"partner_entry": "999"}, 422),
    ({"partner": "The neighbourhood team", "why_not_listed": "Asked this once."}, 303),
])  # fmt: skip
def test_somebody_who_is_not_in_the_directory_is_named_with_the_reason(
    signed_in: SignIn, reference: str, typed: dict[str, str], status: int
) -> None:
    assert ask(signed_in("officer"), reference, **typed) == status


def test_what_is_out_of_use_is_not_offered_and_what_was_never_verified_says_so(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    def add() -> None:
        entry("Gone Away", valid_to=clock.today() - dt.timedelta(days=1))
        entry("Never Looked At", verified_on=None)

    inside(add)
    page = signed_in("officer").get(f"/cases/{reference}/moves/ask_partner").text
    assert "Gone Away" not in page
    assert "Never Looked At (not verified yet)" in page


def test_whom_we_chose_before_about_the_issue_and_who_is_there_for_the_district_stand_first(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str
) -> None:
    def before() -> None:
        entry("Aardvark Trust")
        near = entry("Near Them", district=db.session.query(Case).limit(1).one().district)
        chosen = entry("Zebra Housing")
        other = factories.enquiry(staff["officer"], issue="asb")
        factories.move(other, "signpost", staff["officer"], signposted_entry=str(chosen))
        assert near

    inside(before)
    page = signed_in("officer").get(f"/cases/{reference}/moves/ask_partner").text
    places = [page.index(words) for words in (
        "Zebra Housing (chosen before about this issue)", "Near Them (for this district)", "Aardvark Trust"
    )]  # fmt: skip
    assert places == sorted(places)


def test_who_is_there_for_the_issue_stands_before_the_others_and_who_is_for_another_comes_last(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    def add() -> None:
        entry("Aardvark Trust", issues=["traffic"])
        entry("Badger Trust")
        entry("Cat Trust", district="nowhere")
        entry("Zebra Trust", issues=["traffic", "asb"])

    inside(add)
    page = signed_in("officer").get(f"/cases/{reference}/moves/ask_partner").text
    places = [page.index(words) for words in (
        "Zebra Trust (for this issue)", "Badger Trust", "Aardvark Trust", "Cat Trust"
    )]  # fmt: skip
    assert places == sorted(places)


def test_the_letter_says_how_to_reach_whoever_can_help_and_it_stands_on_the_case(
    inside: Inside, signed_in: SignIn, reference: str, council: str
) -> None:
    officer, path = signed_in("officer"), f"/cases/{reference}/moves/signpost"
    assert officer.send(path, signposted_entry=council).status_code == 303
    told = "Invented Council, 01632 960 001, them@invented.example, https://council.example"
    assert told.replace("_", r"\_") in letter(inside, "L-E02").body
    assert officer.step(path, signposted_entry=council).status_code == 303
    page = officer.get(f"/cases/{reference}").text
    assert f'<dd class="govuk-summary-list__value">{told}</dd>' in page
    assert (detail(inside).signposted_to, str(detail(inside).signposted_entry_id)) == (told, council)


def test_whom_somebody_was_signposted_to_is_put_right_with_the_reason(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str, council: str
) -> None:
    inside(
        lambda: factories.move(
            db.session.query(Case).one(), "signpost", staff["officer"], signposted_to="The wrong one"
        )
    )
    manager, path = signed_in("manager"), f"/cases/{reference}/put-right/signposted"
    assert signed_in("officer").get(path).status_code == 403
    assert path in manager.get(f"/cases/{reference}").text
    asked = manager.send(path, entry=council, reason="It was the council.")
    assert "The wrong one" in asked.text
    done = manager.send(path, entry=council, reason="It was the council.", confirmed="yes")
    assert done.status_code == 303
    assert str(detail(inside).signposted_entry_id) == council
    timeline = manager.get(f"/cases/{reference}/timeline").text
    assert "whom they were signposted to" in timeline
    assert "The wrong one" in timeline
    assert manager.send(path, entry=council, reason="Again.").status_code == 422


def test_the_form_by_which_we_ask_again_has_whom_we_asked_last(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str, council: str
) -> None:
    def answered() -> None:
        case, officer = db.session.query(Case).one(), staff["officer"]
        factories.move(case, "ask_partner", officer, partner_entry=council, question="When?", consent=True)
        factories.answer(case, officer, "On Monday.")

    inside(answered)
    page = signed_in("officer").get(f"/cases/{reference}/moves/ask_again").text
    assert f'<option value="{council}" selected>Invented Council' in page
