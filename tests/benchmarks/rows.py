"""Generated cases for measuring, all invented, with histories like real ones. Written in bulk, never in production.

One case in ten is open. The latest ones (a thousand, or half of a small office) are all open enquiries, of which a third
each is new, waits for a partner and waits to be approved, so that every step is made on a case that it was not made on before.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from casework import clock
from casework.areas import reading, shipped
from casework.extensions import db
from casework.models import Base, Case, EnquiryDetail, Party, Person, PersonWay, ReferenceCounter, ReviewDetail
from casework.transaction import unit_of_work
from tests.benchmarks.histories import Histories

BATCH = 5000
ONE_OPEN_IN, ONE_RESTRICTED_IN = 10, 200
LATEST = 1000
AREA = reading.read(shipped.content(shipped.EXAMPLE))
ISSUES, DISTRICTS = (tuple(each.code for each in values) for values in (AREA.issues, AREA.districts))
CHANNELS = ("email", "phone", "form", "post")
LATEST_STATES = ("new", "awaiting_partner", "for_approval")
NEXT_CLOCK = {
    "new": "enquiry.acknowledge", "awaiting_partner": "partner_question.answer", "drafting": "enquiry.draft",
    "for_approval": "enquiry.approval",
    "assessment": "complaint_review.completion",
}  # fmt: skip
Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """How many cases there are, who has them, and the days that they are counted from."""

    count: int
    owners: Sequence[int]
    team_id: int
    today: dt.date
    at: dt.datetime

    @property
    def first_of_latest(self) -> int:
        return self.count - min(LATEST, self.count // 2) + 1


def load(office: Office) -> None:
    """Write the office in batches, each in a transaction of its own."""
    histories = Histories(office.at)
    for numbers in _batches(_people(office.count)):
        with unit_of_work():
            people = [_person(number, office.at) for number in numbers]
            _write(Person, people)
            _write(PersonWay, [way for person in people for way in _ways(person)])
    for numbers in _batches(office.count):
        cases = [_case(number, office) for number in numbers]
        with unit_of_work():
            _write(Case, [{name: value for name, value in case.items() if name not in OURS} for case in cases])
            _write(EnquiryDetail, [{"case_id": case["id"]} for case in cases if case["case_type"] == "enquiry"])
            _write(ReviewDetail, [_review(case) for case in cases if case["case_type"] == "complaint_review"])
            _write(Party, [_party(case, office.at) for case in cases])
            for model, found in histories.of(cases).items():
                _write(model, found)
    with unit_of_work():
        last = {"year": office.today.year, "last_number": office.count}
        _write(ReferenceCounter, [{"case_type": name, **last} for name in ("enquiry", "complaint_review")])
        _tell_sequences()


def references(office: Office, state: str) -> Iterator[str]:
    """Enquiries of the latest ones in this state that anybody may see, each once."""
    for number in range(office.first_of_latest, office.count + 1):
        if number % ONE_RESTRICTED_IN and _state(number, office) == state:
            yield _reference(number, office)


def open_references(office: Office, amount: int) -> list[str]:
    """Open cases of all ages and both types that anybody may see, spread over the whole office."""
    numbers = [each for each in range(ONE_OPEN_IN, office.count + 1, ONE_OPEN_IN) if each % ONE_RESTRICTED_IN]
    return [_reference(number, office) for number in numbers[:: max(len(numbers) // amount, 1)][:amount]]


def closed_references(office: Office, amount: int) -> list[str]:
    """Closed cases, which the floor may change: what it writes is no history that our pages could show."""
    numbers = [each for each in range(1, office.first_of_latest) if each % ONE_OPEN_IN]
    return [_reference(number, office) for number in numbers[:amount]]


def known_people(office: Office) -> Iterator[int]:
    """Of a case that is not restricted each: a person of restricted cases alone is nobody to those who may not see them."""
    return (number + 1 for number in range(1, _people(office.count)) if number % ONE_RESTRICTED_IN)


def known_person(number: int) -> tuple[str, str]:
    """Name and e-mail address of somebody in the office."""
    return f"Person {number} Invented", f"p{number}@invented.example"


def end_of_number(number: int) -> str:
    """The last digits of somebody's phone number."""
    return _phone(number)[-6:]


def _phone(number: int) -> str:
    return f"0113 {number:07d}"


def _batches(last: int) -> Iterator[range]:
    for start in range(1, last + 1, BATCH):
        yield range(start, min(start + BATCH, last + 1))


