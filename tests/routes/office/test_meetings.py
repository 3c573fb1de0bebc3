"""The register of meetings: what was held in a year by the groups of the report, and the cases that fed a meeting."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.models import CaseEvent, Meeting
from casework.services.office import meetings
from casework.services.office.meetings import MeetingEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient, read
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
NOON = dt.datetime(2025, 6, 2, 12, tzinfo=clock.LONDON)
YEAR = (
    *(("community_outcomes", day) for day in ("2024-05-14", "2024-08-06", "2024-11-12", "2025-01-21")),
    *(("performance_scrutiny", day) for day in ("2024-04-01", "2024-07-09", "2024-10-08", "2025-03-31")),
    *(("quarterly_governance", day) for day in ("2024-06-04", "2024-09-03", "2024-12-03", "2025-03-04")),
    *(("short_governance", f"2024-{month:02d}-18") for month in range(4, 12)),
)
"""Invented days of a year with 4, 4 and 12 meetings; the first and the last day of it among them."""


@pytest.fixture(autouse=True)
def summer() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def typed(kind: str = "short_governance", day: str = "2025-05-20", state: str = "held", **more: str) -> dict[str, str]:
    on = dt.date.fromisoformat(day)
    days = {"held_on-day": str(on.day), "held_on-month": str(on.month), "held_on-year": str(on.year)}
    return {"kind": kind, "state": state, **days, **more}


def recorded(client: CheckingClient, **given: str) -> str:
    """The address of a meeting that is recorded as it was typed."""
    answer = client.send("/meetings/new", **typed(**given))
    assert answer.status_code == 303
    return answer.location


def figures(page: str) -> dict[str, tuple[int, int]]:
    """Group -> (held, planned)"""
    rows = re.findall(r'<th scope="row">([^<]+)</th>\s*<td[^>]*>(\d+)</td>\s*<td[^>]*>(\d+)</td>', page)
    return {group: (int(held), int(planned)) for group, held, planned in rows}


def test_the_sentence_of_the_report_comes_out_of_the_register(inside: Inside, signed_in: SignIn) -> None:
    def make() -> None:
        with unit_of_work():
            for kind, day in (*YEAR, ("short_governance", "2025-04-01"), ("community_outcomes", "2024-03-31")):
                entry = MeetingEntry(kind=kind, held_on=dt.date.fromisoformat(day), state="held")
                meetings.add(entry, sent=factories.sent(), actor=SYSTEM)
            entry = MeetingEntry(
                kind="community_outcomes", held_on=dt.date(2024, 12, 24), state="cancelled", why="Snow."
            )
            meetings.add(entry, sent=factories.sent(), actor=SYSTEM)

    inside(make)
    for who in ("officer", "manager", "auditor"):
        assert figures(signed_in(who).get("/meetings?year=2024").text) == {
            "Community Outcomes Meetings": (4, 0),
            "Performance Monitoring Meetings": (4, 0),
            "Governance Meetings": (12, 0),
        }
    assert figures(signed_in("officer").get("/meetings").text)["Governance Meetings"] == (1, 0)


def test_a_meeting_is_planned_then_held_and_counts_from_then_on(signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert "No meeting of this year is recorded." in client.get("/meetings").text
    path = recorded(client, day="2025-06-20", state="planned")
    assert figures(client.get("/meetings").text)["Governance Meetings"] == (0, 1)
    early = client.send(f"{path}/change", **typed(day="2025-06-20"))
    assert early.status_code == 422
    assert "This day is still to come" in early.text
    with time_machine.travel(NOON + dt.timedelta(days=19), tick=False):
        later = signed_in("officer")
        assert "1 meeting is over and still recorded as planned." in later.get("/meetings").text
        answers = typed(
            day="2025-06-20", topics="Response times.\nCustody.", website="https://www.invented.example/agenda"
        )
        assert later.send(f"{path}/change", **answers).status_code == 303
        assert figures(later.get("/meetings").text)["Governance Meetings"] == (1, 0)
        assert 'href="https://www.invented.example/agenda"' in later.get(path).text


def test_what_was_said_wrongly_of_a_meeting_is_put_right_with_a_reason_and_stays_in_the_history(
    signed_in: SignIn, inside: Inside
) -> None:
    client = signed_in("officer")
    path = recorded(client)
    refused = client.send(f"{path}/change", **typed(kind="community_outcomes"))
    assert refused.status_code == 422
    assert "This meeting is recorded as held. Say why that changes." in refused.text
    assert client.send(f"{path}/change", **typed(kind="community_outcomes", reason="Wrong kind.")).status_code == 303
    event = inside(lambda: db.session.scalars(select(CaseEvent).where(CaseEvent.kind == "meeting_changed")).one())
    assert event.data["changes"] == {"kind": ["short_governance", "community_outcomes"]}
    page = signed_in("manager").get("/audit?all=yes").text
    assert "Community Outcomes Meeting, 20 May 2025, because: Wrong kind." in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": ""}, "Choose the kind of meeting."),
        ({"kind": "tea"}, "Choose one"),
        ({"state": "cancelled"}, "Say why it was cancelled."),
        ({"day": "1925-05-20"}, "Check the year of this day."),
        ({"website": "javascript:alert(1)"}, "It should look like https://www.example.org."),
        ({"topics": "x" * 4_001}, "Shorten it to 4,000 or fewer."),
    ],
)  # fmt: skip
def test_what_a_meeting_cannot_be_is_said_at_its_field(signed_in: SignIn, given: dict[str, str], said: str) -> None:
    refused = signed_in("officer").send("/meetings/new", **typed(**given))
    assert refused.status_code == 422
    assert said in refused.text


def test_cases_that_fed_a_meeting_stand_on_it_and_it_on_their_timelines(
    inside: Inside, signed_in: SignIn, staff: Staff
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client = signed_in("officer")
    path = recorded(client)
    assert client.send(path, reference=reference.lower().replace("-", " ")).status_code == 303
    assert reference in client.get(path).text
    again = client.send(path, reference=reference)
    assert again.status_code == 422
    assert f"{reference} stands here already." in again.text
    said = "Said to have fed a meeting</strong>: Short Governance Meeting, 20 May 2025"
    assert said in client.get(f"/cases/{reference}/timeline").text
    take_off = next(
        n for n, each in enumerate(read(client.get(path).text).forms) if "remove" in (each.get("action") or "")
    )
    assert client.send(path, form=take_off).status_code == 303
    assert "No case is said to have fed it." in client.get(path).text
    assert "Taken off a meeting" in client.get(f"/cases/{reference}/timeline").text


def test_a_restricted_case_that_fed_a_meeting_is_shown_to_those_who_may_see_it_alone(
    inside: Inside, signed_in: SignIn, staff: Staff
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    path = recorded(signed_in("officer"))
    signed_in("officer").send(path, reference=reference)

    inside(lambda: factories.restrict(reference, staff["manager"]))
    assert reference in signed_in("manager").get(path).text
    hidden = signed_in("officer").get(path).text
    assert reference not in hidden
    assert "No case is said to have fed it." in hidden
    refused = signed_in("officer").send(path, reference=reference)
    assert "There is no case with this reference, or you may not see it." in refused.text


def test_two_people_who_change_one_meeting_do_not_overwrite_each_other(signed_in: SignIn, inside: Inside) -> None:
    client = signed_in("officer")
    path = recorded(client)
    opened = read(client.get(f"{path}/change").text).forms[-1]["fields"]
    signed_in("manager").send(f"{path}/change", **typed(topics="Custody.", reason="Left out."))
    stale = client.post(f"{path}/change", data={**opened, **typed(topics="Vetting.", reason="Left out.")})
    assert stale.status_code == 409
    assert "Vetting." in stale.text
    assert inside(lambda: db.session.scalars(select(Meeting)).one().topics) == "Custody."


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_who_does_no_casework_records_no_meeting(signed_in: SignIn, who: str) -> None:
    path = recorded(signed_in("officer"))
    client = signed_in(who)
    assert client.get("/meetings/new").status_code == 403
    assert client.get(path).status_code == (200 if who == "auditor" else 403)
    sent = client.post(f"{path}/cases", data={"reference": "E-2025-00001", "csrf_token": client.csrf("/password")})
    assert sent.status_code == 403
