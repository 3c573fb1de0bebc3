"""The pages of mail that came in: what is shown, what can be done about it, and who may."""

from typing import Any

import pytest
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.case_types import CASE_TYPES
from casework.extensions import db
from casework.models import AccessLog, Case, Contact, IncomingMail, Person
from tests import factories
from tests.client import PROBE, CheckingClient
from tests.incoming import mails, taking_in
from tests.incoming.test_odd_mail import given
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

KNOWN = "pat@known.example"


@pytest.fixture
def client(signed_in: SignIn) -> CheckingClient:
    return signed_in("officer")


def receive(raw: bytes) -> int:
    return taking_in.receive(raw).id


def mail(number: int) -> IncomingMail:
    db.session.rollback()
    return db.session.get_one(IncomingMail, number)


@pytest.fixture
def new(inside: Inside) -> int:
    """The id of a new mail with two files, of which one is not what it says."""
    return int(inside(lambda: receive(mails.with_file(b"MZ\x90", "papers.pdf", subject="A new matter"))))


@pytest.fixture
def reference(inside: Inside, staff: dict[str, Actor]) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"]).reference))


@pytest.fixture
def held(inside: Inside, reference: str) -> int:
    """The id of a mail from somebody unknown whose subject names the case."""
    return int(inside(lambda: receive(mails.plain(sender="Sam Invented <sam@else.example>", subject=reference))))


def test_every_part_of_an_empty_page_says_so(client: CheckingClient) -> None:
    for view in ("to_sort", "held", "came_back", "automatic", "done", "nonsense"):
        assert "cw-empty" in client.get(f"/mail?show={view}").text
    assert "No mail waits to be sorted." in client.get("/mail").text


def test_new_mail_stands_in_the_queue_with_its_files(client: CheckingClient, new: int) -> None:
    page = client.get("/mail").text
    assert "A new matter" in page
    assert "1 file" in page
    one = client.get(f"/mail/{new}").text
    assert "papers.pdf" in one
    assert "It could run on a computer" in one
    assert "It answers no mail of ours" in one


def test_hostile_words_are_shown_as_words(client: CheckingClient, inside: Inside) -> None:
    raw = mails.plain(PROBE, subject=PROBE, sender=f'"{PROBE[:20]}" <pat@known.example>')
    number = inside(lambda: receive(raw))
    assert client.get("/mail").status_code == 200
    assert "&lt;script&gt;" in client.get(f"/mail/{number}").text


@pytest.mark.parametrize("raw", mails.HOSTILE.values(), ids=mails.HOSTILE)
def test_broken_mail_has_a_page(client: CheckingClient, inside: Inside, raw: bytes) -> None:
    number = inside(lambda: receive(raw))
    assert client.get("/mail").status_code == 200
    assert client.get(f"/mail/{number}").status_code == 200
    answer = client.get(f"/mail/{number}/raw")
    assert answer.data == raw
    assert client.get(f"/contacts/new?mail={number}").status_code == 200


def test_downloads_are_saved_and_never_shown(client: CheckingClient, new: int, inside: Inside) -> None:
    (file_id,) = inside(lambda: [one.id for one in mail(new).attachments])
    answer = client.get(f"/mail/{new}/files/{file_id}")
    assert answer.data == b"MZ\x90"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename=papers.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    whole = client.get(f"/mail/{new}/raw")
    assert whole.headers["Content-Disposition"] == f"attachment; filename=mail-{new}.eml"
    assert whole.mimetype == "application/octet-stream"
    assert client.get(f"/mail/{new}/files/99999").status_code == 404


def test_held_mail_is_filed_and_its_file_stands_beside_the_contact(
    client: CheckingClient, inside: Inside, reference: str
) -> None:
    raw = mails.with_file(b"%PDF-1.7 x", "papers.pdf", subject=reference)
    number = inside(lambda: receive(raw))
    assert "nobody with this address belongs to the case" in client.get(f"/mail/{number}").text
    assert reference in client.get("/mail?show=held").text
    answer = client.send(f"/mail/{number}", to=f"/mail/{number}/file", form=2, reference=reference, from_person="yes")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Officer (invented) put it on" in page
    late = client.post(f"/mail/{number}/file", data={"csrf_token": client.csrf("/mail"), "reference": ""})
    assert (late.status_code, "Officer (invented) put it on" in late.text) == (422, True)
    timeline = client.get(f"/cases/{reference}/timeline").text
    assert "papers.pdf" in timeline
    assert "They contacted us" in timeline


