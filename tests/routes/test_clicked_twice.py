"""Whoever clicks twice reads that it is done already, with the way to it, and is asked nothing about their first click."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Team, User
from tests import factories
from tests.client import HIDDEN, CheckingClient, Page
from tests.routes.conftest import Inside, SignIn

CONTACT = {
    "full_name": "Wilma Invented", "email": "wilma@test.example", "channel": "email", "about": "An invented matter",
    "details": "An invented text.",
}  # fmt: skip


def twice(client: CheckingClient, path: str, **typed: object) -> tuple[int, int, str]:
    """Send the same form of a page twice. Returns both answers' status, and what the second one says."""
    fields = Page(client.get(path).text).forms[-1]["fields"]
    form = {**{name: fields[name] for name in HIDDEN if name in fields}, **typed}
    first, second = client.post(path, data=form), client.post(path, data=form)
    return first.status_code, second.status_code, second.text


@pytest.mark.parametrize("path", ["/contacts/new", "/applications/new"])
def test_logging_the_same_form_twice_makes_one_case_and_leads_to_it(
    signed_in: SignIn, inside: Inside, path: str
) -> None:
    first, second, said = twice(signed_in("reviewer"), path, **CONTACT)
    assert (first, second) == (303, 409)
    reference = inside(lambda: db.session.query(Case.reference).scalar())
    assert "This has been done already" in said
    assert "Have we heard" not in said
    assert f"/cases/{reference}" in said


def test_an_account_and_a_team_that_were_added_twice_are_there_once(signed_in: SignIn, inside: Inside) -> None:
    client = signed_in("administrator")
    user = {"name": "Nia New", "email": "nia@test.example", "roles": ["reviewer"]}
    assert twice(client, "/administration/users/new", **user)[:2] == (303, 409)
    first, second, said = twice(client, "/administration/teams", name="A new team")
    assert (first, second) == (303, 409)
    assert "done already" in said
    count = inside(lambda: (db.session.query(User).filter_by(name="Nia New").count(), db.session.query(Team).count()))
    assert count == (1, 2)


def test_a_step_that_was_clicked_twice_is_done_already(
    signed_in: SignIn, inside: Inside, staff: dict[str, Actor]
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    first, second, said = twice(signed_in("officer"), f"/cases/{reference}/notes/new", text="An invented note.")
    assert (first, second) == (303, 409)
    assert f"Back to {reference}" in said
