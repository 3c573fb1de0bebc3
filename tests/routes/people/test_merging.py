"""Two records of one person, in the browser: looked at side by side, merged, taken apart, or kept as two people."""

import datetime as dt
import re
from typing import NamedTuple

import pytest
import time_machine
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import doubles
from casework.models import Case, Person
from casework.services.desk import desk
from casework.services.desk.desk import Who
from casework.services.people import people
from casework.services.people.doubles import pairs
from casework.services.people.people import PersonEntry
from casework.services.running import periodic_runs
from casework.transaction import unit_of_work
from tests import areas, factories
from tests.client import Page, read
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
WHY = "The same voice, and she says so"


class Two(NamedTuple):
    stands: int
    merged: int
    reference: str
    """Of the case of the one who is merged."""


@pytest.fixture
def two(inside: Inside, staff: Staff) -> Two:
    def make() -> Two:
        with unit_of_work():
            one = people.add_person(
                PersonEntry(full_name="Ann Smith", phone="07700 900123", phone_unsafe=True), actor=staff["officer"]
            )
            other = people.add_person(
                PersonEntry(full_name="Anne Smyth", phone="07700 900123", email="ann@known.example"),
                actor=staff["officer"],
            )
        case = factories.enquiry(staff["officer"], name="Somebody")
        with unit_of_work():
            case = db.session.get_one(Case, case.id)
            case.person_id = other.id
            people.add_party(case, other, "enquirer", actor=staff["officer"])
        return Two(one.id, other.id, case.reference)

    found: Two = inside(make)
    return found


def address(two: Two) -> str:
    return f"/people/{two.stands}/merge/{two.merged}"


def owner(reference: str) -> str:
    case = db.session.query(Case).filter_by(reference=reference).one()
    return case.person.full_name if case.person else ""


