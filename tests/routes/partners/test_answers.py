"""What an answer came with: a mail that is one, documents that belong to it, and how long organisations take."""

import datetime as dt
import io
import re

import pytest

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Document, PartnerQuestion
from tests import factories
from tests.client import CheckingClient
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
WORDS = "Two lamps are out, in the middle of the street."


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    def make() -> str:
        case = factories.enquiry(staff["officer"])
        return factories.ask(case, staff["officer"], "Invented Council", "Invented Housing").reference

    return str(inside(make))


@pytest.fixture
def mail_id(inside: Inside, reference: str) -> int:
    """A mail from somebody at the council, with a file, that waits to be sorted."""

    def receive() -> int:
        raw = mails.with_file(b"%PDF-1.4 invented", "lamps.pdf", subject="Lamps", sender="Lee <lee@invented.example>")
        return int(taking_in.receive(raw).id)

    return inside(receive)


def question(inside: Inside, number: int = 1) -> PartnerQuestion:
    return inside(lambda: db.session.query(PartnerQuestion).filter_by(number=number).populate_existing().one())


def filed(client: CheckingClient, mail_id: int, reference: str) -> str:
    assert client.send(f"/mail/{mail_id}", to=f"/mail/{mail_id}/file", reference=reference).status_code == 303
    return client.get(f"/mail/{mail_id}").text


def answer(client: CheckingClient, mail_id: int, number: int = 1) -> int:
    """Press the button of a question on the page of the mail."""
    page = client.get(f"/mail/{mail_id}").text
    form = re.search(rf'action="(/mail/{mail_id}/answers/{number})".*?name="token" value="([^"]+)"', page, re.DOTALL)
    assert form
    given = {"csrf_token": client.csrf(f"/mail/{mail_id}"), "token": form[2], "row_version": "0"}
    return client.post(form[1], data=given).status_code


def test_a_mail_that_is_filed_offers_the_open_questions_and_one_press_records_words_day_and_files(
    inside: Inside, signed_in: SignIn, reference: str, mail_id: int
) -> None:
    officer = signed_in("officer")
    assert "This answers" not in officer.get(f"/mail/{mail_id}").text
    page = filed(officer, mail_id, reference)
    assert "This answers the question to Invented Council" in page
    assert "This answers the question to Invented Housing" in page
    assert answer(officer, mail_id) == 303
    row = question(inside)
    assert (row.state, row.answered_on) == ("answered", clock.today())
    assert row.answer
    shown = officer.get(f"/cases/{reference}/questions").text
    assert "lamps.pdf" in shown
    assert "This answers the question to Invented Council" not in officer.get(f"/mail/{mail_id}").text
    assert question(inside, 2).state == "asked"
    assert officer.send(f"/cases/{reference}/questions/1/take_back", reason="It was about others.").status_code == 303
    assert question(inside).state == "asked"


def test_a_mail_answers_nothing_of_a_case_that_one_may_not_see(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str, mail_id: int
) -> None:
    officer = signed_in("officer")
    filed(officer, mail_id, reference)
    token = officer.csrf(f"/mail/{mail_id}")
    inside(lambda: factories.restrict(reference, staff["manager"]))
    given = {"csrf_token": token, "token": "another", "row_version": "0"}
    assert officer.post(f"/mail/{mail_id}/answers/1", data=given).status_code == 404
    assert question(inside).state == "asked"


def test_documents_of_the_case_are_put_to_an_answer_and_taken_off_again(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str
) -> None:
    officer, at = signed_in("officer"), f"/cases/{reference}"
    inside(lambda: factories.answer(db.session.query(Case).one(), staff["officer"], WORDS))
    files = [(io.BytesIO(b"%PDF-1.4 invented"), "lamps.pdf"), (io.BytesIO(b"Other words."), "other.txt")]
    assert officer.send(f"{at}/documents", to=f"{at}/documents/add", files=files).status_code == 303
    chosen = str(inside(lambda: db.session.query(Document).filter_by(file_name="lamps.pdf").one().id))
    assert officer.send(f"{at}/questions/1/files", documents=[chosen]).status_code == 303
    page = officer.get(f"{at}/questions").text
    assert "lamps.pdf" in page
    assert "other.txt" not in page
    assert "Said which documents the answer to question 1 came with" in officer.get(f"{at}/timeline").text
    assert officer.send(f"{at}/questions/1/files").status_code == 303
    assert "lamps.pdf" not in officer.get(f"{at}/questions").text
    assert officer.get(f"{at}/questions/9/files").status_code == 404


def test_organisations_are_counted_with_open_late_and_the_working_days_that_they_took(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str
) -> None:
    def make() -> None:
        rows = {row.number: row for row in db.session.query(PartnerQuestion)}
        case = db.session.query(Case).one()
        factories.answer(case, staff["officer"], WORDS)
        # 2 to 9 November 2026 are five working days, and 2 to 16 November ten
        rows = {row.number: row for row in db.session.query(PartnerQuestion)}
        rows[1].asked_on, rows[1].answered_on = dt.date(2026, 11, 2), dt.date(2026, 11, 9)
        more = factories.ask(case, staff["officer"], text="And again?", partner="The team", why_not_listed="Once.")
        factories.answer(more, staff["officer"], WORDS, number=3)
        third = db.session.query(PartnerQuestion).filter_by(number=3).one()
        third.asked_on, third.answered_on, third.entry_id = (
            dt.date(2026, 11, 2),
            dt.date(2026, 11, 16),
            rows[1].entry_id,
        )
        db.session.commit()

    inside(make)
    manager = signed_in("manager")
    page = manager.get("/reports/questions?year=2026").text
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd] (?:scope=\"row\"|data).*?</t[hd]>", page)]
    assert cells == [
        "Invented Council", "0", "0", "2", "2", "0", "7.5", "10", "Invented Housing", "1", "0", "1", "0", "0",
        "No answer yet", "",
    ]  # fmt: skip
    key = re.search(r"of=(\d+)#behind\">Invented Council", page)
    assert key
    behind = manager.get(f"/reports/questions?year=2026&of={key[1]}").text
    assert f"{reference}/1" in behind
    assert "10 working days (14 days)" in behind
    inside(lambda: factories.restrict(reference, staff["second_manager"]))
    assert "Nobody was asked anything" in manager.get("/reports/questions?year=2026").text
