"""The pages of a case, by hand: what each shows, and that every form on them works."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case
from casework.services.record import cases
from tests import factories
from tests.client import CheckingClient, Page
from tests.routes.conftest import Inside, SignIn
from tests.statements import asked

Staff = dict[str, Actor]
TABS = ("", "/timeline", "/people", "/notes", "/dates")


@pytest.mark.parametrize("who", ["officer", "reviewer", "manager", "auditor"])
def test_every_tab_of_both_types_opens(inside: Inside, staff: Staff, signed_in: SignIn, who: str) -> None:
    enquiry = inside(lambda: factories.enquiry(staff["officer"]).reference)
    review = inside(lambda: factories.review_decided(staff).reference)
    client = signed_in(who)
    for tab in TABS:
        assert client.get(f"/cases/{enquiry}{tab}").status_code == 200
    for tab in (*TABS, "/review", "/recommendations"):
        assert client.get(f"/cases/{review}{tab}").status_code == 200
    assert client.get(f"/cases/{enquiry}/review").status_code == 404


def test_a_call_is_logged_answered_and_closed_by_the_buttons(staff: Staff, signed_in: SignIn) -> None:
    client = signed_in("officer")
    sent = client.send(
        "/contacts/new", full_name="Zoë Invented", phone="0113 000 0000", channel="phone", about="An invented street",
        details="Cars are too fast 🚗 שלום", issue="roads", district="leeds",
        **{"received_on-day": "3", "received_on-month": "11", "received_on-year": "2025"},
    )  # fmt: skip
    assert sent.status_code == 303
    path = sent.headers["Location"]
    page = client.get(path).text
    assert "An invented street" in page
    assert "Acknowledge" in page
    assert "Cars are too fast 🚗 שלום" in page
    for trigger, answers in (
        ("acknowledge", {"who_will_be_asked": "The roads team"}),
        (
            "ask_partner",
            {"partner": "WYP", "why_not_listed": "Asked this once.", "question": "Any checks?", "consent": "yes"},
        ),
    ):
        assert client.step(f"{path}/moves/{trigger}", **answers).status_code == 303, trigger
    assert client.send(f"{path}/questions/1/answer", answer="Yes.", **day("came_on", 0)).status_code == 303
    assert client.step(f"{path}/moves/send_reply", reply="They will check.").status_code == 303
    assert "Replied" in client.get(path).text
    timeline = client.get(f"{path}/timeline").text
    assert "The roads team" in timeline
    assert "They will check." in timeline


def test_a_review_goes_from_application_to_a_signed_decision_by_the_buttons(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    officer, reviewer, manager = signed_in("officer"), signed_in("reviewer"), signed_in("manager")
    sent = reviewer.send(
        "/applications/new", full_name="Ada Invented", channel="email", about="Outcome about an invented call",
        details="Please review.", complaint_details="A call.", force_named="West Yorkshire Police",
        review_type="p6a_non_inv", letter_named_body="lpb",
        **day("received_on", 0), **day("complaint_made_on", 60), **day("provided_on", 5),
    )  # fmt: skip
    assert sent.status_code == 303, sent.text
    path = sent.headers["Location"]
    answers = factories.GATES | factories.TESTS
    steps: tuple[tuple[CheckingClient, str, dict[str, Any]], ...] = (
        (officer, "/moves/acknowledge", {}),
        (reviewer, "/triage", answers),
        (reviewer, "/moves/accept_as_valid", {}),
        (reviewer, "/moves/notify_parties", {"parties_notified": "yes"}),
        (reviewer, "/moves/record_papers", {"papers_complete": "yes"}),
        (
            reviewer,
            "/allegations/new",
            {"category": "A1", "summary": "Rude on the phone", "force_outcome": "acceptable"},
        ),
        (reviewer, "/allegations/1", {"finding": "outcome_not_rp", "reason": "Nobody listened to the tape."}),
        (reviewer, "/recommendations/new", {"rec_type": "REMEDY_28ZA", "text": "Apologise.", "addressed_to": "WYP"}),
        (reviewer, "/moves/submit_draft", {"finding": "outcome_not_rp", "reasons": "The tape was not heard."}),
        (manager, "/moves/send_back", {"comments": "Say which tape."}),
        (reviewer, "/moves/submit_draft", {"finding": "outcome_not_rp", "reasons": "The tape of 3 May was not heard."}),
        (manager, "/moves/approve_not_reasonable", {"issue": "other"}),
    )
    for client, step, typed in steps:
        response = client.step(path + step, **typed)
        assert response.status_code == 303, (step, response.text)
    page = reviewer.get(f"{path}/recommendations").text
    assert "Apologise." in page
    assert "Issued" in page
    more = {"steps": "A letter", **day("implementation_on", -30)}
    assert reviewer.step(f"{path}/recommendations/1/accept", **more).status_code == 303
    assert reviewer.step(f"{path}/recommendations/1/confirm_implemented", evidence="Letter seen").status_code == 303
    assert "Closed" in reviewer.get(path).text
    decision = reviewer.get(f"{path}/review").text
    assert "Say which tape." in decision
    assert "The tape of 3 May was not heard." in decision


def day(name: str, days_ago: int) -> dict[str, str]:
    when = clock.today() - dt.timedelta(days=days_ago)
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


ACTIVITIES = (
    ("officer", "/notes/new", {"text": "An invented note"}, "An invented note"),
    (
        "officer",
        "/contacts/new",
        {"direction": "out", "with_whom": "person", "channel": "email", "summary": "We wrote."},
        "We wrote.",
    ),
    ("manager", "/hold", {"reason_code": "inquest", "reason": "Invented inquest"}, "Invented inquest"),
    ("officer", "/people/new", {"part": "witness", "full_name": "Wit Invented"}, "Added a person"),
    ("officer", "/edit", {"about": "Another invented matter", "reason": "Invented"}, "Corrected the details"),
    ("officer", "/assign", {"owner_id": "", "team_id": ""}, "Assigned the case"),
)


@pytest.mark.parametrize(("who", "path", "typed", "shown"), ACTIVITIES)
def test_each_activity_has_its_page_and_stands_in_the_timeline(
    inside: Inside, staff: Staff, signed_in: SignIn, who: str, path: str, typed: dict[str, str], shown: str
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client = signed_in(who)
    before = len(client.get(f"/cases/{reference}/timeline").text)
    opened = {"happened_on": day("happened_on", 0), "review_on": day("review_on", -10)}
    dates = {
        key: value
        for name, boxes in opened.items()
        if name.split("_")[0] in ("happened", "review")
        for key, value in boxes.items()
    }
    assert client.send(f"/cases/{reference}{path}", **typed, **dates).status_code == 303
    text = client.get(f"/cases/{reference}/timeline").text
    assert shown in text
    assert len(text) > before


def test_a_hold_is_in_plain_sight_and_stops_the_targets(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    manager = signed_in("manager")
    manager.send(f"/cases/{reference}/hold", reason_code="inquest", reason="x", **day("review_on", -14))
    page = manager.get(f"/cases/{reference}").text
    assert "On hold since" in page
    assert "Look at the hold again" in page
    assert "On hold since" in manager.get(f"/cases/{reference}/dates").text
    assert manager.send(f"/cases/{reference}/release").status_code == 303
    assert "Acknowledge" in manager.get(f"/cases/{reference}").text


def test_a_person_who_has_been_in_touch_is_offered_before_a_new_one_is_made(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    known, person_id = inside(lambda: known_person(staff["officer"]))
    client = signed_in("officer")
    typed = {
        "full_name": "SAM KNOWN-INVENTED",
        "channel": "phone",
        "about": "Again",
        "details": "Called again.",
        **day("received_on", 0),
    }
    asked = client.send("/contacts/new", **typed)
    assert asked.status_code == 422
    assert f"add to {known}" in asked.text
    assert "Called again." in asked.text
    assert inside(lambda: db.session.query(Case).count()) == 1
    added = client.send("/contacts/new", **typed, who=f"case:{known}")
    assert added.headers["Location"].endswith(known)
    assert "Called again." in client.get(f"/cases/{known}/timeline").text
    other = client.send("/contacts/new", **typed, who=f"person:{person_id}")
    made = other.headers["Location"].rsplit("/", 1)[1]
    assert inside(lambda: cases.load(made, actor=staff["officer"]).person_id) == person_id


def test_a_second_click_is_told_that_it_is_done_already(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client = signed_in("officer")
    path = f"/cases/{reference}/moves/acknowledge"
    form = {
        "csrf_token": client.csrf(path),
        "token": factories.token(),
        "row_version": inside(lambda: version(reference, staff)),
    }
    typed = {**form, "who_will_be_asked": "The roads team"}
    assert client.post(path, data=typed).status_code == 303
    assert client.post(path, data=typed).status_code == 409
    seen = Page(client.get(f"{path}/letters").text).forms[-1]["fields"]
    told = {**seen, "unsent_reason": "Told in person (invented).", "without": "yes"}
    without = client.post(f"{path}/letters", data={**told, "token": factories.token(), "unsent_reason": " "})
    assert "Say why no letter is sent" in without.text
    too_long = client.post(f"{path}/letters", data={**told, "token": factories.token(), "unsent_reason": "x" * 1001})
    assert too_long.status_code == 422
    assert "x" * 1001 in too_long.text
    assert client.post(f"{path}/letters", data=told).status_code == 303
    assert client.post(f"{path}/letters", data=told).status_code == 409
    stale = client.post(path, data={**typed, "token": factories.token()})
    assert stale.status_code == 409
    assert "Officer (invented)" in stale.text
    assert "The roads team" in stale.text
    assert client.get(f"/cases/{reference}/timeline").text.count("<strong>Acknowledged</strong>") == 1


def version(reference: str, staff: Staff) -> int:
    return cases.load(reference, actor=staff["manager"]).row_version


def known_person(officer: Actor) -> tuple[str, int | None]:
    case = factories.enquiry(officer, name="Sam Known-Invented")
    return case.reference, case.person_id


def test_a_refused_move_keeps_what_was_typed(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.review_in_assessment(staff).reference)
    reviewer = signed_in("reviewer")
    path = f"/cases/{reference}/moves/submit_draft"
    refused = reviewer.send(path, finding="outcome_rp", reasons="Long invented reasons.")
    assert refused.status_code == 409
    assert "Add the allegations" in refused.text
    assert "Long invented reasons." in refused.text


@pytest.mark.parametrize("trigger", ["teleport", "x" * 300, "approve_reasonable"])
def test_an_unknown_or_impossible_move_is_no_error_of_ours(
    inside: Inside, staff: Staff, signed_in: SignIn, trigger: str
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    assert signed_in("officer").get(f"/cases/{reference}/moves/{trigger}").status_code in (404, 409)


def test_a_page_asks_the_database_for_what_it_shows_alone(
    app: Flask, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    """Who asks, the head, the reason of the date, bank holidays, details, first words, story, contact, lists,
    colleagues, ways to whoever the case is about."""
    enquiry = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client = signed_in("officer")
    with asked(app) as found:
        client.get(f"/cases/{enquiry}")
    assert len(found) == 11