def _people(count: int) -> int:
    return max(count // 2, 1)


def _write(model: Any, found: list[Values]) -> None:
    if found:
        db.session.execute(insert(model), found, execution_options={"render_nulls": True})


def _person(number: int, at: dt.datetime) -> Values:
    name, key = known_person(number)
    return {
        "id": number, "kind": "individual", "full_name": name, "name_key": name.lower(), "email": key,
        "phone": _phone(number), "invented": True, "recorded_at": at,
    }  # fmt: skip


def _ways(person: Values) -> list[Values]:
    """What somebody is known by."""
    common = {"person_id": person["id"], "preferred": True, "source": "", "recorded_at": person["recorded_at"]}
    keys = {"name": person["name_key"], "email": person["email"], "phone": person["phone"].replace(" ", "")}
    return [{"kind": kind, "value": key, "key": key, **common} for kind, key in keys.items()]


OURS = ("_due_on", "_reminded")
"""What is known of a case here and kept in other tables."""


def _state(number: int, office: Office) -> str:
    if number >= office.first_of_latest:
        return LATEST_STATES[number % len(LATEST_STATES)]
    if number % ONE_OPEN_IN:
        return "closed"
    return "drafting" if _is_enquiry(number, office) else "assessment"


def _is_enquiry(number: int, office: Office) -> bool:
    return number >= office.first_of_latest or random.Random(number).random() < 0.8


def _reference(number: int, office: Office) -> str:
    return f"{'E' if _is_enquiry(number, office) else 'R'}-{office.today.year}-{number:05d}"


def _case(number: int, office: Office) -> Values:
    pick, today, state = random.Random(-number), office.today, _state(number, office)
    is_enquiry, is_open = _is_enquiry(number, office), state != "closed"
    received = today - dt.timedelta(days=pick.randrange(5, 30) if is_open else pick.randrange(40, 1500))
    closed = None if is_open else received + dt.timedelta(days=pick.randrange(5, 35))
    due_on = today + dt.timedelta(days=pick.randrange(-5, 25))
    return {
        "id": number, "case_type": "enquiry" if is_enquiry else "complaint_review", "year": today.year, "number": number,
        "_state": state, "reference": _reference(number, office),
        "category": "new" if state == "new" else "open" if is_open else "closed", "workflow_version": 1,
        "row_version": 1, "about": f"An invented matter, number {number}", "issue": pick.choice(ISSUES),
        "district": pick.choice(DISTRICTS), "channel": pick.choice(CHANNELS), "sensitive": False,
        "restricted": number % ONE_RESTRICTED_IN == 0, "urgent": False,
        "person_id": number % _people(office.count) + 1, "owner_id": pick.choice(office.owners),
        "team_id": office.team_id, "received_on": received, "logged_at": office.at,
        "decided_on": None if is_enquiry else closed, "closed_on": closed, "first_closed_on": closed,
        "times_reopened": 0, "next_due_on": due_on if is_open else None, "next_clock": NEXT_CLOCK.get(state),
        "_due_on": closed or due_on,
        "_reminded": NEXT_CLOCK.get(state) or ("enquiry.reply" if is_enquiry else "complaint_review.completion"),
    }  # fmt: skip


def _review(case: Values) -> Values:
    closed = case["decided_on"] is not None
    return {
        "case_id": case["id"], "requirements_waived": False, "validity": "valid", "valid_on": case["received_on"],
        "made_on": case["received_on"], "review_body": "lpb", "conducted_by_office": True,
        "finding": ("outcome_rp" if case["id"] % 3 else "outcome_not_rp") if closed else None,
    }  # fmt: skip


def _party(case: Values, at: dt.datetime) -> Values:
    part = "enquirer" if case["case_type"] == "enquiry" else "complainant"
    return {"case_id": case["id"], "person_id": case["person_id"], "part": part, "added_at": at}


def _tell_sequences() -> None:
    """PostgreSQL counts ids on its own: tell it where we stopped."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement:
            most = select(func.max(table.c.id)).scalar_subquery()
            db.session.execute(
                select(func.setval(func.pg_get_serial_sequence(table.name, "id"), func.coalesce(most, 1)))
            )


def office(count: int, owners: Sequence[int], team_id: int) -> Office:
    """One of today."""
    return Office(count=count, owners=owners, team_id=team_id, today=clock.today(), at=clock.now())