@pytest.mark.parametrize("typed", ["", "E-1999-00001", "x" * 41, "nonsense"])
def test_a_reference_that_cannot_be_used_is_refused_at_its_field(client: CheckingClient, new: int, typed: str) -> None:
    answer = client.send(f"/mail/{new}", to=f"/mail/{new}/file", form=2, reference=typed)
    assert answer.status_code == 422
    assert 'href="#reference"' in answer.text


def test_setting_aside_and_putting_back(client: CheckingClient, new: int) -> None:
    assert client.send(f"/mail/{new}", to=f"/mail/{new}/set-aside").status_code == 303
    assert "A new matter" in client.get("/mail?show=done").text
    assert client.send(f"/mail/{new}", to=f"/mail/{new}/put-back").status_code == 303
    assert "A new matter" in client.get("/mail").text


def test_two_people_at_once_and_a_double_click(
    client: CheckingClient, signed_in: SignIn, inside: Inside, new: int
) -> None:
    version = str(inside(lambda: mail(new).row_version))
    given = {"csrf_token": client.csrf(f"/mail/{new}"), "token": "a token that is used twice", "row_version": version}
    codes = [client.post(f"/mail/{new}/set-aside", data=given).status_code for _ in range(2)]
    assert codes == [303, 409]
    other = signed_in("reviewer")
    stale = {"csrf_token": other.csrf(f"/mail/{new}"), "token": "a token of the second one", "row_version": version}
    answer = other.post(f"/mail/{new}/set-aside", data=stale)
    assert answer.status_code == 409
    assert "Officer (invented) has sorted this mail meanwhile" in answer.text


def log(client: CheckingClient, number: int, **typed: Any) -> Any:
    words = {
        "full_name": "Pat Invented",
        "email": "pat@known.example",
        "channel": "email",
        "received_on-day": str(clock.today().day),
        "received_on-month": str(clock.today().month),
        "received_on-year": str(clock.today().year),
        "about": "A new matter",
        "details": "Thank you.",
    }
    return client.send(f"/contacts/new?mail={number}", **{**words, **typed})


def test_a_new_enquiry_is_made_of_a_mail_which_is_filed_with_it(
    client: CheckingClient, inside: Inside, new: int
) -> None:
    form = client.get(f"/contacts/new?mail={new}").text
    for shown in ("Pat Invented", "pat@known.example", "A new matter", "Thank you."):
        assert shown in form
    answer = log(client, new)
    assert answer.status_code == 303
    reference = answer.location.rpartition("/")[2]
    filed, case = inside(lambda: (mail(new), db.session.scalars(select(Case).where(Case.reference == reference)).one()))
    assert (filed.state, filed.case_id, filed.matched_by) == ("filed", case.id, "person")
    assert inside(lambda: db.session.get_one(Contact, filed.contact_id).case_id) == case.id
    assert "papers.pdf" in client.get(f"/cases/{reference}/timeline").text
    assert client.get(f"/contacts/new?mail={new}").status_code == 409
    assert log_again(client, new).status_code == 409


def log_again(client: CheckingClient, number: int) -> Any:
    given = {"csrf_token": client.csrf("/password"), "token": "another token of this test"}
    return client.post(f"/contacts/new?mail={number}", data=given)


@pytest.mark.parametrize("number", ["0", "99999", "x", "9" * 30, "-1"])
def test_a_mail_that_does_not_exist_is_not_found(client: CheckingClient, number: str) -> None:
    assert client.get(f"/mail/{number}").status_code == 404
    assert client.get(f"/contacts/new?mail={number}").status_code == 404


