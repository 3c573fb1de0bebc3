"""The counts of two invented reporting years, worked out by hand: as they were counted first, after what was put right,
and after a merge was undone.

2024/25 is 1 April 2024 to 31 March 2025. `CASES` says who was in touch, when, how, what about and where; what was done:

| case | what was done |
|---|---|
| 1 | acknowledged 9 May 2024 |
| 2 | answered 4 June 2024, quiet and closed 1 August 2024 |
| 3 | signposted 12 July 2024 |
| 4 | nothing |
| 5 | of nobody who gave a name; closed without a reply 18 November 2024 |
| 6 | acknowledged 3 December 2024 |
| 7 | answered 21 March 2025, quiet and closed 1 May 2025 |
| 8 | nothing |
| 9 | signposted 31 March 2025 |
| 10 | signposted 3 February 2025; reopened 10 April 2025, answered 14 April, quiet and closed 1 July |
| 11 | acknowledged 8 April 2025; they rang again 5 May 2025 |
| 12 | answered 2 May 2025, quiet and closed 1 July |
| 13 | nothing |
| 14 | of nobody who gave a name; nothing |
| 15 | of an organisation; acknowledged 10 June 2025 |
| 16 | acknowledged 2 July 2025 |
| 17 | signposted 6 August 2025 |
| 18 | nothing; a call of 20 January 2026 was logged on it that was Max's, about case 19 |
| 19 | acknowledged 3 October 2024 |
| 20 | acknowledged 13 March 2025 |

A mail of 3 June 2025 was no casework. `FIRST` is what was counted on 1 June 2026. On 2 June it is put right:

- a. Annie is Ann: merged. Both were answered in 2024/25: one person less. In 2025/26 only Annie was in touch.
- b. Case 8 came on 2 April 2025: Dee, the case, its phone call, "no issue" and Leeds are the later year's.
- c. Case 13 was about drugs, in Bradford: not traffic, not Leeds.
- d. Case 16 came by the form, not by e-mail.
- e. Case 17 was Kay's and not Jim's: one person for another.
- f. The call of 20 January 2026 goes to case 19: Lea was in touch on 1 September, too, and stays. Max was not in touch
     in 2025/26 before, and what he was told in October 2024 is no answer to it: one more who is not answered.
- g. Gus's call of 5 May 2025 is on case 20 as well: he is one person as before.
- h. The signposting of case 9 was a mistake: not closed, and Eli is not answered.

`AFTER` is what it comes to; `APART` what differs once the merge is undone: Ann and Annie are two in 2024/25 again.
"""

