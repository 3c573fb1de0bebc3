"""They did not give a name: what they gave is kept, and they are reached, found again and counted as anonymous."""

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Contact, Person
from casework.services.letters import recipients
from casework.services.people.unnamed import written_name
from casework.services.record import cases
from tests.client import Page
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

TYPED = {"channel": "phone", "about": "An invented matter", "details": "What was said.", "anonymous": "yes"}
NUMBER = "07700 900777"


def newest() -> Case:
    case = db.session.query(Case).order_by(Case.id.desc()).first()
    assert case is not None
    return case


def log(signed_in: SignIn, **more: str) -> str:
    sent = signed_in("officer").send("/contacts/new", **TYPED, **day("received_on", 0), **more)
    assert sent.status_code == 303
    return sent.location.rsplit("/", 1)[-1]


def test_the_number_they_gave_stands_on_the_case_and_finds_it(signed_in: SignIn) -> None:
    reference = log(signed_in, phone=NUMBER)
    client = signed_in("officer")
    people = client.get(f"/cases/{reference}/people").text
    assert "Name not given" in people
    assert NUMBER in people
    found = client.send("/cases", form=0, words="+44 7700 900777")
    assert reference in (found.text if found.status_code == 200 else client.get(found.location).text)


def test_without_any_detail_nobody_is_made(inside: Inside, signed_in: SignIn) -> None:
    log(signed_in)
    assert inside(lambda: (newest().person_id, db.session.query(Person).count())) == (None, 0)


def test_the_same_number_asks_whether_it_is_them(signed_in: SignIn, inside: Inside) -> None:
    first = log(signed_in, phone=NUMBER)
    asked = signed_in("officer").send("/contacts/new", **TYPED, **day("received_on", 0), phone=NUMBER)
    assert asked.status_code == 422
    assert f"Name not given: add to {first}" in asked.text
    assert log(signed_in, phone=NUMBER, who=f"case:{first}") == first
    assert inside(lambda: db.session.query(Person).count()) == 1


def test_a_name_that_is_given_later_is_theirs(inside: Inside, signed_in: SignIn) -> None:
    reference = log(signed_in, phone=NUMBER)
    client, person_id = signed_in("officer"), inside(lambda: newest().person_id)
    path = f"/cases/{reference}/people/{person_id}"
    form = Page(client.get(path).text).forms[-1]["fields"]
    assert (form["full_name"], form["phone"]) == ("", NUMBER)
    assert client.send(path, full_name="", phone=NUMBER, email="pat@invented.example").status_code == 303
    assert inside(lambda: db.session.get_one(Person, person_id).unnamed)
    assert client.send(path, full_name="Pat Invented", phone=NUMBER).status_code == 303
    assert not inside(lambda: db.session.get_one(Person, person_id).unnamed)
    assert "Name: was Name not given, now Pat Invented" in client.get(f"/cases/{reference}/timeline").text


def test_a_letter_speaks_to_them_politely(inside: Inside, staff: dict[str, Actor], signed_in: SignIn) -> None:
    reference = log(signed_in, email="lights@invented.example")

    def addressed() -> str:
        found = recipients.person_of(cases.load(reference, actor=staff["officer"]))
        assert found is not None
        return written_name(found)

    assert inside(addressed) == "Sir or Madam"


def test_whoever_it_was_can_be_added_to_a_case_of_nobody(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    reference = log(signed_in)
    client, path = signed_in("officer"), f"/cases/{reference}/people/new"
    assert "Enquirer" in client.get(path).text
    assert client.send(path, full_name="Pat Invented", part="enquirer").status_code == 303

    def known() -> tuple[int | None, bool]:
        case = cases.load(reference, actor=staff["officer"])
        contact = db.session.query(Contact).filter_by(case_id=case.id).one()
        return case.person_id, contact.person_id == case.person_id is not None

    assert inside(known)[1]
    assert client.send(path, full_name="Lee Invented", part="enquirer").status_code == 422


def test_a_mail_without_a_name_is_logged_as_it_came(inside: Inside, signed_in: SignIn) -> None:
    number = inside(lambda: receive(mails.plain(sender="<lights@invented.example>")).id)
    page = Page(signed_in("officer").get(f"/contacts/new?mail={number}").text)
    ticked = [one for one in page.inputs if one["name"] == "anonymous" and "checked" in one]
    assert len(ticked) == 1
    assert [one["value"] for one in page.inputs if one["name"] == "email"] == ["lights@invented.example"]
