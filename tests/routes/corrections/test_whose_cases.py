"""A case that was logged for the wrong person, and somebody who should not be in it."""

import re

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Contact, Letter, Party, Person
from casework.services.people import parties
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.client import words
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

Staff = dict[str, Actor]
WHY = "They rang again."


def enquiry(inside: Inside, staff: Staff, name: str = "Wrong Invented") -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"], name=name, days_ago=3).reference))


def party(inside: Inside, staff: Staff, reference: str, part: str = "witness") -> int:
    def add() -> int:
        with unit_of_work():
            entry = PersonEntry(full_name="Wit Invented", email="wit@example.com", invented=True)
            return parties.add(reference, entry, part, sent=factories.sent(), actor=staff["officer"]).id

    return int(inside(add))


def test_a_case_gets_the_person_whose_it_is_with_all_that_they_said(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = enquiry(inside, staff)
    enquiry(inside, staff, name="Right Invented")
    client, path = signed_in("officer"), f"/cases/{reference}/put-right/person"
    assert path in client.get(f"/cases/{reference}/people").text
    asked = client.send(path, full_name="Right Invented", reason=WHY)
    assert asked.status_code == 422
    known = re.findall(r'value="(person:\d+)"', asked.text)[0]
    given = {"full_name": "Right Invented", "who": known, "reason": WHY}
    check = client.send(path, **given)
    assert check.status_code == 200
    assert "from Wrong Invented to Right Invented" in words(check.text)
    assert "1 contact of this case: theirs from now on" in words(check.text)
    assert client.send(path, **given, confirmed="yes").status_code == 303
    page = client.get(f"/cases/{reference}/people").text
    assert "Right Invented" in page
    assert "Wrong Invented" not in page
    story = words(client.get(f"/cases/{reference}/timeline?show=put_right").text)
    assert "Whose case it is before Wrong Invented" in story
    assert WHY in story

    def whose() -> tuple[set[int | None], int]:
        case = db.session.query(Case).filter_by(reference=reference).one()
        said_by = {row.person_id for row in db.session.query(Contact).filter_by(case_id=case.id)}
        return said_by - {case.person_id}, db.session.query(Person).count()

    assert inside(whose) == (set(), 2)


def test_somebody_who_is_not_known_yet_is_added_and_nobody_can_be_said_of_an_enquiry(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = enquiry(inside, staff)
    client, path = signed_in("officer"), f"/cases/{reference}/put-right/person"
    given = {"full_name": "Somebody Else", "email": "else@example.com", "reason": WHY, "confirmed": "yes"}
    assert client.send(path, **given).status_code == 303
    assert "Somebody Else" in client.get(f"/cases/{reference}").text
    assert client.send(path, nobody="yes", reason=WHY, confirmed="yes").status_code == 303
    assert "from <strong>an unnamed person</strong>" in client.get(f"/cases/{reference}").text
    again = client.send(path, nobody="yes", reason=WHY)
    assert again.status_code == 422
    assert "Choose somebody else" in again.text


def test_a_review_is_always_of_somebody(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.review(staff["reviewer"]).reference)
    refused = signed_in("reviewer").send(f"/cases/{reference}/put-right/person", nobody="yes", reason=WHY)
    assert refused.status_code == 422
    assert "This type of case needs a person" in refused.text


def test_a_letter_to_the_wrong_person_that_is_not_sent_yet_ends(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = enquiry(inside, staff)
    inside(offices.add_directory)
    client = signed_in("officer")
    assert client.send(f"/cases/{reference}/moves/acknowledge", who_will_be_asked="Roads").status_code == 303
    given = {"full_name": "Somebody Else", "reason": WHY}
    check = client.send(f"/cases/{reference}/put-right/person", **given)
    assert "1 letter to Wrong Invented not sent yet: ended." in words(check.text)
    assert client.send(f"/cases/{reference}/put-right/person", **given, confirmed="yes").status_code == 303
    assert inside(lambda: [row.status for row in db.session.query(Letter)]) == ["dropped"]


def test_somebody_added_by_mistake_is_taken_off_and_gets_nothing(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = enquiry(inside, staff)
    number = party(inside, staff, reference, "interested_person")
    client, path = signed_in("officer"), f"/cases/{reference}/put-right/people/{number}"
    assert path in client.get(f"/cases/{reference}/people").text
    assert "Wit Invented, interested person" in words(client.get(path).text)
    assert client.send(path, part="off", reason=WHY).status_code == 200
    assert client.send(path, part="off", reason=WHY, confirmed="yes").status_code == 303
    assert "Wit Invented" not in client.get(f"/cases/{reference}/people").text
    assert "Wit Invented, interested person" in words(client.get(f"/cases/{reference}/timeline").text)
    assert inside(lambda: db.session.query(Party).filter_by(part="interested_person").count()) == 0


def test_a_part_is_changed_while_nothing_went_to_them(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = enquiry(inside, staff)
    number = party(inside, staff, reference)
    client, path = signed_in("officer"), f"/cases/{reference}/put-right/people/{number}"
    assert client.send(path, part="partner", reason=WHY, confirmed="yes").status_code == 303
    assert inside(lambda: db.session.get_one(Party, number).part) == "partner"


def test_whoever_got_a_letter_stays_in_the_case_as_somebody_who_was(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = enquiry(inside, staff)
    number = party(inside, staff, reference, "interested_person")
    inside(offices.add_directory)
    client = signed_in("officer")

    def reach() -> None:
        offices.give_address(db.session.query(Case).one())

    def to_wit() -> None:
        with unit_of_work():
            letter = db.session.query(Letter).one()
            letter.person_id = db.session.query(Person).filter_by(full_name="Wit Invented").one().id

    inside(reach)
    written = client.send(f"/cases/{reference}/letters/new", code="L-E05", to="")
    assert client.send(f"{written.location}/send").status_code == 303
    inside(to_wit)
    path = f"/cases/{reference}/put-right/people/{number}"
    refused = client.send(path, part="witness", reason=WHY)
    assert refused.status_code == 422
    assert "1 letter went to them in this case as interested person" in words(refused.text)
    check = client.send(path, part="off", reason=WHY)
    assert "may be a breach of personal data" in check.text
    assert client.send(path, part="off", reason=WHY, confirmed="yes").status_code == 303
    assert "No longer part of the case" in client.get(f"/cases/{reference}/people").text


def test_who_was_in_a_restricted_case_by_mistake_is_not_shown_to_everybody_for_that(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = enquiry(inside, staff)
    number = party(inside, staff, reference)

    inside(lambda: factories.restrict(reference, staff["manager"]))
    client, path = signed_in("manager"), f"/cases/{reference}/put-right"
    given = {"full_name": "Right Invented", "reason": WHY, "confirmed": "yes"}
    assert client.send(f"{path}/person", **given).status_code == 303
    assert client.send(f"{path}/people/{number}", part="off", reason=WHY, confirmed="yes").status_code == 303
    others = signed_in("officer")
    for name in ("Wrong Invented", "Wit Invented"):
        found = others.post("/find", data={"words": name, "do": "find", "csrf_token": others.csrf()})
        assert f">{name}</a>" not in found.text