def test_mail_about_a_restricted_case_is_there_for_its_people_alone(
    client: CheckingClient, signed_in: SignIn, inside: Inside, held: int, reference: str, staff: dict[str, Actor]
) -> None:
    inside(lambda: factories.restrict(reference, staff["manager"]))
    assert reference not in client.get("/mail?show=held").text
    for path in ("", "/raw"):
        assert client.get(f"/mail/{held}{path}").status_code == 404
    assert client.get(f"/contacts/new?mail={held}").status_code == 404
    token = {"csrf_token": client.csrf("/password"), "token": "a token of this test", "row_version": "1"}
    for what in ("file", "set-aside", "put-back"):
        assert client.post(f"/mail/{held}/{what}", data=token).status_code == 404
    assert signed_in("manager").get(f"/mail/{held}").status_code == 200
    assert inside(lambda: db.session.scalars(select(AccessLog.endpoint)).all()) == ["incoming.show"]


def test_an_auditor_reads_files_on_cases_and_sorts_nothing(
    signed_in: SignIn, client: CheckingClient, inside: Inside, reference: str, new: int
) -> None:
    auditor = signed_in("auditor")
    (file_id,) = inside(lambda: [one.id for one in mail(new).attachments])
    assert auditor.get("/mail").status_code == 403
    assert auditor.get(f"/mail/{new}/files/{file_id}").status_code == 404
    assert client.send(f"/mail/{new}", to=f"/mail/{new}/file", form=2, reference=reference).status_code == 303
    assert auditor.get(f"/mail/{new}/files/{file_id}").status_code == 200


def test_more_than_a_page_can_be_paged_through(client: CheckingClient, inside: Inside) -> None:
    numbers = inside(lambda: [receive(mails.plain(subject=f"Number {one}")) for one in range(51)])
    first = client.get("/mail").text
    assert first.count(">Number ") == 50
    assert f"before={numbers[1]}" in first
    assert client.get(f"/mail?before={numbers[1]}").text.count(">Number ") == 1


def test_a_waiting_mail_offers_the_cases_of_whoever_wrote_and_takes_one_press(
    client: CheckingClient, inside: Inside, reference: str
) -> None:
    inside(lambda: offices.give_address(db.session.query(Case).filter_by(reference=reference).one(), email=KNOWN))
    number = inside(lambda: receive(mails.plain("One more thing.")))
    page = client.get(f"/mail/{number}").text
    assert f"Add to {reference}</button>" in page
    answer = client.send(f"/mail/{number}", to=f"/mail/{number}/file", form=2, chosen=reference, reference="")
    assert answer.status_code == 303
    assert "One more thing." in client.get(f"/cases/{reference}/timeline").text


def test_a_mail_from_an_unknown_address_says_who_may_have_written(
    client: CheckingClient, inside: Inside, staff: dict[str, Actor]
) -> None:
    known = inside(lambda: factories.enquiry(staff["officer"], name="Łukasz Wiśniewski").reference)
    number = inside(lambda: receive(mails.plain(sender="Lukasz Wisniewski <new@else.example>", subject="A matter")))
    page = client.get(f"/mail/{number}").text
    assert "Who may have written" in page
    assert "Łukasz Wiśniewski" in page
    assert "Same name" in page
    assert known in page


def test_a_case_is_looked_for_on_the_page_of_the_mail(
    client: CheckingClient, inside: Inside, new: int, reference: str
) -> None:
    name = inside(lambda: db.session.query(Person).join(Case).filter(Case.reference == reference).one().full_name)
    answer = client.send(f"/mail/{new}", to=f"/mail/{new}/search", form=3, words=name.split()[0])
    assert answer.status_code == 303
    assert name.split()[0].lower() not in answer.location.lower()
    assert f"Add to {reference}</button>" in client.get(answer.location).text
    nothing = client.send(f"/mail/{new}", to=f"/mail/{new}/search", form=3, words="nobody is called this")
    assert "No case that you may see has these words." in client.get(nothing.location).text
    empty = client.send(f"/mail/{new}", to=f"/mail/{new}/search", form=3, words=" ")
    assert "Type a reference, a name" in client.get(empty.location).text


@pytest.mark.parametrize("chosen", ["\0", "x" * 500, "E-1999-00001"])
def test_a_button_that_names_no_case_is_refused_like_what_is_typed(
    client: CheckingClient, new: int, chosen: str
) -> None:
    answer = client.send(f"/mail/{new}", to=f"/mail/{new}/file", form=2, chosen=chosen)
    assert answer.status_code == 422


