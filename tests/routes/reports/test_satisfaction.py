"""The satisfaction sample: who is asked and who is left out, that anybody can draw it again, and numbers with margins."""

import datetime as dt
import hashlib
import re
from typing import Any

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, ContactLimit, Person, SampledCase, SatisfactionAnswer, SatisfactionSample
from casework.pages.reports import satisfaction as pages
from casework.services.people.people import PersonEntry
from casework.services.reports import satisfaction
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient, words
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
NOON = dt.datetime(2026, 6, 10, 12, tzinfo=clock.LONDON)
MAY = dt.date(2026, 5, 1)
AT = "/reports/satisfaction"
GOOD = {"reach": "5", "listen": "4", "informed": "3", "clear": "", "overall": "4"}


@pytest.fixture(autouse=True)
def june() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def closed(staff: Staff, number: int, on: dt.date = dt.date(2026, 5, 20), **values: Any) -> list[Case]:
    """So many cases of different people, closed on a day in May, owned by the officer. They differ by `values`."""
    found = []
    for place in range(number):
        entry = PersonEntry(full_name=f"Person {place} Invented", phone=f"0770090{place:04d}", invented=True)
        case = factories.enquiry(staff["officer"], entry=entry, received_on=dt.date(2026, 4, 1))
        with unit_of_work():
            row = db.session.get_one(Case, case.id)
            given = {"category": "closed", "closed_on": on, "first_closed_on": on, "owner_id": staff["officer"].user_id}
            for name, value in (given | values).items():
                setattr(row, name, value)
        found.append(row)
    return found


def drawn(client: CheckingClient, month: str = "2026-05-01") -> str:
    """The address of the sample."""
    answer = client.send(AT, month=month)
    assert answer.status_code == 303, words(answer.text)
    return str(answer.location)


def person_of(case: Case) -> Person:
    return db.session.get_one(Person, case.person_id)


