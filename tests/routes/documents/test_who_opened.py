"""Of a restricted case it is kept which document, letter or mail somebody opened, by whatever way (R8.9)."""

from pathlib import Path

import pytest
from sqlalchemy import update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog, Document, IncomingMail, Letter
from casework.transaction import unit_of_work
from tests import factories, uploading
from tests.client import CheckingClient
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.pictures import papers
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

Staff = dict[str, Actor]
WAYS = (
    ("/cases/{case}/documents/{own}", "Opened document {own}"),
    ("/cases/{case}/documents/{own}/file", "Saved document {own}"),
    ("/cases/{case}/documents/{own}/pages/1", "Opened document {own}"),
    ("/cases/{case}/documents/{own}/redact/1", "Opened document {own}"),
    ("/cases/{case}/files/{own}", "Saved document {own}"),
    ("/cases/{case}/documents/{mailed}/file", "Saved document {mailed}"),
    ("/mail/{mail}/files/{mailed}", "Saved document {mailed}"),
    ("/mail/{mail}/raw", "Saved mail {mail}"),
    ("/mail/{mail}", "Opened mail {mail}"),
    ("/cases/{case}/letters/{letter}", "Opened letter {letter}"),
    ("/cases/{case}/letters/{letter}/document?as=word", "Opened letter {letter}"),
    ("/cases/{case}/documents", "Opened"),
)
Numbers = dict[str, str]


@pytest.fixture
def numbers(inside: Inside, staff: Staff, signed_in: SignIn, tmp_path: Path) -> Numbers:
    """A restricted case with a document, a mail with a file, and a letter."""

    def happen() -> str:
        case = factories.review_decided(staff)
        receive(mails.with_file(b"%PDF-1.7 x", "mailed.pdf"))
        with unit_of_work():
            db.session.execute(update(IncomingMail).values(case_id=case.id, state="filed"))
        offices.add_directory()
        offices.prepare_recommendation(case, "accept", staff["reviewer"], steps="They will apologise, invented.")
        return str(case.reference)

    case = str(inside(happen))
    client = signed_in("reviewer")
    sent = uploading.send(client, f"/cases/{case}/documents", ("Pat Invented.pdf", papers.pdf(tmp_path)))
    assert sent.status_code == 303

    def restrict() -> Numbers:
        factories.restrict(case, staff["reviewer"])
        named = {row.file_name: row.id for row in db.session.query(Document)}
        mail, letter = db.session.query(IncomingMail).one(), db.session.query(Letter).first()
        assert letter is not None
        own = {"own": named["Pat Invented.pdf"], "mailed": named["mailed.pdf"], "mail": mail.id, "letter": letter.id}
        return {"case": case} | {name: str(number) for name, number in own.items()}

    return dict(inside(restrict))


def history(client: CheckingClient, numbers: Numbers) -> str:
    return client.get(f"/audit/cases/{numbers['case']}").text


def test_each_way_of_opening_a_paper_is_one_line_that_says_which_and_not_what(
    numbers: Numbers, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("reviewer")
    for path, _ in WAYS:
        assert client.get(path.format(**numbers)).status_code == 200, path
    assert inside(lambda: db.session.query(AccessLog).count()) == len(WAYS)
    page = history(signed_in("auditor"), numbers)
    said = [f'<td class="cw-anywhere">{words.format(**numbers)}</td>' for _, words in reversed(WAYS)]
    places = [page.find(line) for line in said]
    assert -1 not in places
    assert "Pat Invented" not in page


def test_a_picture_that_is_asked_for_with_a_form_and_a_paper_of_another_case(
    numbers: Numbers, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    client = signed_in("reviewer")
    path = f"/cases/{numbers['case']}/documents/{numbers['own']}"
    refused = client.send(f"{path}/redact/1", to=f"{path}/redact/1", left="no number")
    assert refused.status_code == 422
    kept = inside(lambda: [(row.endpoint, row.document_id) for row in db.session.query(AccessLog)])
    assert kept == [("redactions.show", int(numbers["own"])), ("redactions.add", int(numbers["own"]))]
    other = inside(lambda: factories.enquiry(staff["reviewer"]).reference)
    assert client.get(f"/cases/{other}/documents/{numbers['own']}/file").status_code == 404
    assert inside(lambda: db.session.query(AccessLog).count()) == 2


def test_who_may_see_the_case_reads_the_name_and_a_day_of_a_colleague_says_it_too(
    numbers: Numbers, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    signed_in("reviewer").get(f"/cases/{numbers['case']}/documents/{numbers['own']}")
    day = f"/audit/day?person={staff['reviewer'].user_id}&day={clock.today().isoformat()}"
    auditor = signed_in("auditor")
    assert f"Opened document {numbers['own']}" in auditor.get(day).text
    inside(lambda: factories.restrict(numbers["case"], staff["auditor"]))
    assert f"Opened document {numbers['own']}, “Pat Invented.pdf”" in history(auditor, numbers)
