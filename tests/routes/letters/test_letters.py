"""Letters by their pages: drafted with a step, edited, discussed, signed, sent; and what stands in the way."""

from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter, Message
from casework.services.record import cases
from tests import factories
from tests.client import HIDDEN, PROBE, CheckingClient, Page
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

Staff = dict[str, Actor]
WHO = "Leeds City Council about patrols"


@pytest.fixture
def enquiry(inside: Inside, staff: Staff) -> str:
    """An enquiry from somebody who can be written to."""

    def make() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        return case.reference

    return str(inside(make))


@pytest.fixture
def decision(inside: Inside, staff: Staff) -> str:
    """A review whose draft decision waits for a manager, everybody with an address."""

    def make() -> str:
        offices.add_directory()
        case = factories.review_in_sign_off(staff)
        offices.give_address(case)
        return case.reference

    return str(inside(make))


def letters_of(inside: Inside, reference: str) -> list[tuple[int, str, str]]:
    def read() -> list[tuple[int, str, str]]:
        query = db.session.query(Letter).join(Case, Case.id == Letter.case_id).filter(Case.reference == reference)
        return [(row.id, row.code, row.status) for row in query.order_by(Letter.id)]

    return list(inside(read))


def state(inside: Inside, reference: str, staff: Staff) -> str:
    return str(inside(lambda: cases.load(reference, actor=staff["manager"]).state))


def press(client: CheckingClient, page: str, endpoint: str, **typed: str) -> int:
    """Press the button of a page whose form goes to an address that ends with `endpoint`."""
    html = client.get(page).text
    form = next(form for form in Page(html).forms if str(form.get("action", "")).endswith(endpoint))
    hidden = {name: form["fields"][name] for name in HIDDEN if name in form["fields"]}
    return client.post(form["action"], data={**hidden, **typed}).status_code


def test_a_step_shows_its_letter_before_it_is_made_and_sends_both(
    inside: Inside, staff: Staff, signed_in: SignIn, enquiry: str
) -> None:
    officer, path = signed_in("officer"), f"/cases/{enquiry}/moves/acknowledge"
    prepared = officer.send(path, who_will_be_asked=WHO)
    assert prepared.status_code == 303
    page = officer.get(prepared.location).text
    assert WHO in page
    assert "pat@invented.example" in page
    assert "Acknowledge and send the letter" in page
    assert state(inside, enquiry, staff) == "new"
    sent = officer.send(prepared.location)
    assert sent.status_code == 303
    assert "The case is now: Acknowledged. The letter goes out." in officer.get(sent.location).text
    assert state(inside, enquiry, staff) == "acknowledged"
    assert "On its way" in officer.get(f"/cases/{enquiry}/letters").text


def test_answers_are_kept_for_a_colleague(signed_in: SignIn, enquiry: str) -> None:
    path = f"/cases/{enquiry}/moves/acknowledge"
    signed_in("officer").send(path, who_will_be_asked=WHO)
    assert WHO in signed_in("officer").get(path).text


def test_answers_that_somebody_changed_meanwhile_are_read_again(signed_in: SignIn, enquiry: str) -> None:
    path = f"/cases/{enquiry}/moves/acknowledge"
    first, second = signed_in("officer"), signed_in("officer")
    first.send(path, who_will_be_asked=WHO)
    old = Page(first.get(f"{path}/letters").text).forms[-1]["fields"]
    second.send(path, who_will_be_asked="Somebody else")
    late = first.post(f"{path}/letters", data=old)
    assert late.status_code == 409
    assert "Read it again" in late.text


def test_the_pdf_is_tagged_titled_and_in_english(inside: Inside, signed_in: SignIn, enquiry: str) -> None:
    officer = signed_in("officer")
    officer.send(f"/cases/{enquiry}/moves/acknowledge", who_will_be_asked=WHO)
    ((number, _, _),) = letters_of(inside, enquiry)
    answer = officer.get(f"/cases/{enquiry}/letters/{number}/document")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{enquiry}-L-E01.pdf"'
    reader = PdfReader(BytesIO(answer.data))
    root = reader.trailer["/Root"]
    assert isinstance(root, dict)
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata
    assert enquiry in (reader.metadata.title or "") or "enquiry" in (reader.metadata.title or "").lower()
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Pat Invented" in text
    word = officer.get(f"/cases/{enquiry}/letters/{number}/document?as=word")
    assert word.headers["Content-Disposition"].startswith("attachment")
    assert any("Pat Invented" in paragraph.text for paragraph in Document(BytesIO(word.data)).paragraphs)