import datetime as dt
from typing import Any

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import counts as job
from casework.jobs import sweep
from casework.models import Case, Contact, CountFigure, IncomingMail, Person
from casework.pages.reports import put_right_since
from casework.services.corrections import day_of_receipt, moved_contacts, whose_case, words
from casework.services.corrections.whose_case import Whose
from casework.services.corrections.words import ContactEntry
from casework.services.desk import contacts, details, opening
from casework.services.desk.opening import CaseEntry
from casework.services.mail import not_casework
from casework.services.people import people
from casework.services.people.contact_rows import Said
from casework.services.people.doubles import merging
from casework.services.people.people import PersonEntry
from casework.services.record import cases
from casework.statistics import changed_since, runs
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails, taking_in

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
Years = tuple[dict[str, int], dict[str, int]]
WHY = "Worked out by hand."
CASES = {
    1: ("Ann", "2024-05-08", "phone", "asb", "leeds"),
    2: ("Ann", "2024-06-03", "email", "traffic", "leeds"),
    3: ("Bea", "2024-07-10", "phone", "asb", "bradford"),
    4: ("Bob", "2024-10-01", "form", "drugs", "kirklees"),
    5: ("", "2024-11-15", "phone", "asb", "leeds"),
    6: ("Annie", "2024-12-02", "phone", "traffic", "bradford"),
    7: ("Cam", "2025-03-20", "email", "asb", "leeds"),
    8: ("Dee", "2025-03-25", "phone", None, "leeds"),
    9: ("Eli", "2025-03-28", "phone", "drugs", "leeds"),
    10: ("Fay", "2025-01-30", "email", "traffic", "leeds"),
    11: ("Gus", "2025-04-07", "phone", "asb", "bradford"),
    12: ("Bea", "2025-05-01", "email", "asb", "bradford"),
    13: ("Annie", "2025-05-06", "phone", "traffic", "leeds"),
    14: ("", "2025-06-02", "phone", "drugs", "leeds"),
    15: ("Hal & Sons", "2025-06-09", "email", "traffic", "leeds"),
    16: ("Ivy", "2025-07-01", "email", None, "kirklees"),
    17: ("Jim", "2025-08-05", "phone", "asb", "leeds"),
    18: ("Lea", "2025-09-01", "phone", "traffic", "leeds"),
    19: ("Max", "2024-10-02", "phone", "traffic", "kirklees"),
    20: ("Gus", "2025-03-12", "phone", "asb", "bradford"),
}
"""Number -> who, received, channel, issue, district. In 2024/25: 1 to 10, 19 and 20."""
ACKNOWLEDGE = ("acknowledge", {"who_will_be_asked": "Roads"})
ANSWER = ("answer_now", {"reply": "An invented reply."})
SIGNPOST = ("signpost", {"signposted_to": "The council"})
ANONYMOUS = ("close_without_reply", {"why_no_reply": "anonymous"})
STEPS = [
    ("2024-05-09", 1, *ACKNOWLEDGE), ("2024-06-04", 2, *ANSWER), ("2024-07-12", 3, *SIGNPOST), ("2024-10-03", 19, *ACKNOWLEDGE),
    ("2024-11-18", 5, *ANONYMOUS), ("2024-12-03", 6, *ACKNOWLEDGE), ("2025-02-03", 10, *SIGNPOST),
    ("2025-03-13", 20, *ACKNOWLEDGE), ("2025-03-21", 7, *ANSWER), ("2025-03-31", 9, *SIGNPOST),
    ("2025-04-08", 11, *ACKNOWLEDGE),
    ("2025-04-10", 10, "reopen", {"reason": "It goes on", "came_on": dt.date(2025, 4, 10)}), ("2025-04-14", 10, *ANSWER),
    ("2025-05-02", 12, *ANSWER), ("2025-06-10", 15, *ACKNOWLEDGE), ("2025-07-02", 16, *ACKNOWLEDGE),
    ("2025-08-06", 17, *SIGNPOST),
]  # fmt: skip
LATER_CALLS = [("2025-04-10", 10), ("2025-05-05", 11), ("2026-01-20", 18)]
QUIET = ("2024-08-01", "2025-05-01", "2025-07-01")
"""The days on which what is quiet is closed."""

FIRST: Years = (
    {
        "people_contacted": 8,  # Ann, Bea, Annie, Cam, Eli, Fay, Gus, Max
        "people_not_answered": 2,  # Bob, Dee
        "anonymous_enquiries": 1,  # 5
        "enquiries_open_at_start": 0,
        "enquiries_received": 12,
        "enquiries_received/channel/phone": 8,  # 1, 3, 5, 6, 8, 9, 19, 20
        "enquiries_received/channel/email": 3,  # 2, 7, 10
        "enquiries_received/channel/form": 1,  # 4
        "enquiries_received/issue/asb": 5,  # 1, 3, 5, 7, 20
        "enquiries_received/issue/traffic": 4,  # 2, 6, 10, 19
        "enquiries_received/issue/drugs": 2,  # 4, 9
        "enquiries_received/issue/none": 1,  # 8
        "enquiries_received/district/leeds": 7,  # 1, 2, 5, 7, 8, 9, 10
        "enquiries_received/district/bradford": 3,  # 3, 6, 20
        "enquiries_received/district/kirklees": 2,  # 4, 19
        "enquiries_replied": 2,  # 2, 7
        "enquiries_closed": 5,  # 2, 3, 5, 9, 10
        "enquiries_closed/issue/drugs": 1,  # 9
        "enquiries_open_at_end": 7,  # 1, 4, 6, 7, 8, 19, 20
    },
    {
        "people_contacted": 5,  # Bea, Fay, Gus, Ivy, Jim
        "people_not_answered": 2,  # Annie, Lea
        "organisations_contacted": 1,  # Hal & Sons
        "anonymous_enquiries": 1,  # 14
        "enquiries_open_at_start": 7,
        "enquiries_received": 8,
        "enquiries_received/channel/phone": 5,  # 11, 13, 14, 17, 18
        "enquiries_received/channel/email": 3,  # 12, 15, 16
        "enquiries_received/channel/form": 0,
        "enquiries_received/issue/asb": 3,  # 11, 12, 17
        "enquiries_received/issue/traffic": 3,  # 13, 15, 18
        "enquiries_received/issue/drugs": 1,  # 14
        "enquiries_received/issue/none": 1,  # 16
        "enquiries_received/district/leeds": 5,  # 13, 14, 15, 17, 18
        "enquiries_received/district/bradford": 2,  # 11, 12
        "enquiries_received/district/kirklees": 1,  # 16
        "enquiries_replied": 2,  # 10, 12
        "enquiries_closed": 3,  # 7, 12, 17; 10 was closed for the first time the year before
        "enquiries_open_at_end": 12,  # 1, 4, 6, 8, 11, 13, 14, 15, 16, 18, 19, 20
    },
)
AFTER: Years = (
    FIRST[0]
    | {
        "people_contacted": 6,  # without Annie (a) and Eli (h)
        "people_not_answered": 2,  # Bob, Eli (h); without Dee (b)
        "enquiries_received": 11,  # without 8 (b)
        "enquiries_received/channel/phone": 7,
        "enquiries_received/issue/none": 0,
        "enquiries_received/district/leeds": 6,
        "enquiries_closed": 4,  # without 9 (h)
        "enquiries_closed/issue/drugs": 0,
        "enquiries_open_at_end": 7,  # without 8 (b), with 9 (h)
    },
    FIRST[1]
    | {
        "people_contacted": 5,  # Bea, Fay, Gus, Ivy, Kay (e)
        "people_not_answered": 4,  # Ann, who is Annie (a), Lea, Dee (b), Max (f)
        "enquiries_open_at_start": 7,  # without 8 (b), with 9 (h)
        "enquiries_received": 9,  # with 8 (b)
        "enquiries_received/channel/phone": 6,
        "enquiries_received/channel/email": 2,  # 12, 15
        "enquiries_received/channel/form": 1,  # 16 (d)
        "enquiries_received/issue/traffic": 2,  # 15, 18
        "enquiries_received/issue/drugs": 2,  # 13 (c), 14
        "enquiries_received/issue/none": 2,  # 8 (b), 16
        "enquiries_received/district/leeds": 5,  # 8 (b), 14, 15, 17, 18
        "enquiries_received/district/bradford": 3,  # 11, 12, 13 (c)
        "enquiries_open_at_end": 13,  # with 9 (h)
    },
)
APART: Years = (AFTER[0] | {"people_contacted": 7}, AFTER[1])