def test_two_of_five_closed_cases_are_drawn_and_anybody_draws_the_same_with_the_seed(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    inside(
        lambda: (closed(staff, 5), closed(staff, 1, on=dt.date(2026, 4, 30)), closed(staff, 1, on=dt.date(2026, 6, 1)))
    )
    page = words(signed_in("manager").get(drawn(signed_in("manager"))).text)
    assert "40 % of them, rounded up: 2" in page
    assert "Drawn again with this seed The same cases" in page

    def again() -> bool:
        sample = db.session.query(SatisfactionSample).one()
        order = sorted(sample.drawn_from, key=lambda n: hashlib.sha256(f"{sample.seed}:{n}".encode()).hexdigest())
        return {row.case_id for row in db.session.query(SampledCase)} == set(order[:2]) and sample.seed in page

    assert inside(again)
    refused = signed_in("second_manager").send(AT, month="2026-05-01")
    assert refused.status_code == 422


def test_whoever_must_not_be_asked_is_left_out_with_the_reason(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    def make() -> None:
        restricted, risk, died, child, unsafe, limited, twice, nobody, mistake, plain = closed(staff, 10)
        until = {"decided_on": MAY, "until_on": dt.date(2026, 12, 1), "review_on": dt.date(2026, 11, 1)}
        with unit_of_work():
            db.session.get_one(Case, restricted.id).restricted = True
            db.session.get_one(Case, risk.id).urgent = True
            db.session.get_one(Case, nobody.id).person_id = None
            db.session.get_one(Case, mistake.id).logged_by_mistake = True
            db.session.get_one(Case, twice.id).person_id = plain.person_id
            person_of(died).circumstances = ["died"]
            person_of(child).circumstances = ["child"]
            person_of(unsafe).phone_unsafe = True
            limit = ContactLimit(person_id=limited.person_id, what="x", challenge="x", **until)
            db.session.add(limit)

    inside(make)
    page = words(signed_in("manager").get(drawn(signed_in("manager"))).text)
    assert "Closed in the month 9 cases" in page
    assert "Drawn from 1 case" in page
    for reason in satisfaction.LEFT_OUT:
        if reason != "organisation":
            assert f"{satisfaction.LEFT_OUT[reason]}: 1" in page


def test_nobody_is_asked_twice_in_a_year(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    def make() -> None:
        first, second = closed(staff, 2)
        with unit_of_work():
            april = dt.date(2026, 4, 20)
            row = db.session.get_one(Case, second.id)
            row.person_id, row.closed_on, row.first_closed_on = first.person_id, april, april

    inside(make)
    drawn(signed_in("manager"), "2026-04-01")
    page = words(signed_in("manager").get(drawn(signed_in("manager"))).text)
    assert "They were asked already in this time: 1" in page
    assert "Drawn from 0 cases" in page


def test_the_owner_of_a_case_neither_asks_nor_sees_who_answered_and_no_page_of_the_case_says_it(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    reference = inside(lambda: closed(staff, 1)[0].reference)
    owner, other, case = signed_in("officer"), signed_in("reviewer"), f"/cases/{reference}"
    before = [words(owner.get(f"{case}{part}").text) for part in ("", "/timeline", "/people")]
    path = drawn(signed_in("manager"))
    record = re.search(rf'href="({AT}/asked/\d+)"', other.get(path).text)
    assert record
    assert owner.get(record[1]).status_code == 404
    assert signed_in("auditor").get(record[1]).status_code == 403
    assert other.send(record[1], outcome="answered", **GOOD).status_code == 303
    for page in (owner.get(path).text, owner.get(AT).text):
        assert reference not in page
        assert "Person 0 Invented" not in page
    assert [words(owner.get(f"{case}{part}").text) for part in ("", "/timeline", "/people")] == before
    recorded = db.select(CaseEvent.case_id, CaseEvent.data).where(CaseEvent.kind == "satisfaction_recorded")
    events = inside(lambda: [tuple(row) for row in db.session.execute(recorded)])
    assert events == [(None, {"sample_id": 1})]


def test_an_answer_that_was_keyed_wrongly_is_put_right_with_a_reason(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    inside(lambda: closed(staff, 1))
    client = signed_in("reviewer")
    record = re.search(rf'href="({AT}/asked/\d+)"', client.get(drawn(signed_in("manager"))).text)
    assert record
    empty = client.send(record[1], outcome="answered")
    assert "Record the answer to one question at least." in empty.text
    client.send(record[1], outcome="answered", **GOOD)
    refused = client.send(record[1], outcome="answered", **{**GOOD, "overall": "1"})
    assert refused.status_code == 422
    assert "This is recorded already. Say why it changes." in refused.text
    assert client.send(record[1], outcome="answered", reason="A slip.", **{**GOOD, "overall": "1"}).status_code == 303

    def kept() -> list[tuple[int, bool]]:
        rows = db.session.query(SatisfactionAnswer).filter_by(question="overall").order_by(SatisfactionAnswer.id)
        return [(row.score, row.is_replaced) for row in rows]

    assert inside(kept) == [(4, True), (1, False)]


@pytest.mark.parametrize(
    ("good", "answers", "low", "high"), [(8, 10, 49, 94), (10, 10, 72, 100), (0, 5, 0, 43), (50, 100, 40, 60)]
)
def test_margins_are_those_of_wilson(good: int, answers: int, low: int, high: int) -> None:
    assert pages.interval(good, answers) == (low, high)


def test_numbers_are_shown_once_five_have_answered(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    inside(lambda: closed(staff, 13))
    path = drawn(signed_in("manager"))

    def answer(number: int) -> None:
        ids = [row.id for row in db.session.query(SampledCase).order_by(SampledCase.id).limit(number)]
        for place, sampled_id in enumerate(ids):
            with unit_of_work():
                row = db.session.get_one(SampledCase, sampled_id)
                if row.outcome is None:
                    scores = {"overall": 5 if place else 2}
                    sent = factories.sent(row.row_version)
                    satisfaction.record(sampled_id, "answered", scores, sent=sent, actor=staff["reviewer"])

    inside(lambda: answer(4))
    assert "Fewer than 5 answers: not shown" in words(signed_in("auditor").get(AT).text)
    inside(lambda: answer(5))
    page = words(signed_in("auditor").get(path).text)
    assert "5 80 % (between 38 and 96 %)" in page
    assert "13 cases closed, 6 drawn; they answered: 5" in words(signed_in("auditor").get(AT).text)


@pytest.mark.parametrize("month", ["2026-06-01", "2026-05-02", "x", ""])
def test_a_month_that_has_not_ended_is_not_drawn(signed_in: SignIn, month: str) -> None:
    assert signed_in("manager").send(AT, month=month).status_code == 422
