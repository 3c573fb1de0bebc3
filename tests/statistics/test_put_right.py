"""The counts of an invented year before and after what was put right in it, worked out by hand.

2025/26, 1 April 2025 to 31 March 2026:

| case | person | received | channel | issue | what happened |
|---|---|---|---|---|---|
| A | Ann | 10 March 2026 | phone | asb | acknowledged 12 March |
| B | Bea | 20 March 2026 | phone | none | signposted and closed 24 March |
| C | Ann | 30 March 2026 | email | traffic | nothing |

Received 3 (phone 2, email 1; asb 1, traffic 1, not recorded 1), closed 1, open at the end 2. Ann and Bea were answered
(A acknowledged, B closed): 2 people. On 20 April the year is counted, and then put right:

1. C came on 2 April: received 2, email 0, traffic 0, open at the end 1; and 1 more in 2026/27.
2. A came by e-mail: phone 1, email 1.
3. B was about asb: asb 2, not recorded 0.
4. B is Cam's: people still 2, of whom Bea is none any more.
5. B was closed on 2 April, not on 24 March: closed 0, open at the end 2.
"""

import datetime as dt
from typing import Any

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import counts as job
from casework.models import Case, CaseEvent, Contact, CountFigure, Person
from casework.services.corrections import day_of_receipt, day_of_step, whose_case, words
from casework.services.corrections.whose_case import Whose
from casework.services.corrections.words import ContactEntry
from casework.services.desk import details
from casework.services.people.doubles import merging
from casework.services.people.people import PersonEntry
from casework.services.record import cases
from casework.services.record.tokens import Sent
from casework.statistics import changed_since, runs
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
WHY = "Worked out by hand."


def on(day: str) -> Any:
    then = dt.date.fromisoformat(day)
    return time_machine.travel(dt.datetime(then.year, then.month, then.day, 12, tzinfo=dt.UTC), tick=False)


def invented_year(staff: Staff) -> tuple[Case, Case, Case]:
    officer = staff["officer"]
    with on("2026-03-10"):
        first = factories.enquiry(officer, name="Ann Invented", issue="asb")
    with on("2026-03-12"):
        factories.move(first, "acknowledge", officer, who_will_be_asked="Roads")
    with on("2026-03-20"):
        second = factories.enquiry(officer, name="Bea Invented")
    with on("2026-03-24"):
        second = factories.without_issue(factories.move(second, "signpost", officer, signposted_to="The council"))
    with on("2026-03-30"):
        third = factories.enquiry(officer, name="Ann Invented", issue="traffic", channel="email")
        with unit_of_work():
            row = db.session.merge(third)
            ann = db.session.get_one(Case, first.id).person_id
            db.session.query(Contact).filter_by(case_id=row.id).update({"person_id": ann})
            row.person_id = ann
    return first, second, third


def counted(start_year: int, staff: Staff) -> tuple[int, dict[str, int]]:
    with unit_of_work():
        run = runs.request(start_year, sent=factories.sent(), actor=staff["manager"])
    with on(clock.today().isoformat()):
        job.compute(run.id)
    return run.id, figures(run.id)


def figures(run_id: int) -> dict[str, int]:
    db.session.expire_all()
    rows = db.session.query(CountFigure).filter_by(run_id=run_id)
    return {
        "/".join(part for part in (r.measure, r.breakdown, r.breakdown and (r.value_code or "none")) if part): r.amount
        for r in rows
    }


def seen(case: Case, staff: Staff) -> Sent:
    return factories.sent(cases.load(case.reference, actor=staff["manager"]).row_version)


def put_all_right(staff: Staff, a: Case, b: Case, c: Case) -> None:
    manager = staff["manager"]
    with unit_of_work():
        day_of_receipt.put_right(c.reference, dt.date(2026, 4, 2), WHY, sent=seen(c, staff), actor=manager)
    with unit_of_work():
        first = db.session.query(Contact).filter_by(case_id=a.id).one()
        entry = ContactEntry(direction="in", channel="email", happened_on=first.happened_on, summary=first.summary)
        words.put_contact_right(a.reference, first.id, entry, reason=WHY, sent=seen(a, staff), actor=manager)
    with unit_of_work():
        details.correct(b.reference, {"issue": "asb"}, sent=seen(b, staff), actor=manager)
    with unit_of_work():
        whose = Whose(entry=PersonEntry(full_name="Cam Invented", invented=True))
        whose_case.put_right(b.reference, whose, reason=WHY, sent=seen(b, staff), actor=manager)
    with unit_of_work():
        closed = db.session.query(CaseEvent).filter_by(case_id=b.id, kind="case_moved").one().id
        day = dt.date(2026, 4, 2)
        day_of_step.put_right(b.reference, closed, day, reason=WHY, sent=seen(b, staff), actor=manager)


