"""The questions of equality data with their answers, and the kinds of mail that is not casework, as lists of the office."""

import pytest

from casework.access import SYSTEM, Actor
from casework.areas import reading, writing
from casework.extensions import db
from casework.models import EqualityAnswer
from casework.services.office import areas
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient, words
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn
from tests.routes.office.test_lists import LAST_DAY, LISTS, asked, confirm

Staff = dict[str, Actor]


@pytest.fixture
def administrator(signed_in: SignIn) -> CheckingClient:
    return signed_in("administrator")


def test_a_question_is_added_with_its_answers_and_asked_from_then_on(
    administrator: CheckingClient, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    confirm(administrator, f"{LISTS}/equality/add", label="Care of others, unpaid and at home")
    answers = f"{LISTS}/equality_care_of_others_unpai"
    assert f'href="{answers}"' in administrator.get(f"{LISTS}/equality").text
    for label in ("Cares for somebody", "Not said"):
        assert confirm(administrator, f"{answers}/add", label=label).status_code == 303
    person = inside(lambda: factories.enquiry(staff["officer"]).person_id)
    officer, path = signed_in("officer"), f"/people/{person}/equality"
    assert "Cares for somebody" in officer.get(path).text
    assert officer.send(path, care_of_others_unpai="not_said_2").status_code == 303
    assert inside(lambda: db.session.query(EqualityAnswer).one().answer) == "not_said_2"


def test_an_answer_that_has_ended_is_offered_no_more_and_is_still_counted(
    administrator: CheckingClient, signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    said = words(
        asked(administrator, f"{LISTS}/equality_age/65_over", label="65 or over", words="from_today", **LAST_DAY)
    )
    assert "counted apart and without names" in said
    past = {"valid_to-day": "28", "valid_to-month": "11", "valid_to-year": "2025"}
    confirm(administrator, f"{LISTS}/equality_age/65_over", label="65 or over", words="from_today", **past)
    person = inside(lambda: factories.enquiry(staff["officer"]).person_id)
    assert "65 or over" not in signed_in("officer").get(f"/people/{person}/equality").text
    assert "65 or over" in signed_in("manager").get("/reports/equality").text


def test_a_new_kind_of_mail_is_offered_in_the_list_of_mail_and_says_how_much_is_of_it(
    administrator: CheckingClient, signed_in: SignIn, inside: Inside
) -> None:
    inside(lambda: taking_in.receive(mails.plain("Buy now.", sender="shop@invented.example", subject="An offer")))
    confirm(administrator, f"{LISTS}/not_casework/add", label="Offers of software")
    officer = signed_in("officer")
    assert "Offers of software" in officer.get("/mail").text
    assert officer.send("/mail/1", to="/mail/1/set-aside", kind="offers_of_software").status_code == 303
    kind = f"{LISTS}/not_casework/offers_of_software"
    assert "1: it stays of this kind" in asked(administrator, kind, label="Offers", words="from_today")


def test_a_file_gives_both_lists_and_what_it_leaves_out_ends(inside: Inside) -> None:
    given = """
    [[not_casework]]
    code = "advertising"
    name = "Adverts"
    [[equality]]
    code = "age"
    name = "How old"
    [[equality.answers]]
    code = "under_18"
    name = "A child"
    """

    def load() -> str:
        with unit_of_work():
            areas.load(reading.read(given.encode()), source="file", actor=SYSTEM)
        return writing.write(areas.present())

    written = inside(load)
    assert '[[not_casework]]\ncode = "advertising"\nname = "Adverts"\n' in written
    assert (
        '[[equality]]\ncode = "age"\nname = "How old"\n\n[[equality.answers]]\ncode = "under_18"\nname = "A child"'
        in written
    )
    assert inside(lambda: writing.write(areas.present())) == written
