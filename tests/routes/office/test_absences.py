"""The pages of absences: one's own by anybody, another's by a manager, ended early."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Absence, CaseEvent
from tests import factories
from tests.routes.conftest import Inside, SignIn


def day(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def typed(staff: dict[str, Actor], stand_in: str = "reviewer", *, first: int = 0, last: int = 6) -> dict[str, str]:
    today = clock.today()
    return {
        "stand_in_id": str(staff[stand_in].user_id),
        **day("from_on", today + dt.timedelta(days=first)),
        **day("to_on", today + dt.timedelta(days=last)),
    }


def rows() -> list[Absence]:
    return list(db.session.scalars(select(Absence).order_by(Absence.id)))


def test_nobody_away_says_so(signed_in: SignIn) -> None:
    assert "Nobody is away" in signed_in("officer").get("/absences").text


def test_anybody_records_their_own_absence(signed_in: SignIn, staff: dict[str, Actor], inside: Inside) -> None:
    client = signed_in("officer")
    assert "Who is away" not in client.get("/absences/new").text
    assert client.send("/absences/new", **typed(staff)).status_code == 303
    page = client.get("/absences").text
    assert "Away now" in page
    assert "Reviewer (invented)" in page
    (row,) = inside(rows)
    assert row.user_id == staff["officer"].user_id
    event = inside(lambda: db.session.scalars(select(CaseEvent).where(CaseEvent.kind == "absence_recorded")).one())
    assert event.data["stand_in_id"] == staff["reviewer"].user_id


def test_a_manager_records_somebody_elses(signed_in: SignIn, staff: dict[str, Actor], inside: Inside) -> None:
    given = {**typed(staff), "user_id": str(staff["officer"].user_id)}
    assert signed_in("manager").send("/absences/new", **given).status_code == 303
    assert [row.user_id for row in inside(rows)] == [staff["officer"].user_id]


def test_an_officer_cannot_slip_in_somebody_else(signed_in: SignIn, staff: dict[str, Actor], inside: Inside) -> None:
    given = {**typed(staff), "user_id": str(staff["manager"].user_id)}
    signed_in("officer").send("/absences/new", **given)
    assert [row.user_id for row in inside(rows)] == [staff["officer"].user_id]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"first": 3, "last": 1}, "The last day is before the first"),
        ({"first": -9, "last": -1}, "over already"),
        ({"last": 400}, "longer than a year"),
        ({"stand_in": "officer"}, "Choose somebody else to stand in"),
        ({"stand_in": "administrator"}, "Choose"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    signed_in: SignIn, staff: dict[str, Actor], inside: Inside, change: dict[str, Any], said: str
) -> None:
    answer = signed_in("officer").send("/absences/new", **typed(staff, **change))
    assert answer.status_code == 422
    assert said in answer.text
    assert inside(rows) == []


def test_an_empty_form_names_every_field(signed_in: SignIn) -> None:
    answer = signed_in("officer").send("/absences/new")
    assert answer.status_code == 422
    for said in ("Choose who stands in", "Enter the last day"):
        assert said in answer.text


def test_ending_early_and_twice(signed_in: SignIn, staff: dict[str, Actor], inside: Inside) -> None:
    client = signed_in("officer")
    client.send("/absences/new", **typed(staff))
    (row,) = inside(rows)
    address = f"/absences/{row.id}/end"
    assert client.send("/absences", to=address).status_code == 303
    assert "ended on" in client.get("/absences").text
    given = {"csrf_token": client.csrf("/absences/new"), "token": "a token of this very test"}
    assert client.post(address, data=given).status_code == 409


def test_somebody_elses_absence_is_not_an_officers_to_end(
    signed_in: SignIn, staff: dict[str, Actor], inside: Inside
) -> None:
    signed_in("officer").send("/absences/new", **typed(staff))
    (row,) = inside(rows)
    client = signed_in("reviewer")
    assert f"/absences/{row.id}/end" not in client.get("/absences").text
    given = {"csrf_token": client.csrf("/absences/new"), "token": "a token of this very test"}
    assert client.post(f"/absences/{row.id}/end", data=given).status_code == 403
    assert client.post("/absences/999/end", data=given).status_code == 404


def test_a_form_that_is_sent_twice_counts_once(signed_in: SignIn, staff: dict[str, Actor], inside: Inside) -> None:
    client = signed_in("officer")
    given = {"csrf_token": client.csrf("/absences/new"), "token": "a token of this very test", **typed(staff)}
    codes = [client.post("/absences/new", data=given).status_code for _ in range(2)]
    assert codes == [303, 409]
    assert len(inside(rows)) == 1


def test_my_work_says_for_whom_i_stand_in(
    app: Flask, signed_in: SignIn, staff: dict[str, Actor], inside: Inside
) -> None:
    inside(lambda: factories.enquiry(staff["officer"]))
    client = signed_in("reviewer")
    assert "You stand in" not in client.get("/").text
    signed_in("officer").send("/absences/new", **typed(staff))
    page = client.get("/").text
    assert "You stand in for" in page
    assert f"owner={staff['officer'].user_id}" in page
