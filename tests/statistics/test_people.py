"""Who counts as a member of the public who contacted the office and was answered (N1)."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import update

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.models import Case, Letter, Message, Person
from casework.services.desk import contacts
from casework.services.people.contact_rows import Said
from casework.statistics import runs
from casework.statistics.measures import BY_CODE, MEASURES
from casework.statistics.years import ReportingYear
from casework.transaction import unit_of_work
from tests import factories
from tests.jobs.letters import letter_due

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
PEOPLE = [measure for measure in MEASURES if measure.record_kind == "person"]


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with at(dt.date(2025, 11, 14)):
        yield


def at(day: dt.date) -> time_machine.travel:
    return time_machine.travel(dt.datetime(day.year, day.month, day.day, 11, tzinfo=dt.UTC), tick=False)


def people(start_year: int) -> dict[str, int]:
    """The figures of people that are not none."""
    counted = {measure.code: len(runs.figures(measure, ReportingYear(start_year))[0].record_ids) for measure in PEOPLE}
    return {code: amount for code, amount in counted.items() if amount}


def contact(case: Case, direction: str, officer: Actor, with_whom: str = "person") -> None:
    said = Said(direction=direction, channel="email", on=clock.today(), summary="x", with_whom=with_whom)
    with unit_of_work():
        contacts.log_contact(case.reference, said, sent=factories.sent(), actor=officer)


def letter(case: Case, who: Actor, audience: str = "person") -> int:
    """A letter that went with no step, and the id of its message."""
    message_id = letter_due(who, case=case)
    with unit_of_work():
        db.session.execute(update(Letter).values(sent_by_id=who.user_id, audience=audience))
    return message_id


def test_an_answer_of_an_earlier_year_is_no_answer_to_a_new_contact(staff: Staff) -> None:
    officer = staff["officer"]
    with at(dt.date(2025, 3, 3)):
        case = factories.enquiry(officer)
        contact(case, "out", officer)
    contact(case, "in", officer)
    assert people(2024) == {"people_contacted": 1}
    assert people(2025) == {"people_not_answered": 1}
    contact(case, "out", officer)
    assert people(2025) == {"people_contacted": 1}


def test_an_answer_after_the_end_of_the_year_still_counts_for_it(staff: Staff) -> None:
    with at(dt.date(2025, 3, 31)):
        case = factories.enquiry(staff["officer"])
    assert people(2024) == {"people_not_answered": 1}
    contact(case, "out", staff["officer"])
    assert people(2024) == {"people_contacted": 1}
    assert people(2025) == {}


def test_an_answer_on_one_enquiry_is_enough(staff: Staff) -> None:
    officer = staff["officer"]
    first, second = factories.enquiry(officer), factories.enquiry(officer, name=None)
    with unit_of_work():
        db.session.merge(second).person_id = first.person_id
    contact(second, "in", officer)
    assert people(2025) == {"people_not_answered": 1}
    contact(second, "out", officer)
    assert people(2025) == {"people_contacted": 1}


@pytest.mark.parametrize(("with_whom", "counted"), [
    ("person", {"people_contacted": 1}), ("representative", {"people_contacted": 1}),
    ("force", {"people_not_answered": 1}), ("partner", {"people_not_answered": 1}),
])  # fmt: skip
def test_only_what_is_said_to_them_or_their_representative_answers_them(
    staff: Staff, with_whom: str, counted: dict[str, int]
) -> None:
    contact(factories.enquiry(staff["officer"]), "out", staff["officer"], with_whom)
    assert people(2025) == counted


def test_what_the_force_tells_us_is_no_contact_of_the_person(staff: Staff) -> None:
    with at(dt.date(2025, 3, 3)):
        case = factories.enquiry(staff["officer"])
    contact(case, "in", staff["officer"], "force")
    assert people(2025) == {}
    contact(case, "in", staff["officer"], "representative")
    assert people(2025) == {"people_not_answered": 1}


def test_a_letter_written_freely_to_the_person_answers_them(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    message_id = letter(case, staff["officer"])
    assert people(2025) == {"people_contacted": 1}
    with unit_of_work():
        db.session.execute(update(Message).where(Message.id == message_id).values(state="given_up"))
    assert people(2025) == {"people_not_answered": 1}


def test_an_automatic_receipt_answers_nobody(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    letter(case, SYSTEM)
    assert people(2025) == {"people_not_answered": 1}


def test_a_letter_to_the_force_answers_nobody(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    letter(case, staff["officer"], audience="force")
    assert people(2025) == {"people_not_answered": 1}


def test_what_we_say_on_a_review_does_not_answer_an_enquiry(staff: Staff) -> None:
    enquiry, review = factories.enquiry(staff["officer"]), factories.review(staff["reviewer"])
    with unit_of_work():
        db.session.merge(review).person_id = enquiry.person_id
    contact(review, "out", staff["officer"])
    assert people(2025) == {"people_not_answered": 1, "review_only_people": 1}


def test_signposting_is_an_answer(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    factories.move(case, "signpost", staff["officer"], signposted_to="An invented body")
    assert people(2025) == {"people_contacted": 1}


def test_organisations_have_lines_of_their_own(staff: Staff) -> None:
    answered, waiting = factories.enquiry(staff["officer"]), factories.enquiry(staff["officer"])
    with unit_of_work():
        db.session.execute(update(Person).values(kind="organisation"))
    contact(answered, "out", staff["officer"])
    assert people(2025) == {"organisations_contacted": 1, "organisations_not_answered": 1}
    assert waiting.person_id is not None


def test_being_contacted_first_is_no_contact_to_us(staff: Staff) -> None:
    with at(dt.date(2025, 3, 3)):
        case = factories.enquiry(staff["officer"])
    contact(case, "out", staff["officer"])
    assert people(2025) == {}


@pytest.mark.parametrize(
    ("amount", "words"), [(0, ""), (9, ""), (10, "10"), (971, "over 970"), (979, "over 970"), (980, "980"), (1971, "over 1,970")]
)  # fmt: skip
def test_the_number_of_people_is_rounded_down_in_words(amount: int, words: str) -> None:
    assert BY_CODE["people_contacted"].stated(amount) == words


def test_other_figures_are_given_exactly() -> None:
    assert BY_CODE["reviews_decided"].stated(234) == ""