def test_every_type_of_case_is_one_press_away_from_a_mail(client: CheckingClient, new: int) -> None:
    page = client.get(f"/mail/{new}").text
    for case_type in CASE_TYPES.values():
        assert f"Log it as {case_type.workflow.it_is}</a>" in page
    for address in ("/contacts/new", "/applications/new", "/cases/new/information-request"):
        assert f'href="{address}?mail={new}"' in page


def test_an_application_for_a_review_is_made_of_a_mail_which_is_filed_with_it(
    client: CheckingClient, inside: Inside, new: int
) -> None:
    address = f"/applications/new?mail={new}"
    form = client.get(address).text
    for shown in ("Pat Invented", "pat@known.example", "A new matter", "Thank you."):
        assert shown in form
    today = clock.today()
    typed: dict[str, object] = {
        "received_on-day": today.day, "received_on-month": today.month, "received_on-year": today.year,
    }  # fmt: skip
    typed |= {"full_name": "Pat Invented", "email": KNOWN, "channel": "email", "about": "x", "details": "Thank you."}
    answer = client.send(address, **{name: str(value) for name, value in typed.items()})
    assert answer.status_code == 303
    reference = answer.location.rpartition("/")[2]
    assert reference.startswith("R-")
    assert (inside(lambda: mail(new).state), inside(lambda: mail(new).matched_by)) == ("filed", "person")
    assert "papers.pdf" in client.get(f"/cases/{reference}/timeline").text


def test_a_form_on_a_website_shows_whom_an_answer_goes_to(client: CheckingClient, inside: Inside) -> None:
    number = inside(lambda: receive(given("m08")))
    assert "Pat Invented &lt;pat@known.example&gt;" in client.get(f"/mail/{number}").text
    form = client.get(f"/contacts/new?mail={number}").text
    assert KNOWN in form
    assert "noreply@office.example" not in form


def test_an_automatic_answer_is_marked_in_the_history_of_its_case(
    client: CheckingClient, inside: Inside, reference: str
) -> None:
    inside(lambda: offices.give_address(db.session.query(Case).filter_by(reference=reference).one(), email=KNOWN))
    number = inside(lambda: receive(mails.plain(subject=f"Automatic reply: {reference}")))
    page = client.get(f"/cases/{reference}/timeline").text
    assert "An automatic answer came in" in page
    assert f'href="/mail/{number}"' in page


def test_mail_is_looked_for_by_its_words_and_those_of_a_mail_within_it(client: CheckingClient, inside: Inside) -> None:
    inner = mails.with_file(b"%PDF-1.7 x", "lamppost.pdf", subject="The old matter")
    outer = mails.plain("", content_type="multipart/mixed; boundary=p", subject="Fwd")
    raw = outer + b"--p\n\nSee the file.\n--p\nContent-Type: message/rfc822\n\n" + inner + b"\n--p--\n"
    number = inside(lambda: receive(raw))
    for words in ("the OLD matter", "lamppost", "see pat"):
        answer = client.send("/mail", to="/mail/search", form=2, words=words)
        assert "lamppost" not in answer.location
        assert f'href="/mail/{number}"' in client.get(answer.location).text
    nothing = client.send("/mail", to="/mail/search", form=2, words="lamppost elsewhere")
    assert "No mail that you may see has all of these words." in client.get(nothing.location).text


def test_looking_for_mail_finds_nothing_of_a_restricted_case(
    client: CheckingClient, inside: Inside, held: int, reference: str, staff: dict[str, Actor]
) -> None:
    inside(lambda: factories.restrict(reference, staff["manager"]))
    answer = client.send("/mail", to="/mail/search", form=2, words="question thank")
    assert f'href="/mail/{held}"' not in client.get(answer.location).text


def test_opening_a_mail_that_was_closed_with_its_case_is_noted(
    signed_in: SignIn, inside: Inside, reference: str, staff: dict[str, Actor]
) -> None:
    number = inside(lambda: receive(mails.plain(f"It is about {reference}.", sender="sam@else.example")))
    inside(lambda: factories.restrict(reference, staff["manager"]))
    assert signed_in("reviewer").get(f"/mail/{number}").status_code == 404
    assert signed_in("manager").get(f"/mail/{number}").status_code == 200
    assert "incoming.show" in inside(lambda: db.session.scalars(select(AccessLog.endpoint)).all())