def on(day: str) -> Any:
    then = dt.date.fromisoformat(day)
    return time_machine.travel(dt.datetime(then.year, then.month, then.day, 12, tzinfo=dt.UTC), tick=False)


def log_all(officer: Actor) -> dict[int, str]:
    """Number -> reference."""
    references, known = dict[int, str](), dict[str, int]()
    for number, (who, day, channel, issue, district) in CASES.items():
        with on(day), unit_of_work():
            if who and who not in known:
                kind = "organisation" if "&" in who else "individual"
                entry = PersonEntry(full_name=f"{who} Invented", kind=kind, invented=True)
                known[who] = people.add_person(entry, actor=officer).id
            person = db.session.get_one(Person, known[who]) if who else None
            case = CaseEntry(
                person=person, received_on=clock.today(), channel=channel, about="A matter", details="What was said.",
                issue=issue, district=district,
            )  # fmt: skip
            references[number] = opening.open_case("enquiry", case, sent=factories.sent(), actor=officer).reference
    return references


def happen(references: dict[int, str], staff: Staff) -> None:
    """Everything that was done in the two years, day by day."""
    done: list[tuple[str, int, Any]] = [(day, number, step) for day, number, *step in STEPS]
    done += [(day, number, None) for day, number in LATER_CALLS]
    for day, number, step in sorted([*done, *((day, 99, None) for day in QUIET)], key=lambda each: each[:2]):
        with on(day):
            if number == 99:
                sweep.close_quiet()
            elif step is None:
                said = Said(direction="in", channel="phone", on=clock.today(), summary="Rang again.")
                with unit_of_work():
                    contacts.log_contact(references[number], said, sent=factories.sent(), actor=staff["officer"])
            else:
                factories.move(row(references[number]), step[0], staff["officer"], **step[1])
    with on("2025-06-03"):
        mail = taking_in.receive(mails.plain("Buy our invented pens."))
        with unit_of_work():
            version = db.session.get_one(IncomingMail, mail.id).row_version
            not_casework.set_aside(mail.id, "newsletter", sent=factories.sent(version), actor=staff["officer"])


def row(reference: str) -> Case:
    return db.session.query(Case).filter_by(reference=reference).one()


def seen(reference: str, staff: Staff) -> Any:
    return factories.sent(cases.load(reference, actor=staff["manager"]).row_version)


def person(who: str) -> Person:
    return db.session.query(Person).filter_by(full_name=f"{who} Invented").one()