def test_both_are_seen_before_they_are_merged_and_the_case_follows(two: Two, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    page = client.get(address(two)).text
    for words in ("Same phone; a name that sounds alike", "Not safe: the phone", "ann@known.example", two.reference):
        assert words in page
    sent = client.send(address(two), stands=str(two.stands), reason=WHY)
    shown = client.get(sent.location).text
    assert "Anne Smyth was merged into Ann Smith" in shown
    assert WHY in shown
    assert inside(lambda: owner(two.reference)) == "Ann Smith"
    assert client.get(f"/people/{two.merged}").location == f"/people/{two.stands}"
    assert "Anne Smyth into Ann Smith" in client.get(f"/people/{two.stands}/merge").text
    assert "Two records of one person were merged" in client.get(f"/cases/{two.reference}/timeline").text


def test_a_merge_is_undone_and_what_came_since_is_asked_for(
    two: Two, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    shown = client.send(address(two), stands=str(two.stands), reason=WHY).location

    def come() -> str:
        fields = {
            "received_on": clock.today(), "channel": "phone", "about": "A new matter", "details": "Said.",
            "issue": None, "district": areas.district(), "urgent": False, "sensitive": False,
        }  # fmt: skip
        with unit_of_work():
            case = desk.log_case(
                "enquiry", Who(person_id=two.merged, entry=PersonEntry(full_name="Ann Smith")), fields,
                sent=factories.sent(), actor=staff["officer"],
            )  # fmt: skip
        return case.reference

    new = inside(come)
    assert inside(lambda: owner(new)) == "Ann Smith"
    undo = f"{shown}/undo"
    assert f"{new}: A new matter" in client.get(undo).text
    asked = client.send(undo)
    assert (asked.status_code, f"Say whose this is: {new}" in asked.text) == (422, True)
    key = re.findall(r'name="(case-\d+)"', asked.text)[0]
    done = client.send(undo, **{key: "merged"})
    assert "Taken apart again" in client.get(done.location).text
    assert inside(lambda: (owner(new), owner(two.reference))) == ("Anne Smyth", "Anne Smyth")


def test_two_browsers_merge_one_person_once(two: Two, inside: Inside, signed_in: SignIn) -> None:
    mine, theirs = signed_in("officer"), signed_in("reviewer")
    fields = [Page(client.get(address(two)).text).forms[-1]["fields"] for client in (mine, theirs)]
    pages = [{name: each[name] for name in ("csrf_token", "token", "row_version")} for each in fields]
    first = mine.post(address(two), data={**pages[0], "stands": str(two.stands), "reason": WHY})
    second = theirs.post(address(two), data={**pages[1], "stands": str(two.merged), "reason": WHY})
    assert first.status_code == 303
    assert second.status_code in (404, 409)
    assert "merged" in second.text
    assert inside(lambda: db.session.query(Person).filter(Person.merged_into_id.is_not(None)).count()) == 1


def test_a_merge_without_a_reason_or_with_itself_is_refused_at_the_question(two: Two, signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert "Say how you know" in client.send(address(two), stands=str(two.stands), reason="").text
    itself = client.get(f"/people/{two.stands}/merge/{two.stands}")
    assert (itself.status_code, "one and the same record" in itself.text) == (422, True)


def test_the_list_names_the_pair_with_its_reason_until_somebody_says_that_they_are_two(
    two: Two, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    inside(doubles.compare)
    page = client.get("/people/alike").text
    assert "Ann Smith and Anne Smyth" in page
    assert "Same phone; a name that sounds alike" in page
    client.send("/people/alike", first=str(two.stands), second=str(two.merged))
    after = client.get("/people/alike").text
    assert "Nobody seems to be recorded twice" in after
    inside(doubles.compare)
    assert "Nobody seems to be recorded twice" in client.get("/people/alike").text


def test_the_list_says_how_old_it_is_and_how_many_are_not_in_it(
    two: Two, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    never = client.get("/people/alike").text
    assert "has not been made yet" in never
    assert "3 people who came or were changed since are not in it yet" in words(never)
    with time_machine.travel(dt.datetime(2026, 11, 20, 0, 0, tzinfo=dt.UTC), tick=False):
        inside(doubles.compare)
    inside(lambda: factories.enquiry(staff["officer"], name="Somebody new"))
    page = client.get("/people/alike").text
    assert "The list was made 20 November 2026, 12:00am" in page
    assert "1 person who came or was changed since is not in it yet" in words(page)


def test_looking_again_now_asks_a_worker_and_says_how_far_it_is(
    two: Two, inside: Inside, signed_in: SignIn, queue_url: str
) -> None:
    client = signed_in("officer")
    with Redis.from_url(queue_url) as redis:
        redis.flushall()
        answer = client.send("/people/alike", to="/people/alike/look")
        assert (answer.status_code, answer.location) == (303, "/people/alike")
        assert len(Queue("counts", connection=redis, serializer=JSONSerializer)) == 1
    inside(lambda: begun(pairs.JOB))
    page = client.get("/people/alike")
    assert "Casework is looking now: 3 people left" in words(page.text)
    assert page.headers["Refresh"] == "5"
    inside(doubles.compare)
    assert "Ann Smith and Anne Smyth" in client.get("/people/alike").text


def words(page: str) -> str:
    return " ".join(" ".join(read(page).text).split())


def begun(job: str) -> None:
    with unit_of_work():
        periodic_runs.begin(job)


def test_another_record_is_offered_and_looked_for(two: Two, signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert "Anne Smyth" in client.get(f"/people/{two.stands}/merge").text
    assert "Anne Smyth" in client.send(f"/people/{two.stands}/merge", words="ann@known.example").text
    assert "No other record" in client.send(f"/people/{two.stands}/merge", words="Olga Petrova").text


def test_who_may_not_see_a_case_of_theirs_sees_no_pair(
    two: Two, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def restrict() -> None:
        with unit_of_work():
            other = factories.enquiry(staff["manager"], name="Nobody")
            people.add_party(other, db.session.get_one(Person, two.merged), "witness", actor=staff["manager"])
        factories.restrict(other.reference, staff["manager"])

    inside(restrict)
    inside(doubles.compare)
    client = signed_in("officer")
    refused = client.get(address(two))
    assert refused.status_code == 403
    assert "restricted" not in refused.text
    assert "Anne Smyth" not in client.get("/people/alike").text
    assert signed_in("manager").get(address(two)).status_code == 200


@pytest.mark.parametrize(
    "path", ["/people/999/merge", "/people/1/merge/999", "/people/merges/9", "/people/merges/9/undo"]
)
def test_what_is_not_there_is_not_found(two: Two, signed_in: SignIn, path: str) -> None:
    assert signed_in("officer").get(path).status_code == 404
