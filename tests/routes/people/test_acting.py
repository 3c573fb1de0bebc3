"""Who acts for whom (R2.8, R7.7): recorded with the authority and what they may be told, seen before anybody talks to
them, put right with a reason, and asked for anew before it ends."""

import datetime as dt
from typing import Any, NamedTuple

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Contact, Document, Letter, Message, Party, Person, Representation, StoredFile, Task
from casework.services.desk import opening
from casework.services.letters import choosing, drafts, recipients
from casework.services.people.acting import standing
from casework.services.record import cases
from casework.services.record.subjects import Address
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day
from tests.services.letters import offices

Staff = dict[str, Actor]
TOLD = "The outcome, not the medical papers"


class Known(NamedTuple):
    reference: str
    person_id: int
    rae: int


@pytest.fixture
def case(inside: Inside, staff: Staff) -> Known:
    return make(inside, staff)


def make(inside: Inside, staff: Staff, case_type: str = "enquiry") -> Known:
    def add() -> Known:
        of_review = case_type == "complaint_review"
        made = factories.review(staff["reviewer"]) if of_review else factories.enquiry(staff["officer"])
        offices.give_address(made)
        rae = offices.add_party(made, "representative", "Rae Invented", staff["officer"])
        with unit_of_work():
            factories.known_by(rae.id, email="rae@invented.example")
        return Known(made.reference, made.person_id or 0, rae.id)

    known: Known = inside(add)
    return known


@pytest.fixture
def officer(signed_in: SignIn) -> CheckingClient:
    return signed_in("officer")


def path(case: Known) -> str:
    return f"/cases/{case.reference}/people/{case.rae}/acting"


def typed(case: Known, **more: Any) -> dict[str, Any]:
    return {"for_whom": str(case.person_id), "standing": "solicitor", "scope": TOLD, **more}


def in_days(name: str, days: int) -> dict[str, str]:
    return day(name, -days)


def until(days: int) -> dict[str, str]:
    return {**day("authority_on", 3), **in_days("expires_on", days)}


def strip(client: CheckingClient, case: Known) -> str:
    """What stands in the head of the case."""
    return client.get(f"/cases/{case.reference}").text.partition('class="cw-tabs"')[0]


def row(inside: Inside) -> Any:
    return inside(lambda: db.session.query(Representation).order_by(Representation.id.desc()).first())


def written_to(inside: Inside, staff: Staff, case: Known) -> str:
    def name() -> str:
        found = recipients.person_of(cases.load(case.reference, actor=staff["officer"]))
        return found.full_name if found else ""

    said: str = inside(name)
    return said


def test_it_is_seen_on_every_page_of_the_case_whom_they_act_for_until_when_and_what_they_may_be_told(
    case: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    assert "It is not recorded for whom they act" in strip(officer, case)
    assert written_to(inside, staff, case) == "Pat Invented"
    sent = officer.send(path(case), **typed(case, **until(40)))
    assert sent.status_code == 303
    last = clock.today() + dt.timedelta(days=40)
    sentence = f"Acts for Pat Invented until {last:%-d %B %Y}; may be told: {TOLD}."
    assert sentence in strip(officer, case)
    assert sentence in officer.get(f"/cases/{case.reference}/contacts/new").text
    assert sentence in officer.get(sent.location).text
    assert written_to(inside, staff, case) == "Rae Invented"
    story = officer.get(f"/cases/{case.reference}/timeline").text
    assert "Rae Invented acts for Pat Invented: solicitor, written authority received" in story


def test_somebody_added_as_a_representative_is_asked_about_next(
    case: Known, officer: CheckingClient, inside: Inside
) -> None:
    sent = officer.send(f"/cases/{case.reference}/people/new", part="representative", full_name="Kim Invented")
    kim = inside(lambda: db.session.query(Person).filter_by(full_name="Kim Invented").one().id)
    assert sent.location == f"/cases/{case.reference}/people/{kim}/acting"
    assert officer.send(f"/cases/{case.reference}/people/new", part="witness", full_name="Wim").location.endswith(
        "/people"
    )
    assert officer.get(f"/cases/{case.reference}/people/{case.person_id}/acting").status_code == 404


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Acts for Pat Invented. No written authority is recorded."),
        ({**day("authority_on", 90), **day("expires_on", 2)}, "The written authority ended on"),
    ],
)
def test_without_authority_there_is_a_warning_before_a_letter_and_the_letter_goes_all_the_same(
    case: Known, officer: CheckingClient, inside: Inside, staff: Staff, more: dict[str, str], said: str
) -> None:
    assert officer.send(path(case), **typed(case, **more)).status_code == 303
    assert said in strip(officer, case)
    assert written_to(inside, staff, case) == "Pat Invented"
    assert "Rae Invented (representative without authority)" in officer.get(f"/cases/{case.reference}/letters/new").text

    def draft() -> int:
        with unit_of_work():
            to = choosing.first(case.reference, "L-E05", f"person:{case.rae}", actor=staff["officer"])
            sent, address = factories.sent(), Address(case.reference)
            return drafts.write(address, "L-E05", to, sent=sent, actor=staff["officer"]).id

    letter: int = inside(draft)
    page = officer.get(f"/cases/{case.reference}/letters/{letter}").text.partition('class="cw-tabs"')[2]
    assert said in page
    assert "It cannot go out as it is" not in page
    assert officer.send(f"/cases/{case.reference}/letters/{letter}/send", harm="yes").status_code == 303
    assert inside(lambda: db.session.query(Letter).one().status) == "sent"


