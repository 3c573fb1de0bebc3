"""The register of unreasonable contact (section 7.6): decided by a manager with reasons and an end, told by a letter,
seen by whoever rings, looked at again, and never in the way of an application for a review."""

import datetime as dt
from typing import NamedTuple

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import ContactLimit, Letter, Message, Task
from casework.pages.people import limits as register
from casework.pages.record import case as pages
from casework.services.people import limits, parties, people
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day
from tests.services.letters import offices
from workflows.calendars import add_months

Staff = dict[str, Actor]
WHAT = "One e-mail a week (invented)"
DECIDED = {"what": WHAT, "reasons": "Forty calls on one day, warned twice", "challenge": "The other manager"}


class Known(NamedTuple):
    reference: str
    person_id: int


@pytest.fixture
def case(inside: Inside, staff: Staff) -> Known:
    def make() -> Known:
        made = factories.enquiry(staff["officer"])
        offices.give_address(made)
        return Known(made.reference, made.person_id or 0)

    known: Known = inside(make)
    return known


@pytest.fixture
def manager(signed_in: SignIn) -> CheckingClient:
    return signed_in("manager")


def until(months: int) -> dict[str, str]:
    return day("until_on", (clock.today() - add_months(clock.today(), months)).days)


def impose(manager: CheckingClient, case: Known, **more: str) -> str:
    sent = manager.send(f"/people/{case.person_id}/limit", reference=case.reference, **{**DECIDED, **until(12), **more})
    assert sent.status_code == 303
    return str(sent.location)


def test_a_limit_is_told_by_a_letter_that_says_all_that_was_decided(
    case: Known, manager: CheckingClient, inside: Inside
) -> None:
    page = manager.get(impose(manager, case)).text
    for words in (WHAT, "Forty calls on one day", "The other manager", "You can still apply for a review"):
        assert words in page
    letter = inside(lambda: db.session.query(Letter).one())
    assert (letter.code, letter.status, "⟦" in letter.body) == ("L-E07", "draft", False)
    story = manager.get(f"/cases/{case.reference}/timeline").text
    assert "Limited how somebody contacts us" in story
    assert "Contact is limited until" in story


def test_whoever_rings_or_writes_sees_it_first(case: Known, manager: CheckingClient, signed_in: SignIn) -> None:
    impose(manager, case)
    officer = signed_in("officer")
    for page in (f"/cases/{case.reference}", f"/cases/{case.reference}/contacts/new", f"/people/{case.person_id}"):
        text = officer.get(page).text
        assert WHAT in text
        assert "An application for a review is taken as from anybody else." in text
    assert WHAT in officer.get("/limits-on-contact").text
    typed = {"full_name": "Pat Invented", "channel": "phone", "about": "A", "details": "B", **day("received_on", 0)}
    assert WHAT in officer.send("/contacts/new", **typed).text


def test_an_application_for_a_review_is_logged_as_from_anybody_else(
    case: Known, manager: CheckingClient, signed_in: SignIn
) -> None:
    impose(manager, case)
    typed = {"full_name": "Pat Invented", "channel": "email", "about": "A", "details": "B", **day("received_on", 0)}
    sent = signed_in("officer").send("/applications/new", **typed, who=f"person:{case.person_id}")
    assert sent.status_code == 303
    assert WHAT in manager.get(sent.location).text


def test_it_is_looked_at_again_after_six_months_with_a_task_and_a_reminder(
    case: Known, manager: CheckingClient, inside: Inside
) -> None:
    impose(manager, case)
    limit = inside(lambda: db.session.query(ContactLimit).one())
    assert limit.review_on == add_months(clock.today(), 6)
    task = inside(lambda: db.session.query(Task).filter_by(kind="limit_to_review").one())
    assert (task.due_on, task.done_at) == (limit.review_on, None)
    inside(lambda: sweep.write_reminders(limit.review_on - dt.timedelta(days=7)))
    assert inside(lambda: db.session.query(Message).filter_by(rule="limit_review").count()) == 0
    inside(lambda: sweep.write_reminders(limit.review_on + dt.timedelta(days=4)))
    assert inside(lambda: db.session.query(Message).filter_by(rule="limit_review").count()) > 0


def test_it_is_kept_or_lifted_with_a_reason(case: Known, manager: CheckingClient, inside: Inside) -> None:
    impose(manager, case)
    path = f"/limits-on-contact/{inside(lambda: db.session.query(ContactLimit).one().id)}"
    refused = manager.send(path, decision="keep", reasons="", what=WHAT, challenge="X")
    assert (refused.status_code, "Write down why." in refused.text) == (422, True)
    kept = {"decision": "keep", "what": "One letter a month", "reasons": "Still so", "challenge": "X", **until(9)}
    assert manager.send(path, **kept).status_code == 303
    assert "One letter a month" in manager.get(f"/cases/{case.reference}").text
    open_tasks = inside(lambda: db.session.query(Task).filter_by(kind="limit_to_review", done_at=None).count())
    assert open_tasks == 1
    assert manager.send(path, **{**kept, "decision": "lift", "reasons": "It was calm"}).status_code == 303
    page = manager.get(f"/cases/{case.reference}").text
    assert "Contact is limited until" not in page.partition("cw-tabs")[0]
    assert "It was calm" in page
    assert "lifted" in manager.get(f"/people/{case.person_id}").text
    assert manager.send(path, **kept).status_code == 409