BEFORE = {
    "enquiries_received": 3, "enquiries_received/channel/phone": 2, "enquiries_received/channel/email": 1,
    "enquiries_received/issue/asb": 1, "enquiries_received/issue/traffic": 1, "enquiries_received/issue/none": 1,
    "enquiries_closed": 1, "enquiries_open_at_end": 2, "people_contacted": 2,
}  # fmt: skip
AFTER = {
    "enquiries_received": 2, "enquiries_received/channel/phone": 1, "enquiries_received/channel/email": 1,
    "enquiries_received/issue/asb": 2, "enquiries_closed": 0, "enquiries_open_at_end": 2, "people_contacted": 2,
}  # fmt: skip


def test_the_counts_of_a_year_are_as_worked_out_by_hand_before_and_after_it_was_put_right(staff: Staff) -> None:
    three = invented_year(staff)
    with on("2026-04-20"):
        first, before = counted(2025, staff)
        assert {name: before.get(name, 0) for name in BEFORE} == BEFORE
        _, next_before = counted(2026, staff)
        assert next_before["enquiries_received"] == 0
    with on("2026-04-21"):
        put_all_right(staff, *three)
        assert figures(first) == before
        _, after = counted(2025, staff)
        assert {name: after.get(name, 0) for name in AFTER} == AFTER
        assert not {"enquiries_received/issue/traffic", "enquiries_received/issue/none"} & after.keys()
        _, next_after = counted(2026, staff)
        assert (next_after["enquiries_received"], next_after["enquiries_closed"]) == (1, 1)


def test_a_frozen_figure_is_listed_as_changed_with_what_it_would_be(staff: Staff) -> None:
    three = invented_year(staff)
    with on("2026-04-20"):
        run_id, _ = counted(2025, staff)
        assert changed_since.others(run_id) == []
    with on("2026-04-21"):
        put_all_right(staff, *three)
        found = {
            (other.measure.code, other.breakdown, other.value_label): (other.amount, other.would_be)
            for other in changed_since.others(run_id)
        }
    assert found["enquiries_received", "", ""] == (3, 2)
    assert found["enquiries_closed", "", ""] == (1, 0)
    assert found["people_contacted", "", ""] == (2, 2)
    issues = {
        label: ends for (measure, by, label), ends in found.items() if (measure, by) == ("enquiries_received", "issue")
    }
    assert sorted(issues.values()) == [(1, 0), (1, 0), (1, 2)]
    assert issues["Not recorded"] == (1, 0)


def test_a_run_after_it_was_put_right_lists_nothing(staff: Staff) -> None:
    three = invented_year(staff)
    with on("2026-04-21"):
        put_all_right(staff, *three)
    with on("2026-04-22"):
        run_id, _ = counted(2025, staff)
        assert changed_since.others(run_id) == []


def test_a_merge_is_listed_beside_the_people_that_were_counted_and_its_undo_is_not(staff: Staff) -> None:
    """Ann was logged twice, and is two of two people; merged she is one; taken apart she is two again, as counted."""
    officer = staff["officer"]
    with on("2026-03-20"):
        for name in ("Ann Invented", "Ann J Invented"):
            factories.move(factories.enquiry(officer, name=name), "acknowledge", officer, who_will_be_asked="Roads")
    with on("2026-04-20"):
        run_id, before = counted(2025, staff)
        assert before["people_contacted"] == 2
    with on("2026-04-21"):
        first, second = db.session.query(Person).order_by(Person.id)
        with unit_of_work():
            sent = factories.sent(merging.fingerprint(first, second))
            merge = merging.merge(first.id, second.id, WHY, sent=sent, actor=officer).id
        (other,) = changed_since.others(run_id)
        assert (other.measure.code, other.amount, other.would_be) == ("people_contacted", 2, 1)
    with on("2026-04-22"):
        with unit_of_work():
            merging.undo(merge, {}, sent=factories.sent(), actor=officer)
        assert changed_since.others(run_id) == []
