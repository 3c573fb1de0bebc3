"""The pages of letter templates: drafting, previewing, approving, comparing, and an office's own Word document."""

import io
from typing import Any

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import CaseEvent, LetterTemplate
from casework.services.letters import letter_templates as service
from tests.client import PROBE, CheckingClient
from tests.factories import enquiry, restrict
from tests.letters.documents import made
from tests.routes.conftest import Inside, SignIn
from workflows.letters import PARAGRAPHS
from workflows.registry import KINDS

CODE = "L-E02"
HOME = f"/letter-templates/{CODE}"
DAY = {f"effective_on-{part}": str(getattr(clock.today(), part)) for part in ("day", "month", "year")}


@pytest.fixture
def officer(signed_in: SignIn) -> CheckingClient:
    return signed_in("officer")


@pytest.fixture
def manager(signed_in: SignIn) -> CheckingClient:
    return signed_in("manager")


def start(client: CheckingClient, code: str = CODE) -> str:
    """The address of a new draft."""
    answer = client.send(f"/letter-templates/{code}", to=f"/letter-templates/{code}/draft")
    assert answer.status_code == 303, answer.text
    return str(answer.location).removesuffix("/edit")


def kept(inside: Inside, version: int, code: str = CODE) -> dict[str, Any]:
    def read() -> dict[str, Any]:
        query = select(LetterTemplate).where(LetterTemplate.code == code, LetterTemplate.version == version)
        row = db.session.scalars(query).one()
        return {column.name: getattr(row, column.name) for column in LetterTemplate.__table__.columns}

    return dict(inside(read))


def edited(body: str, **more: str) -> dict[str, str]:
    return {"subject": "Your enquiry", "body": body, "what_changed": "Plainer", "reference": "", "do": "save", **more}


def test_the_list_has_every_letter_and_paragraph(officer: CheckingClient) -> None:
    page = officer.get("/letter-templates").text
    for code in (*KINDS, *PARAGRAPHS):
        assert f">{code}</a>" in page
    assert "No text" not in page


@pytest.mark.parametrize("code", ["L-E01", "L-R20", "L-R24", "L-C03", "P-JR"])
def test_a_letter_says_what_it_is_for_and_what_it_must_say(officer: CheckingClient, code: str) -> None:
    page = officer.get(f"/letter-templates/{code}").text
    assert "In force" in page
    assert "Version 1" in page


@pytest.mark.parametrize(
    "path", ["L-X99", "L-X99/draft", "L-X99/compare", "P-JR/word", "versions/999999", "versions/999999/file"]
)
def test_what_does_not_exist_is_not_found(officer: CheckingClient, path: str) -> None:
    assert officer.get(f"/letter-templates/{path}").status_code == 404


def test_every_shipped_text_shows_as_a_letter(officer: CheckingClient, inside: Inside) -> None:
    for number in inside(lambda: list(db.session.scalars(select(LetterTemplate.id)))):
        page = officer.get(f"/letter-templates/versions/{number}")
        assert "cw-letter-page" in page.text, number


def test_a_text_goes_from_draft_to_force(officer: CheckingClient, manager: CheckingClient, inside: Inside) -> None:
    draft = start(officer)
    answer = officer.send(f"{draft}/edit", **edited("Dear {{ recipient.name }},\n\nNew words."))
    assert answer.status_code == 303
    assert "New words." in officer.get(f"{draft}/edit").text
    assert "Officer (invented)" in manager.get("/letter-templates").text
    shown = manager.get(f"{draft}/approve").text
    assert "<ins>" in shown
    assert "<del>" in shown
    assert manager.send(f"{draft}/approve", **DAY).status_code == 303
    assert "Version 2, from" in officer.get("/letter-templates").text
    assert kept(inside, 2)["status"] == "approved"
    assert inside(lambda: service.in_force(CODE, clock.today()).version) == 2
    of_templates = select(CaseEvent.kind).where(CaseEvent.kind.like("template_%")).order_by(CaseEvent.id)
    kinds = inside(lambda: list(db.session.scalars(of_templates)))
    assert kinds == ["template_drafted", "template_edited", "template_approved"]


