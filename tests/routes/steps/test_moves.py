"""The page of a move: what it says beforehand, and what becomes of a form that comes too late or from elsewhere."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import CaseEvent
from casework.services.record import cases
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

Staff = dict[str, Actor]


def test_the_page_says_what_follows_and_which_clock_starts(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(
        lambda: (
            factories.move(
                factories.enquiry(staff["officer"]), "acknowledge", staff["officer"], who_will_be_asked="Roads"
            ).reference
        )
    )
    page = signed_in("officer").get(f"/cases/{reference}/moves/ask_partner").text
    assert "Records what we asked." in page
    assert "Starts the clock “Answer to a question”: due" in page
    assert "policy of the office" in page
    assert "Not possible now" not in page


@pytest.mark.parametrize(
    ("trigger", "says"), [("submit_draft", "Add the allegations"), ("forward_to_iopc", "does not say that the IOPC")]
)
def test_a_refusal_that_is_known_stands_on_the_page_beforehand(
    inside: Inside, staff: Staff, signed_in: SignIn, trigger: str, says: str
) -> None:
    reference = inside(lambda: factories.review_in_assessment(staff).reference)
    page = signed_in("reviewer").get(f"/cases/{reference}/moves/{trigger}").text
    assert "Not possible now" in page
    assert says in page


def test_sign_off_shows_the_whole_draft_and_warns_of_the_other_finding(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.review_in_sign_off(staff, reasonable=False, recommend=True).reference)
    manager = signed_in("manager")
    page = manager.get(f"/cases/{reference}/moves/approve_not_reasonable").text
    for text in ("Invented reasons.", "Apologise for the invented matter.", "Because.", "Reviewer (invented)"):
        assert text in page
    assert "Not possible now" not in page
    assert "Not possible now" in manager.get(f"/cases/{reference}/moves/approve_reasonable").text


def test_an_answer_that_is_missing_is_asked_for_and_the_others_are_kept(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.review_in_assessment(staff).reference)
    refused = signed_in("reviewer").send(f"/cases/{reference}/moves/submit_draft", reasons="Long invented reasons.")
    assert refused.status_code == 422
    assert "Choose one." in refused.text
    assert "Long invented reasons." in refused.text


def test_a_form_without_our_csrf_token_or_with_that_of_another_moves_nothing(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    officer, path = signed_in("officer"), f"/cases/{reference}/moves/acknowledge"
    foreign = signed_in("reviewer").csrf(path)
    typed = {"token": factories.token(), "row_version": "1", "who_will_be_asked": "The roads team"}
    for sent in (typed, {**typed, "csrf_token": "nonsense"}, {**typed, "csrf_token": foreign}):
        refused = officer.post(path, data=sent)
        assert refused.status_code == 400
        assert "The roads team" in refused.text
    assert inside(lambda: db.session.query(CaseEvent).filter(CaseEvent.case_id.is_not(None)).count()) == 1


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_who_reads_only_has_no_moves(inside: Inside, staff: Staff, signed_in: SignIn, who: str) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    assert signed_in(who).get(f"/cases/{reference}/moves/acknowledge").status_code == 403


def test_a_recommendation_that_was_answered_meanwhile_says_by_whom(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.review_decided(staff).reference)
    client = signed_in("reviewer")
    path = f"/cases/{reference}/recommendations/1/accept"
    answer = {"steps": "A letter", **day("implementation_on", -30)}
    hidden = {"csrf_token": client.csrf(path), "token": factories.token(), "row_version": "1"}
    assert client.step(path, **answer).status_code == 303
    late = client.post(path, data={**hidden, **answer})
    assert late.status_code == 409
    assert "Reviewer (invented)" in late.text
    assert "A letter" in late.text
    assert client.get(f"/cases/{reference}/recommendations/9/accept").status_code == 404
    assert client.get(f"/cases/{reference}/recommendations/1/teleport").status_code == 404


def test_a_stale_recommendation_keeps_what_was_typed(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.review_decided(staff).reference)
    client, path = signed_in("reviewer"), f"/cases/{reference}/recommendations/1/reject"
    hidden = {"csrf_token": client.csrf(path), "token": factories.token(), "row_version": "77"}
    stale = client.post(path, data={**hidden, "reasons": "They do not agree"})
    assert stale.status_code == 409
    assert "They do not agree" in stale.text
    row = inside(lambda: cases.load(reference, actor=staff["reviewer"]).state)
    assert row == "decided_not_reasonable"


def test_an_enquiry_that_is_really_a_review_leads_to_it_and_back(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client = signed_in("officer")
    sent = client.step(f"/cases/{reference}/moves/convert", target_type="complaint_review")
    assert sent.status_code == 303
    page = client.get(f"/cases/{reference}").text
    assert "Became" in page
    linked = page.partition('cw-reference" href="/cases/')[2].partition('"')[0]
    assert linked.startswith("R-")
    assert f'href="/cases/{reference}">{reference}</a>' in client.get(f"/cases/{linked}").text