def test_editing_is_locked_and_says_who(inside: Inside, signed_in: SignIn, enquiry: str) -> None:
    officer, manager = signed_in("officer"), signed_in("manager")
    officer.send(f"/cases/{enquiry}/moves/acknowledge", who_will_be_asked=WHO)
    ((number, _, _),) = letters_of(inside, enquiry)
    path = f"/cases/{enquiry}/letters/{number}"
    assert press(officer, path, "/lock") == 303
    assert "Officer (invented) is editing this letter" in manager.get(path).text
    refused = manager.send(f"{path}/edit", subject="Mine", body="My invented words")
    assert refused.status_code == 409
    assert "My invented words" in refused.text
    assert press(manager, path, "/lock") == 303
    assert manager.send(f"{path}/edit", subject="Mine", body=f"My words {PROBE}").status_code == 303
    late = officer.send(f"{path}/edit", subject="Ours", body="Our words")
    assert late.status_code == 303
    assert officer.get(f"{path}/versions/2").status_code == 200
    assert officer.get(f"{path}/versions/99").status_code == 404


def test_a_save_over_somebody_elses_is_refused_and_what_was_typed_is_kept(
    inside: Inside, signed_in: SignIn, enquiry: str
) -> None:
    officer, reviewer = signed_in("officer"), signed_in("reviewer")
    written = officer.send(f"/cases/{enquiry}/letters/new", code="L-E05", to="")
    path = f"{written.location}/edit"
    old = next(form["fields"] for form in Page(officer.get(path).text).forms if "body" in form["fields"])
    assert reviewer.send(path, subject="Theirs", body="Their invented words").status_code == 303
    late = officer.post(path, data={**old, "subject": "Mine", "body": "My invented words"})
    assert late.status_code == 409
    assert "My invented words" in late.text
    assert "Reviewer (invented) changed this letter after you opened it" in late.text
    assert "Their invented words" in officer.get(written.location).text


def test_a_decision_is_signed_off_by_a_manager_who_did_not_write_it(
    inside: Inside, staff: Staff, signed_in: SignIn, decision: str
) -> None:
    """By making the step: what the letters say is what the reviewer drafted and the manager reads."""
    manager = signed_in("manager")
    step = f"/cases/{decision}/moves/approve_reasonable"
    assert manager.send(step).status_code == 303
    page = manager.get(f"{step}/letters").text
    assert "must sign it off" not in page
    assert page.count("You sign it by making the step.") == 2
    made = manager.send(f"{step}/letters")
    assert made.status_code == 303, made.text
    assert state(inside, decision, staff) == "closed"
    assert {status for _, _, status in letters_of(inside, decision)} == {"sent"}


def test_an_edit_after_sign_off_takes_the_signature_away(inside: Inside, signed_in: SignIn, decision: str) -> None:
    manager, second = signed_in("manager"), signed_in("second_manager")
    manager.send(f"/cases/{decision}/moves/approve_reasonable")
    number = letters_of(inside, decision)[0][0]
    path = f"/cases/{decision}/letters/{number}"
    assert press(second, path, "/sign") == 303
    reviewer = signed_in("reviewer")
    assert "has to be signed off again" in reviewer.get(f"{path}/edit").text
    assert reviewer.send(f"{path}/edit", subject="The outcome", body="Other invented words").status_code == 303
    assert letters_of(inside, decision)[0][2] == "draft"


def test_a_manager_sends_a_letter_back_with_comments(inside: Inside, signed_in: SignIn, decision: str) -> None:
    reviewer, manager = signed_in("reviewer"), signed_in("manager")
    signed_in("second_manager").send(f"/cases/{decision}/moves/approve_reasonable")
    number = letters_of(inside, decision)[0][0]
    path = f"/cases/{decision}/letters/{number}"
    assert press(reviewer, path, "/submit") == 303
    assert manager.send(f"{path}/send-back", text="Say more about the call.").status_code == 303
    page = reviewer.get(path).text
    assert "Say more about the call." in page
    assert "sent it back" in page
    assert letters_of(inside, decision)[0][2] == "draft"


def test_a_letter_outside_a_step_is_written_and_sent_alone(
    inside: Inside, staff: Staff, signed_in: SignIn, enquiry: str
) -> None:
    officer = signed_in("officer")
    written = officer.send(f"/cases/{enquiry}/letters/new", code="L-E05", to="")
    assert written.status_code == 303
    assert officer.send(f"{written.location}/send").status_code == 303
    assert "Its document is still to be made" in officer.get(written.location).text
    assert [code for _, code, _ in letters_of(inside, enquiry)] == ["L-E05"]
    assert inside(lambda: db.session.query(Message).filter_by(kind="letter").one().state) == "pending"