def test_check_and_preview_saves_nothing_and_loses_nothing(officer: CheckingClient, inside: Inside) -> None:
    draft = start(officer)
    before = kept(inside, 2)
    answer = officer.send(f"{draft}/edit", **edited("Dear {{ recipient.name }},\n\n**Other** words.", do="preview"))
    assert answer.status_code == 200
    assert "Dear Pat Invented," in answer.text
    assert "<strong>Other</strong>" in answer.text
    assert "Dear {{ recipient.name }}," in answer.text
    assert kept(inside, 2) == before


@pytest.mark.parametrize("do", ["preview", "save"])
def test_problems_stand_on_top_with_their_line(officer: CheckingClient, inside: Inside, do: str) -> None:
    draft = start(officer)
    body = "Dear {{ recipient.name }},\n\n{{ recipient.nam }}"
    answer = officer.send(f"{draft}/edit", **edited(body, do=do))
    page = answer.text if do == "preview" else officer.get(f"{draft}/edit").text
    assert "Line 3: “recipient.nam” is no field. Did you mean “recipient.name”?" in page
    assert "There is no preview until" in page
    assert (kept(inside, 2)["body"] == body) == (do == "save")


def test_a_text_with_problems_is_not_approved(officer: CheckingClient, manager: CheckingClient, inside: Inside) -> None:
    draft = start(officer)
    officer.send(f"{draft}/edit", **edited("{% if hold.reason %}"))
    page = manager.get(f"{draft}/approve").text
    assert "To put right first" in page
    assert "Approve this version" not in page
    token = {"csrf_token": manager.csrf("/letter-templates"), "token": "a token of this test alone", "row_version": "2"}
    assert manager.post(f"{draft}/approve", data={**token, **DAY}).status_code == 422
    assert kept(inside, 2)["status"] == "draft"


def test_whoever_wrote_it_cannot_approve_it(manager: CheckingClient) -> None:
    draft = start(manager)
    assert "another manager has to approve it" in manager.get(f"{draft}/approve").text
    token = {"csrf_token": manager.csrf("/letter-templates"), "token": "a token of this test alone", "row_version": "1"}
    without_a_day = manager.post(f"{draft}/approve", data=token)
    assert (without_a_day.status_code, "Please put this right" in without_a_day.text) == (422, False)
    assert manager.post(f"{draft}/approve", data={**token, **DAY}).status_code == 403


def test_a_day_that_is_past_or_missing_is_said_at_its_question(
    officer: CheckingClient, manager: CheckingClient
) -> None:
    draft = start(officer)
    past = {**DAY, "effective_on-year": "2021"}
    answer = manager.send(f"{draft}/approve", **past)
    assert (answer.status_code, "from today on" in answer.text) == (422, True)
    assert manager.send(f"{draft}/approve").status_code == 422


def test_two_browsers_on_one_draft(officer: CheckingClient, signed_in: SignIn, inside: Inside) -> None:
    draft = start(officer)
    seen = officer.get(f"{draft}/edit").text
    colleague = signed_in("reviewer")
    colleague.send(f"{draft}/edit", **edited("Of the colleague."))
    token = {"csrf_token": officer.csrf(f"{draft}/edit"), "token": "the token of the older page", "row_version": "1"}
    assert 'name="row_version" value="1"' in seen
    answer = officer.post(f"{draft}/edit", data={**token, **edited("Typed for an hour.")})
    assert answer.status_code == 409
    assert "Reviewer (invented) changed version 2" in answer.text
    assert "Typed for an hour." in answer.text
    assert kept(inside, 2)["body"] == "Of the colleague."


def test_a_second_draft_is_refused_and_can_take_the_place_of_the_first(
    officer: CheckingClient, signed_in: SignIn, inside: Inside
) -> None:
    start(officer)
    colleague = signed_in("reviewer")
    token = {"csrf_token": colleague.csrf("/letter-templates"), "token": "a token of this test alone"}
    refused = colleague.post(f"{HOME}/draft", data=token)
    assert (refused.status_code, "Officer (invented) has a draft" in refused.text) == (409, True)
    page = colleague.get(f"{HOME}/draft")
    assert "Give the draft up and start again?" in page.text
    draft = inside(lambda: db.session.scalar(select(LetterTemplate.id).where(LetterTemplate.status == "draft")))
    assert colleague.send(f"{HOME}/draft", instead_of=str(draft)).status_code == 303
    assert "Given up" in colleague.get(HOME).text
    assert officer.get(f"/letter-templates/versions/{draft}/edit").status_code == 409