def test_an_mp_acts_without_written_authority_on_an_enquiry_and_needs_it_on_a_review(
    inside: Inside, staff: Staff, officer: CheckingClient
) -> None:
    enquiry, review = make(inside, staff), make(inside, staff, "complaint_review")
    for each in (enquiry, review):
        assert officer.send(path(each), **typed(each, standing="mp")).status_code == 303
    assert "may be told what answers them, without written authority" in strip(officer, enquiry)
    assert written_to(inside, staff, enquiry) == "Rae Invented"
    assert "No written authority is recorded" in strip(officer, review)
    assert written_to(inside, staff, review) == "Cam Invented"
    sign = lambda: standing.needs_approval(cases.load(enquiry.reference, actor=staff["officer"]))  # noqa: E731
    assert inside(sign) is True


def test_it_is_put_right_with_a_reason_and_the_history_says_from_what_to_what(
    case: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    officer.send(path(case), **typed(case, **until(40)))
    other = inside(lambda: offices.add_party(by_reference(case, staff), "witness", "Wim Invented", staff["officer"]).id)
    known = row(inside)
    edit = f"/cases/{case.reference}/acting/{known.id}"
    right = {**typed(case, for_whom=str(other), scope="Everything", standing="relative"), **until(60)}
    assert "Say why it is put right." in officer.send(edit, row_version=known.row_version, **right).text
    saved = officer.send(edit, row_version=known.row_version, reason="The wrong person", **right)
    assert saved.status_code == 303
    story = officer.get(f"/cases/{case.reference}/timeline").text
    for words in ("who acts for whom", "How they act for them: from Solicitor to Relative or friend", "Wim Invented",
                  "Last day of the authority: from", TOLD, "Everything", "The wrong person"):  # fmt: skip
        assert words in story
    again = officer.send(edit, row_version=known.row_version, reason="Once more", **right)
    assert (again.status_code, "Somebody changed for whom they act" in again.text) == (409, True)
    same = officer.send(edit, row_version=row(inside).row_version, reason="Once more", **right)
    assert (same.status_code, "Nothing is different" in same.text) == (422, True)


def by_reference(case: Known, staff: Staff) -> Any:
    return cases.load(case.reference, actor=staff["officer"])


def test_an_authority_that_was_withdrawn_warns_and_a_mistake_is_taken_back(
    case: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    officer.send(path(case), **typed(case, **until(40)))
    known = row(inside)
    end = f"/cases/{case.reference}/acting/{known.id}/end"
    assert "Say why" in officer.send(end, row_version=known.row_version, reason="").text
    ended = officer.send(end, row_version=known.row_version, reason="She rang", **day("withdrawn_on", 1))
    assert ended.status_code == 303
    assert "Acts for Pat Invented no more since" in strip(officer, case)
    assert written_to(inside, staff, case) == "Pat Invented"
    assert "She rang" in officer.get(f"/cases/{case.reference}/timeline").text
    assert officer.get(end).status_code == 404
    right = {**typed(case, **until(40)), "row_version": str(row(inside).row_version), "reason": "A slip"}
    right |= {f"withdrawn_on-{part}": "" for part in ("day", "month", "year")}
    assert officer.send(f"/cases/{case.reference}/acting/{known.id}", **right).status_code == 303
    assert written_to(inside, staff, case) == "Rae Invented"


def test_a_new_one_is_asked_for_before_the_authority_ends_and_nobody_is_named(
    case: Known, officer: CheckingClient, inside: Inside
) -> None:
    officer.send(path(case), **typed(case, **until(40)))
    last = clock.today() + dt.timedelta(days=40)
    task = inside(lambda: db.session.query(Task).filter_by(kind="authority_ends", done_at=None).one())
    due = last - dt.timedelta(days=14)
    assert task.due_on == due
    told = lambda: db.session.query(Message).filter_by(rule="authority_ends").all()  # noqa: E731
    inside(lambda: sweep.write_reminders(due - dt.timedelta(days=1)))
    assert inside(told) == []
    inside(lambda: sweep.write_reminders(due + dt.timedelta(days=3)))
    assert len(inside(told)) == 1
    assert "Ask for a new written authority" in officer.get(f"/cases/{case.reference}").text
    officer.send(path(case), **typed(case, **until(400)))
    still = inside(lambda: db.session.query(Task).filter_by(kind="authority_ends", done_at=None).one())
    assert still.due_on == clock.today() + dt.timedelta(days=386)


def test_the_page_of_each_says_who_they_are_to_whom(
    case: Known, officer: CheckingClient, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    officer.send(path(case), **typed(case, **until(40)))
    acts, acted = (officer.get(f"/people/{number}").text for number in (case.rae, case.person_id))
    assert '<h2 class="govuk-heading-m">Acts for</h2>' in acts
    assert '<h2 class="govuk-heading-m">Acted for by</h2>' in acted
    assert TOLD in acts
    assert TOLD in acted

    inside(lambda: factories.enquiry(staff["officer"]))
    inside(lambda: factories.restrict(case.reference, staff["manager"]))
    assert officer.get(f"/people/{case.person_id}").status_code == 404
    assert TOLD in signed_in("manager").get(f"/people/{case.person_id}").text


def test_it_says_what_the_authority_came_with(
    case: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    def paper() -> int:
        with unit_of_work():
            contact = db.session.query(Contact).filter(Contact.direction == "in").limit(1).one()
            db.session.add(StoredFile(sha256="a" * 64, size=1, content=b"x", stored_at=clock.now()))
            db.session.flush()
            file = Document(
                case_id=contact.case_id, contact_id=contact.id, file_name="authority.pdf", size=1,
                media_type="application/pdf", file_sha256="a" * 64, added_at=clock.now(),
            )  # fmt: skip
            db.session.add(file)
            db.session.flush()
            return file.id

    number: int = inside(paper)
    assert "authority.pdf" in officer.get(path(case)).text
    assert officer.send(path(case), **typed(case, came_with=f"document:{number}", **until(9))).status_code == 303
    assert "with: authority.pdf" in officer.get(f"/cases/{case.reference}/people").text
    assert officer.send(path(case), **typed(case, came_with="document:99999")).status_code == 422


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"standing": ""}, "Choose how they act for them."),
        ({"for_whom": ""}, "Choose for whom they act."),
        ({"for_whom": "99999"}, "choose one of the list"),
        (in_days("authority_on", 2), "must be today or in the past"),
        (in_days("expires_on", 2), "or leave this empty"),
        ({**day("authority_on", 3), **day("expires_on", 9)}, "cannot end before it came"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    case: Known, officer: CheckingClient, inside: Inside, more: dict[str, str], said: str
) -> None:
    refused = officer.send(path(case), **typed(case, **more))
    assert (refused.status_code, said in refused.text, TOLD in refused.text) == (422, True, True)
    assert inside(lambda: db.session.query(Representation).count()) == 0


def test_whoever_is_taken_off_the_case_acts_for_nobody_in_it(
    case: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    officer.send(path(case), **typed(case, **until(40)))
    party = inside(lambda: db.session.query(Party).filter_by(person_id=case.rae).one().id)
    off = f"/cases/{case.reference}/put-right/people/{party}"
    assert officer.send(off, part="witness", reason="A slip", confirmed="yes").status_code == 303
    assert "Acts for" not in strip(officer, case)
    assert officer.send(off, part="representative", reason="Not a slip", confirmed="yes").status_code == 303
    assert "Acts for Pat Invented no more since" in strip(officer, case)
    assert inside(lambda: db.session.query(Task).filter_by(kind="authority_ends", done_at=None).count()) == 0


def test_a_case_that_is_found_in_another_has_whoever_acts_there(
    case: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    officer.send(path(case), **typed(case, **until(40)))

    def linked() -> tuple[str, bool]:
        with unit_of_work():
            found = opening.open_linked(by_reference(case, staff), "service_complaint", actor=staff["officer"])
            person = recipients.person_of(found)
            return found.reference, person is not None and person.full_name == "Rae Invented"

    reference, is_written_to = inside(linked)
    assert is_written_to
    assert TOLD in officer.get(f"/cases/{reference}").text


def test_an_end_that_has_come_warns_from_the_day_after(case: Known, signed_in: SignIn, officer: CheckingClient) -> None:
    officer.send(path(case), **typed(case, **until(1)))
    with time_machine.travel(clock.now() + dt.timedelta(days=1), tick=False):
        assert "Acts for Pat Invented until" in strip(signed_in("officer"), case)
    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        assert "The written authority ended on" in strip(signed_in("officer"), case)