def test_what_is_marked_must_be_filled_in_before_it_goes(inside: Inside, signed_in: SignIn, enquiry: str) -> None:
    officer = signed_in("officer")
    officer.step(f"/cases/{enquiry}/moves/acknowledge", who_will_be_asked="Nobody")
    officer.send(f"/cases/{enquiry}/moves/answer_directly")
    officer.step(f"/cases/{enquiry}/moves/send_reply", reply="The first reply.")
    written = officer.send(f"/cases/{enquiry}/letters/new", code="L-E06", to="")
    page = officer.get(written.location).text
    assert "<mark>" in page
    assert "Fill in first" in page
    path = f"{written.location}/send"
    assert "Send it by e-mail" not in officer.get(path).text
    forced = {"csrf_token": officer.csrf(path), "token": factories.token(), "row_version": "1"}
    refused = officer.post(path, data=forced)
    assert refused.status_code == 422
    assert letters_of(inside, enquiry)[-1][2] == "draft"


def test_signing_is_offered_once_everything_is_filled_in(signed_in: SignIn, enquiry: str) -> None:
    written = signed_in("officer").send(f"/cases/{enquiry}/letters/new", code="L-E07", to="")
    assert "Sign it off" not in signed_in("manager").get(written.location).text
    words = {"subject": "How you can contact us", "body": "Dear Pat,\n\nInvented words"}
    assert signed_in("officer").send(f"{written.location}/edit", **words).status_code == 303
    assert "Sign it off" in signed_in("manager").get(written.location).text


def test_a_draft_is_dropped_with_a_reason_and_stays(inside: Inside, signed_in: SignIn, enquiry: str) -> None:
    officer = signed_in("officer")
    written = officer.send(f"/cases/{enquiry}/letters/new", code="L-E05", to="")
    assert officer.send(f"{written.location}/drop", reason="").status_code == 422
    too_long = officer.send(f"{written.location}/drop", reason="x" * 1001)
    assert too_long.status_code == 422
    assert "Shorten the reason to 1,000 characters or fewer." in too_long.text
    assert officer.send(f"{written.location}/drop", reason="Told on the phone").status_code == 303
    assert letters_of(inside, enquiry)[0][2] == "dropped"
    assert "Told on the phone" in officer.get(f"/cases/{enquiry}/timeline").text


def test_nobody_outside_a_restricted_case_sees_its_letters(
    inside: Inside, staff: Staff, signed_in: SignIn, enquiry: str
) -> None:
    officer = signed_in("officer")
    written = officer.send(f"/cases/{enquiry}/letters/new", code="L-E05", to="")
    officer.send(
        f"/cases/{enquiry}/restrict",
        user_ids=[str(staff["officer"].user_id), str(staff["manager"].user_id)],
        reason="x",
    )
    stranger = signed_in("reviewer")
    for path in (
        f"/cases/{enquiry}/letters",
        written.location,
        f"{written.location}/document",
        f"{written.location}/edit",
    ):
        assert stranger.get(path).status_code == 404
    assert officer.get(written.location).status_code == 200


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_who_writes_no_letters_cannot(signed_in: SignIn, enquiry: str, who: str) -> None:
    assert signed_in(who).get(f"/cases/{enquiry}/letters/new").status_code == 403


def test_an_empty_list_says_how_letters_come_about(signed_in: SignIn, enquiry: str) -> None:
    assert "No letter has been written yet" in signed_in("officer").get(f"/cases/{enquiry}/letters").text


def test_a_decision_with_a_recommendation_shows_and_sends_the_letters_of_that_decision(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    """The same step without a recommendation has other letters, and ends elsewhere."""

    def make() -> str:
        offices.add_directory()
        case = factories.review_in_sign_off(staff, reasonable=False, recommend=True)
        offices.give_address(case)
        return case.reference

    reference = str(inside(make))
    manager = signed_in("manager")
    step = f"/cases/{reference}/moves/approve_not_reasonable"
    assert manager.send(step).status_code == 303
    page = manager.get(f"{step}/letters").text
    assert "Letter L-R24" in page
    assert "L-R21" not in page
    assert "not drafted yet" not in page
    assert "Bring it up to date" not in page
    made = manager.send(f"{step}/letters")
    assert made.status_code == 303, made.text
    assert state(inside, reference, staff) == "decided_not_reasonable"
    assert {(code, status) for _, code, status in letters_of(inside, reference)} == {
        ("L-R23", "sent"),
        ("L-R24", "sent"),
    }
