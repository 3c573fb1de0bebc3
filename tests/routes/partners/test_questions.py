"""Questions to other organisations, by the pages: several at once, days with them, chase, escalation, answer, taking back."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Clock, Letter, PartnerQuestion
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.steps.test_whom_we_ask import entry

Staff = dict[str, Actor]
MONDAY = dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)
TEXT = "Which lamps are out?"


def day(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def questions(inside: Inside) -> list[PartnerQuestion]:
    def found() -> list[PartnerQuestion]:
        return list(db.session.query(PartnerQuestion).order_by(PartnerQuestion.id).populate_existing())

    return inside(found)


def of_case(inside: Inside) -> Case:
    return inside(lambda: db.session.query(Case).populate_existing().one())


def due(inside: Inside) -> dict[str, dt.date | None]:
    """The days of the clocks that run, of the case and its parts."""
    return inside(
        lambda: {row.code: row.due_on for row in db.session.query(Clock).filter_by(state="running").populate_existing()}
    )


@pytest.mark.parametrize("case_type", ["enquiry", "complaint_review", "information_request"])
def test_several_are_asked_at_once_on_a_case_of_any_type_and_its_own_dates_stay(
    inside: Inside, staff: Staff, signed_in: SignIn, case_type: str
) -> None:
    def make() -> tuple[str, str, str]:
        makes: dict[str, Callable[..., Case]] = {"enquiry": factories.enquiry, "complaint_review": factories.review}
        who = staff["reviewer" if case_type == "complaint_review" else "officer"]
        case = makes[case_type](who) if case_type in makes else factories.logged(case_type, who)
        return case.reference, str(entry("Invented Council")), str(entry("Invented Housing"))

    reference, council, housing = inside(make)
    before, state = due(inside), of_case(inside).state
    client = signed_in("reviewer" if case_type == "complaint_review" else "officer")
    given = {"organisations": council, "second": housing, "third": council, "question": TEXT, "consent": "yes"}
    assert client.send(f"/cases/{reference}/questions/ask", **given).status_code == 303
    asked = questions(inside)
    assert [(row.number, row.asked_of, row.text, row.state) for row in asked] == [
        (1, "Invented Council", TEXT, "asked"), (2, "Invented Housing", TEXT, "asked"),
    ]  # fmt: skip
    drafted = inside(lambda: [(row.code, row.to_name, row.status) for row in db.session.query(Letter)])
    assert drafted == [("L-Q01", "Invented Council", "draft"), ("L-Q01", "Invented Housing", "draft")]
    assert {code: on for code, on in due(inside).items() if code in before} == before
    assert of_case(inside).state == state
    page = client.get(f"/cases/{reference}/questions").text
    assert page.count("0 working days (0 days)") == 2
    assert "not sent yet" in page
    assert "Invented Housing</a>: asked" in client.get(f"/cases/{reference}").text


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"question": TEXT, "consent": "yes"}, "Choose who is asked from the directory"),
    ({"question": TEXT, "consent": "yes", "partner": "The team"}, "why the directory does not have them"),
    ({"consent": "yes"}, "Say what we ask them"),
    ({"question": TEXT, "consent": "no"}, "another lawful basis"),
    ({"question": TEXT}, "Choose yes or no"),
])  # fmt: skip
def test_what_is_missing_is_said_at_once_and_nobody_is_asked(
    inside: Inside, staff: Staff, signed_in: SignIn, typed: dict[str, str], sentence: str
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    refused = signed_in("officer").send(f"/cases/{reference}/questions/ask", **typed)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert typed.get("question", "") in refused.text
    assert questions(inside) == []


def test_it_is_chased_escalated_and_answered_and_each_day_and_letter_stands_on_the_case(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        reference = inside(
            lambda: factories.ask(factories.enquiry(staff["officer"]), staff["officer"], "Invented Council").reference
        )
        page = signed_in("officer").get(f"/cases/{reference}/questions").text
    assert "From 9 November 2026" in page
    at = f"/cases/{reference}/questions/1"
    for on, trigger, answers, state in (
        (9, "chase", {}, "chased"),
        (23, "escalate", {"escalated_to": "The head of housing"}, "escalated"),
        (25, "answer", {"answer": "Two of them.", **day("came_on", dt.date(2026, 11, 24))}, "answered"),
    ):
        with time_machine.travel(MONDAY.replace(day=on), tick=False):
            officer = signed_in("officer")
            made = officer.send(f"{at}/{trigger}", **answers)
            if made.location.endswith("/letters"):
                made = officer.send(made.location)
            assert made.status_code == 303, trigger
            assert questions(inside)[0].state == state
            page = officer.get(f"/cases/{reference}/questions").text
            timeline = officer.get(f"/cases/{reference}/timeline").text
    # from Monday 2 to Tuesday 24 November: 16 working days, 22 days
    assert "16 working days (22 days)" in page
    for words in ("9 November 2026", "23 November 2026, to The head of housing", "24 November 2026", "Two of them."):
        assert words in page
    assert "partner_question.answer" not in due(inside)
    sent = inside(lambda: [row.code for row in db.session.query(Letter).filter_by(status="sent").order_by(Letter.id)])
    assert sent == ["L-Q02", "L-Q03"]
    assert "Question 1: Escalate" in timeline
    assert "Two of them." in timeline


@pytest.mark.parametrize(("trigger", "answers"), [
    ("answer", {"answer": "None.", **day("came_on", dt.date(2026, 11, 3))}), ("withdraw", {"reason": "Asked twice."}),
])  # fmt: skip
def test_an_end_that_was_recorded_wrongly_is_taken_back_with_a_reason_and_the_day_is_the_old_one(
    inside: Inside, staff: Staff, signed_in: SignIn, trigger: str, answers: dict[str, str]
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        reference = inside(
            lambda: factories.ask(factories.enquiry(staff["officer"]), staff["officer"], "Invented Council").reference
        )
    with time_machine.travel(MONDAY.replace(day=4), tick=False):
        officer, at = signed_in("officer"), f"/cases/{reference}/questions/1"
        assert officer.send(f"{at}/{trigger}", **answers).status_code == 303
        assert officer.send(f"{at}/take_back").status_code == 422
        assert officer.send(f"{at}/take_back", reason="It was another case.").status_code == 303
        row = questions(inside)[0]
        assert (row.state, row.answered_on, row.withdrawn_on) == ("asked", None, None)
        assert due(inside)["partner_question.answer"] == dt.date(2026, 11, 16)
        assert "It was another case." in officer.get(f"/cases/{reference}/timeline").text


def test_an_answer_did_not_come_before_we_asked(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    with time_machine.travel(MONDAY, tick=False):
        reference = inside(
            lambda: factories.ask(factories.enquiry(staff["officer"]), staff["officer"], "Invented Council").reference
        )
        early = {"answer": "x", **day("came_on", dt.date(2026, 11, 1))}
        refused = signed_in("officer").send(f"/cases/{reference}/questions/1/answer", **early)
    assert refused.status_code == 409
    assert "not before we asked" in refused.text
    assert questions(inside)[0].state == "asked"


def test_an_enquiry_waits_until_everybody_has_answered_or_was_asked_in_vain(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def make() -> str:
        case, officer = factories.enquiry(staff["officer"]), staff["officer"]
        factories.move(case, "acknowledge", officer, who_will_be_asked="The force")
        factories.move(case, "ask_partner", officer, partner="The force", question="When?", consent=True)
        return factories.ask(case, officer, "Invented Council").reference

    reference = inside(make)
    officer, at = signed_in("officer"), f"/cases/{reference}/questions"
    page = officer.get(f"/cases/{reference}").text
    assert "Waiting for <b>The force, Invented Council</b>" in page
    assert (
        officer.send(f"{at}/1/answer", answer="Soon.", **day("came_on", of_case(inside).received_on)).status_code == 303
    )
    assert of_case(inside).state == "awaiting_partner"
    assert officer.send(f"{at}/2/withdraw", reason="The force said it all.").status_code == 303
    case = of_case(inside)
    assert (case.state, case.next_clock) == ("drafting", "enquiry.draft")
    last = inside(lambda: db.session.query(CaseEvent).filter_by(trigger="record_partner_reply").one())
    assert last.actor_id is None


def test_an_officer_may_write_the_reply_before_they_answer_and_the_question_stays_open(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def make() -> str:
        case, officer = factories.enquiry(staff["officer"]), staff["officer"]
        factories.move(case, "acknowledge", officer, who_will_be_asked="The force")
        return factories.move(case, "ask_partner", officer, partner="WYP", question="When?", consent=True).reference

    reference = inside(make)
    assert signed_in("officer").send(f"/cases/{reference}/moves/answer_directly").status_code == 303
    assert (of_case(inside).state, questions(inside)[0].state) == ("drafting", "asked")


def test_what_is_open_ends_with_the_case_and_can_be_taken_back_once_that_is_open_again(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def make() -> str:
        case = factories.ask(factories.enquiry(staff["officer"]), staff["officer"], "Invented Council")
        return factories.move(case, "close_without_reply", staff["officer"], why_no_reply="praise").reference

    reference = inside(make)
    row = questions(inside)[0]
    assert (row.state, row.withdrawn_on is not None) == ("withdrawn", True)
    officer = signed_in("officer")
    assert "The case was closed." in officer.get(f"/cases/{reference}/timeline").text
    assert officer.send(f"/cases/{reference}/questions/1/take_back", reason="Too early.").status_code == 409
    inside(lambda: factories.move(db.session.query(Case).one(), "undo", staff["manager"], reason="Too early."))
    assert officer.send(f"/cases/{reference}/questions/1/take_back", reason="Too early.").status_code == 303
    assert questions(inside)[0].state == "asked"


def test_a_letter_about_a_question_is_offered_to_whom_we_asked(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    case = inside(
        lambda: factories.ask(factories.enquiry(staff["officer"]), staff["officer"], "Invented Council").reference
    )
    page = signed_in("officer").get(f"/cases/{case}/questions/1/letters/new").text
    assert "selected>Invented Council" in page


def test_of_a_restricted_case_nobody_else_sees_asks_or_answers(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    def make() -> str:
        case = factories.ask(factories.enquiry(staff["officer"]), staff["officer"], "Invented Council")
        factories.restrict(case.reference, staff["manager"])
        return case.reference

    reference, officer = inside(make), signed_in("officer")
    for path in ("questions", "questions/ask", "questions/1/answer", "questions/1/files"):
        assert officer.get(f"/cases/{reference}/{path}").status_code == 404
    assert questions(inside)[0].state == "asked"