def test_a_draft_is_given_up_after_a_question_and_stays_in_the_list(
    officer: CheckingClient, manager: CheckingClient, inside: Inside
) -> None:
    draft = start(officer)
    officer.send(f"{draft}/edit", **edited("Words that nobody wants."))
    for path in (HOME, draft):
        assert f'href="{draft}/give-up"' in officer.get(path).text
    assert "Give version 2 of L-E02 up?" in officer.get(f"{draft}/give-up").text
    assert kept(inside, 2)["status"] == "draft"
    answer = officer.send(f"{draft}/give-up")
    assert (answer.status_code, answer.location) == (303, HOME)
    page = officer.get(HOME).text
    assert "Version 2 of L-E02 is given up." in page
    assert "Given up</strong>" in page
    assert "has a draft open" not in page
    assert "Start a draft" in page
    assert f'href="{draft}"' not in officer.get("/letter-templates").text
    shown = officer.get(draft).text
    assert "Words that nobody wants." in shown
    assert "Go on writing" not in shown
    assert "Give the draft up" not in shown
    assert "Approve this version" not in manager.get(f"{draft}/approve").text


def test_what_is_no_open_draft_is_not_given_up(
    officer: CheckingClient, manager: CheckingClient, signed_in: SignIn, inside: Inside
) -> None:
    draft = start(officer)
    assert signed_in("auditor").get(f"{draft}/give-up").status_code == 403
    officer.send(f"{draft}/give-up")
    for path in ("edit", "give-up"):
        assert officer.get(f"{draft}/{path}").status_code == 409
    assert manager.send(HOME, to=f"{draft}/approve", row_version="2", **DAY).status_code == 409
    assert start(officer) != draft
    assert (kept(inside, 2)["status"], kept(inside, 3)["status"]) == ("given_up", "draft")
    assert officer.get("/letter-templates/versions/999999/give-up").status_code == 404


def test_a_text_too_long_for_the_database_or_a_letter_is_put_back(officer: CheckingClient, inside: Inside) -> None:
    draft = start(officer)
    answer = officer.send(f"{draft}/edit", **edited("Kept words.", subject="s" * 201))
    assert (answer.status_code, "Kept words." in answer.text) == (422, True)
    assert officer.send(f"{draft}/edit", **edited("long " * 10_000)).status_code == 303
    assert "Shorten the text to 20,000" in officer.get(f"{draft}/edit").text
    assert len(kept(inside, 2)["body"]) > 40_000


def test_what_is_typed_is_text_on_every_page(officer: CheckingClient, manager: CheckingClient) -> None:
    draft = start(officer)
    officer.send(f"{draft}/edit", **edited(f"{PROBE}\n\n## {PROBE}", subject=PROBE, what_changed=PROBE))
    officer.send(f"{draft}/edit", **edited(PROBE, subject=PROBE, reference=PROBE[:20], do="preview"))
    for path in (HOME, draft, f"{draft}/edit", f"{HOME}/compare?from=1&to=2", f"{HOME}/compare?from=2&to=1"):
        assert officer.get(path).status_code == 200
    assert manager.get(f"{draft}/approve").status_code == 200


@pytest.mark.parametrize("asked", ["", "?from=1", "?from=1&to=1", "?from=x&to=-1", "?from=99999999999&to=1"])
def test_odd_comparisons_say_what_to_choose(officer: CheckingClient, asked: str) -> None:
    assert officer.get(f"{HOME}/compare{asked}").status_code == 200


def test_a_comparison_with_a_version_that_does_not_exist(officer: CheckingClient) -> None:
    assert officer.get(f"{HOME}/compare?from=1&to=7").status_code == 404