def put_right(references: dict[int, str], staff: Staff) -> int:
    """What the letters in the table say. Returns the number of the merge."""
    manager = staff["manager"]
    with unit_of_work():
        ann, annie = person("Ann"), person("Annie")
        sent = factories.sent(merging.fingerprint(ann, annie))
        merge = merging.merge(ann.id, annie.id, WHY, sent=sent, actor=manager).id
    with unit_of_work():
        sent, day = seen(references[8], staff), dt.date(2025, 4, 2)
        day_of_receipt.put_right(references[8], day, WHY, sent=sent, actor=manager)
    with unit_of_work():
        sent, values = seen(references[13], staff), {"issue": "drugs", "district": "bradford"}
        details.correct(references[13], values, reason=WHY, sent=sent, actor=manager)
    with unit_of_work():
        first = contact_of(references[16], "2025-07-01")
        entry = ContactEntry(direction="in", channel="form", happened_on=first.happened_on, summary=first.summary)
        sent = seen(references[16], staff)
        words.put_contact_right(references[16], first.id, entry, reason=WHY, sent=sent, actor=manager)
    with unit_of_work():
        kay, sent = Whose(entry=PersonEntry(full_name="Kay Invented", invented=True)), seen(references[17], staff)
        whose_case.put_right(references[17], kay, reason=WHY, sent=sent, actor=manager)
    with unit_of_work():
        call, sent = contact_of(references[18], "2026-01-20").id, seen(references[18], staff)
        moved_contacts.move(references[18], call, references[19], reason=WHY, sent=sent, actor=manager)
    with unit_of_work():
        call, sent = contact_of(references[11], "2025-05-05").id, seen(references[11], staff)
        moved_contacts.copy(references[11], call, references[20], sent=sent, actor=manager)
    factories.move(row(references[9]), "undo", manager, reason=WHY)
    return merge


def contact_of(reference: str, day: str) -> Contact:
    of_case = db.session.query(Contact).filter_by(case_id=row(reference).id)
    return of_case.filter_by(happened_on=dt.date.fromisoformat(day)).one()


def counted(start_year: int, staff: Staff) -> int:
    with unit_of_work():
        run = runs.request(start_year, sent=factories.sent(), actor=staff["manager"]).id
    job.compute(run)
    return run


def figures(run_id: int) -> dict[str, int]:
    db.session.expire_all()
    rows = db.session.query(CountFigure).filter_by(run_id=run_id)
    return {
        "/".join(part for part in (r.measure, r.breakdown, r.breakdown and (r.value_code or "none")) if part): r.amount
        for r in rows
    }


def both_years(staff: Staff) -> tuple[int, int]:
    return counted(2024, staff), counted(2025, staff)


def said_of(run_ids: tuple[int, int], hand: Years) -> Years:
    """What was counted of all that was worked out by hand."""
    first, second = (
        {name: figures(run).get(name, 0) for name in of_year} for run, of_year in zip(run_ids, hand, strict=True)
    )
    return first, second


def test_two_years_count_as_worked_out_by_hand_before_and_after_they_were_put_right(staff: Staff) -> None:
    references = log_all(staff["officer"])
    happen(references, staff)
    with on("2026-06-01"):
        frozen = both_years(staff)
        assert said_of(frozen, FIRST) == FIRST
    with on("2026-06-02"):
        merge = put_right(references, staff)
        assert said_of(both_years(staff), AFTER) == AFTER
        assert said_of(frozen, FIRST) == FIRST
        assert changed(frozen[0])["enquiries_received"] == (12, 11)
        assert changed(frozen[0])["people_contacted"] == (8, 6)
        assert changed(frozen[0])["enquiries_closed"] == (5, 4)
        assert changed(frozen[1])["enquiries_received"] == (8, 9)
        assert changed(frozen[1])["people_not_answered"] == (2, 4)
        said = [each.what for each in put_right_since.of_run(frozen[0], actor=staff["manager"]).corrections]
        assert "the closing was a mistake, and was taken back" in said
        assert "enquiries_replied" not in changed(frozen[0]) | changed(frozen[1])
    with on("2026-06-03"):
        with unit_of_work():
            merging.undo(merge, {}, sent=factories.sent(), actor=staff["manager"])
        assert said_of(both_years(staff), APART) == APART


def changed(run_id: int) -> dict[str, tuple[int, int]]:
    """Totals that are listed as changed: as counted, and as they would be now."""
    found = changed_since.others(run_id)
    return {each.measure.code: (each.amount, each.would_be) for each in found if not each.breakdown}