def test_it_ends_by_itself_with_its_last_day(case: Known, manager: CheckingClient) -> None:
    impose(manager, case, **until(1))
    with time_machine.travel(clock.now() + dt.timedelta(days=40), tick=False):
        manager.sign_in("manager")
        assert "cw-strip" not in manager.get(f"/cases/{case.reference}").text
        assert "over" in manager.get("/limits-on-contact").text


@pytest.mark.parametrize(("days_after", "holds"), [(0, True), (1, False)])
def test_up_to_its_last_day_it_is_something_to_know_of_them(
    case: Known, manager: CheckingClient, inside: Inside, staff: Staff, days_after: int, holds: bool
) -> None:
    impose(manager, case, **until(1))
    last = inside(lambda: db.session.query(ContactLimit).one().until_on)
    days = (last - clock.today()).days + days_after
    with time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False):
        assert inside(lambda: pages.head(case.reference, actor=staff["officer"]).has_needs) is holds
        assert inside(lambda: limits.in_force(case.person_id) is not None) is holds
        assert inside(lambda: register.of_person(case.person_id, actor=staff["officer"])[0].is_in_force) is holds


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"what": ""}, "Write down what is limited"),
        ({"reasons": ""}, "Write down why."),
        ({"challenge": ""}, "Say who looks at it again"),
        ({"reference": "E-1999-00001"}, "Choose"),
        (day("until_on", 0), "must lie ahead"),
        (until(13), "12 months at most"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said(
    case: Known, manager: CheckingClient, inside: Inside, typed: dict[str, str], said: str
) -> None:
    given = {"reference": case.reference, **DECIDED, **until(6), **typed}
    refused = manager.send(f"/people/{case.person_id}/limit", **given)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert inside(lambda: db.session.query(ContactLimit).count()) == 0


@pytest.mark.parametrize(
    ("decided", "code", "said"),
    [
        ({"decision": "keep", "reasons": "Still so"}, "L-E09", "we have decided to keep a limit"),
        ({"decision": "lift", "reasons": "It was calm"}, "L-E10", "we have ended the limit on"),
    ],
)
def test_after_it_was_looked_at_the_letter_about_it_is_drafted(
    case: Known, manager: CheckingClient, inside: Inside, decided: dict[str, str], code: str, said: str
) -> None:
    impose(manager, case)
    path = f"/limits-on-contact/{inside(lambda: db.session.query(ContactLimit).one().id)}"
    sent = manager.send(path, **{**DECIDED, **until(9), **decided})
    page = manager.get(sent.location).text
    for words in (said, decided["reasons"], "Manager (invented), manager"):
        assert words in page
    letter = inside(lambda: db.session.query(Letter).order_by(Letter.id.desc()).limit(1).one())
    assert (letter.code, letter.status, "⟦" in letter.body) == (code, "draft", False)
    known = manager.get(f"/people/{case.person_id}").text
    for words in ("Forty calls on one day, warned twice", decided["reasons"]):
        assert words in known


def test_the_contact_of_somebody_with_a_review_alone_is_limited_with_the_letter_from_there(
    manager: CheckingClient, inside: Inside, staff: Staff
) -> None:
    def make() -> Known:
        made = factories.review(staff["reviewer"])
        offices.give_address(made)
        return Known(made.reference, made.person_id or 0)

    known: Known = inside(make)
    page = manager.get(impose(manager, known)).text
    assert (WHAT in page, known.reference in page) == (True, True)
    assert inside(lambda: db.session.query(Letter).one().code) == "L-E07"


@pytest.fixture
def caller(inside: Inside, staff: Staff) -> int:
    """Somebody who is in no case."""

    def make() -> int:
        with unit_of_work():
            entry = PersonEntry(full_name="Kay Invented", email="kay@example.com", invented=True)
            return people.add_person(entry, actor=staff["officer"]).id

    number: int = inside(make)
    return number


def test_the_contact_of_somebody_without_any_case_is_limited_and_the_letter_waits_for_one(
    caller: int, manager: CheckingClient, inside: Inside, signed_in: SignIn
) -> None:
    assert "no letter can go yet" in manager.get(f"/people/{caller}/limit").text
    sent = manager.send(f"/people/{caller}/limit", **DECIDED, **until(12))
    assert sent.location == f"/people/{caller}"
    page = manager.get(sent.location).text
    assert ("No letter has told them yet." in page, WHAT in page) == (True, True)
    assert "On no case yet" in manager.get("/limits-on-contact").text
    assert WHAT in signed_in("officer").get(f"/people/{caller}").text
    limit = inside(lambda: db.session.query(ContactLimit).one())
    inside(lambda: sweep.write_reminders(limit.review_on + dt.timedelta(days=4)))
    assert inside(lambda: db.session.query(Message).filter_by(rule="limit_review").count()) > 0
    letter = f"/limits-on-contact/{limit.id}/letter"
    assert "Log a contact" in manager.get(letter).text
    typed = {"full_name": "Kay Invented", "channel": "phone", "about": "A", "details": "B", **day("received_on", 0)}
    logged = signed_in("officer").send("/contacts/new", **typed, who=f"person:{caller}")
    reference = logged.location.rpartition("/")[2]
    drafted = manager.send(letter, reference=reference)
    assert WHAT in manager.get(drafted.location).text
    assert "Limited how somebody contacts us" in manager.get(f"/cases/{reference}/timeline").text
    assert inside(lambda: db.session.query(Task).filter_by(kind="limit_to_review", done_at=None).count()) == 1
    assert manager.send(f"/limits-on-contact/{limit.id}/letter", reference=reference).status_code == 409


def test_a_limit_without_a_case_is_kept_and_lifted_with_every_reason_kept(
    caller: int, manager: CheckingClient, inside: Inside
) -> None:
    manager.send(f"/people/{caller}/limit", **DECIDED, **until(12))
    path = f"/limits-on-contact/{inside(lambda: db.session.query(ContactLimit).one().id)}"
    kept = {**DECIDED, "what": "One letter a month", "reasons": "Still so", **until(9)}
    assert manager.send(path, **kept, decision="keep").location == f"/people/{caller}"
    assert manager.send(path, **{**kept, "reasons": "It was calm"}, decision="lift").status_code == 303
    page = manager.get(f"/people/{caller}").text
    for words in ("Forty calls", WHAT, "One letter a month", "Still so", "It was calm", "Not in force any more"):
        assert words in page
    assert inside(lambda: db.session.query(Letter).count()) == 0


def test_my_work_of_every_manager_lists_what_is_to_be_looked_at_with_a_case_and_without_one(
    case: Known, caller: int, manager: CheckingClient, inside: Inside, signed_in: SignIn
) -> None:
    impose(manager, case)
    manager.send(f"/people/{caller}/limit", **DECIDED, **until(12))
    review_on = inside(lambda: db.session.query(ContactLimit).limit(1).one().review_on)
    title = "Limits on contact to look at again"
    assert title not in manager.get("/").text
    with time_machine.travel(dt.datetime.combine(review_on, dt.time(12, tzinfo=dt.UTC)), tick=False):
        for name in ("manager", "second_manager"):
            work = signed_in(name).get("/").text.partition(title)[2].partition("</table>")[0]
            assert (case.reference in work, "On no case yet" in work) == (True, True)
            assert work.count("Keep or lift") == 2
        assert title not in signed_in("officer").get("/").text


def test_there_is_one_limit_at_a_time(case: Known, manager: CheckingClient) -> None:
    impose(manager, case)
    again = manager.send(f"/people/{case.person_id}/limit", reference=case.reference, **DECIDED, **until(6))
    assert (again.status_code, "limited already" in again.text) == (422, True)


def test_only_a_manager_decides(case: Known, signed_in: SignIn) -> None:
    for who in ("officer", "reviewer", "auditor"):
        client = signed_in(who)
        assert client.get(f"/people/{case.person_id}/limit").status_code == 403
        assert "Limit how they contact us" not in client.get(f"/people/{case.person_id}").text


def test_what_was_decided_on_a_restricted_case_is_hidden_with_it(
    case: Known, manager: CheckingClient, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    impose(manager, case)

    inside(lambda: factories.restrict(case.reference, staff["manager"]))
    assert WHAT in manager.get("/limits-on-contact").text
    assert WHAT not in signed_in("officer").get("/limits-on-contact").text
    path = f"/limits-on-contact/{inside(lambda: db.session.query(ContactLimit).one().id)}"
    assert signed_in("second_manager").get(path).status_code == 404


def test_of_two_people_limited_in_one_enquiry_each_is_looked_at_again(
    case: Known, manager: CheckingClient, inside: Inside, staff: Staff
) -> None:
    def partner() -> int:
        with unit_of_work():
            entry = PersonEntry(full_name="Ray Invented", email="ray@example.com", invented=True)
            return parties.add(
                case.reference, entry, "witness", sent=factories.sent(), actor=staff["officer"]
            ).person_id

    impose(manager, case)
    impose(manager, Known(case.reference, inside(partner)))
    open_tasks = lambda: db.session.query(Task).filter_by(kind="limit_to_review", done_at=None).count()  # noqa: E731
    assert inside(open_tasks) == 2
    first = inside(lambda: db.session.query(ContactLimit).order_by(ContactLimit.id).limit(1).one().id)
    lifted = manager.send(f"/limits-on-contact/{first}", **{**DECIDED, **until(12)}, decision="lift")
    assert lifted.status_code == 303
    assert inside(open_tasks) == 1