def test_the_preview_of_a_case_shows_its_values_to_those_who_may_see_it(
    app: Flask, officer: CheckingClient, signed_in: SignIn, staff: dict[str, Actor]
) -> None:
    with app.app_context():
        seen, hidden = (enquiry(staff["officer"], name=f"{name} Invented").reference for name in ("Mo", "Sam"))
        restrict(hidden, staff["manager"])
    draft = start(officer)

    def preview(client: CheckingClient, reference: str) -> str:
        given = edited("Dear {{ recipient.name }}, {{ case.reference }}", do="preview", reference=reference)
        return client.send(f"{draft}/edit", **given).text

    assert "Dear Mo Invented" in preview(officer, seen.lower())
    unseen, unknown = preview(officer, hidden), preview(officer, "E-1999-00001")
    assert "Dear Pat Invented" in unseen
    assert unseen.count(hidden) - unknown.count("E-1999-00001") == 0
    assert "Sam Invented" not in unseen
    assert "Sam Invented" not in preview(signed_in("manager"), hidden)


def test_retiring_asks_first_and_brings_the_one_before_back(
    officer: CheckingClient, manager: CheckingClient, inside: Inside
) -> None:
    draft = start(officer)
    manager.send(f"{draft}/approve", **DAY)
    assert "Retire version 2" in manager.get(f"{draft}/retire").text
    assert kept(inside, 2)["status"] == "approved"
    assert manager.send(f"{draft}/retire").status_code == 303
    assert inside(lambda: service.in_force(CODE, clock.today()).version) == 1
    last = inside(lambda: service.in_force(CODE, clock.today()).id)
    answer = manager.send(f"/letter-templates/versions/{last}/retire")
    assert (answer.status_code, "only text" in answer.text) == (409, True)


def upload(client: CheckingClient, content: bytes, name: str = "Our letter.docx", **more: str) -> Any:
    return client.send(f"{HOME}/word", file=(io.BytesIO(content), name), **more)


def test_an_own_word_document_is_uploaded_shown_filled_in_and_approved(
    officer: CheckingClient, manager: CheckingClient
) -> None:
    content = made("Dear {{ recipient.name }},")
    answer = upload(officer, content)
    assert answer.status_code == 303, answer.text
    version = answer.location
    assert "Our letter.docx" in officer.get(version).text
    given = officer.get(f"{version}/file").data
    assert [one.text for one in Document(io.BytesIO(given)).paragraphs] == ["Dear {{ recipient.name }},"]
    assert officer.get(f"{version}/file").data == given
    filled = officer.get(f"{version}/file?filled=yes")
    assert filled.data.startswith(b"PK")
    assert "attachment" in filled.headers["Content-Disposition"]
    assert officer.send(f"{version}/edit", subject="Your enquiry", do="save").status_code == 303
    assert manager.send(f"{version}/approve", **DAY).status_code == 303
    assert "Our letter.docx" in officer.get(HOME).text


def test_a_word_document_with_problems_says_which(officer: CheckingClient, manager: CheckingClient) -> None:
    version = upload(officer, made("{{ recipient.nam }}", footer="")).location
    page = officer.get(version).text
    assert "Line 1: “recipient.nam” is no field." in page
    assert "is no field" in officer.get(f"{version}/edit").text
    assert officer.get(f"{version}/file?filled=yes").status_code == 409
    assert "To put right first" in manager.get(f"{version}/approve").text


@pytest.mark.parametrize(("name", "content"), [("a.docm", made()), ("a.docx", b"%PDF"), ("", b""), (PROBE, b"")])
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(
    officer: CheckingClient, name: str, content: bytes
) -> None:
    answer = upload(officer, content, name)
    assert answer.status_code == 422
    assert "Word document" in answer.text


def test_an_upload_that_is_far_too_large_is_refused(officer: CheckingClient) -> None:
    kind = "multipart/form-data; boundary=line"
    assert officer.post(f"{HOME}/word", data=b"x" * 5_000_000, content_type=kind).status_code == 413


def test_a_text_version_has_no_file(officer: CheckingClient, inside: Inside) -> None:
    shipped = inside(lambda: service.in_force(CODE, clock.today()).id)
    assert officer.get(f"/letter-templates/versions/{shipped}/file").status_code == 404
