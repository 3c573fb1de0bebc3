"""What an office has recorded is still there, whole and by its right name, after the way up from an older version."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case
from casework.schema import downgrade, upgrade
from casework.services.deadlines import clocks, holds
from casework.services.deadlines.holds import HoldEntry
from casework.services.desk import contacts
from casework.services.people.contact_rows import Said
from casework.services.people.matching.words import sounds
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
HELD, DECIDED = "enquiry on hold", "review decided"
BARE = {
    HELD: ["acknowledge", "reply", "hold_review"],
    DECIDED: [
        "acknowledge", "triage", "update", "long_stop", "papers", "completion", "sign_off", "judicial_review", "response",
    ],
}  # fmt: skip
NAMED = {
    HELD: ["enquiry.acknowledge", "enquiry.reply", "enquiry.hold_review"],
    DECIDED: [*(f"complaint_review.{code}" for code in BARE[DECIDED][:-1]), "recommendation.response"],
}

NAMES_A_CLOCK = {("clock", "code"), ("cases", "next_clock"), ("case_event", "data")}
RAISED = {("cases", "workflow_version")}
"""Enquiries go on in the third version of their workflow, in the state in which they were."""
GIVEN_UP = {("users", "session_version"), ("party", "authority_on")} | {
    ("person", f"{name}_key") for name in ("email", "phone", "other_phone", "postcode")
}
"""What rows of their own say now: who is signed in, what somebody is known by, who acts for whom."""


def rows(query: str, **values: object) -> list[dict[str, Any]]:
    """Read without the models, which know the newest tables alone."""
    with db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(query), values).mappings()]


def change(statement: str, **values: object) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement), values)


@contextmanager
def version(revision: str) -> Iterator[None]:
    """The database as it was in an older version, and the newest one again at the end."""
    db.session.remove()
    try:
        downgrade(revision=revision)
        yield
    finally:
        upgrade()


def an_office(staff: dict[str, Actor]) -> dict[str, int]:
    """Cases with clocks of every kind: of an enquiry on hold, of a review, of a recommendation that waits."""
    enquiry, review = factories.enquiry(staff["officer"]), factories.review_decided(staff)
    entry = HoldEntry(reason_code="inquest", reason="An invented inquest")
    with unit_of_work():
        holds.hold(enquiry.reference, entry, sent=factories.sent(), actor=staff["manager"])
    return {HELD: enquiry.id, DECIDED: review.id}


def names(cases: dict[str, int]) -> dict[str, list[str]]:
    query = "SELECT code FROM clock WHERE case_id = :case ORDER BY id"
    return {name: [row["code"] for row in rows(query, case=number)] for name, number in cases.items()}


def nearest(cases: dict[str, int]) -> dict[str, str]:
    query = "SELECT next_clock FROM cases WHERE id = :case"
    return {name: rows(query, case=number)[0]["next_clock"] for name, number in cases.items()}


def stopped(cases: dict[str, int]) -> str:
    """What the history says of the clocks that the hold stopped."""
    query = "SELECT CAST(data AS VARCHAR) AS data FROM case_event WHERE case_id = :case AND kind = 'case_held'"
    return str(rows(query, case=cases[HELD])[0]["data"])


def everything_but_names() -> list[dict[str, Any]]:
    columns = "id, case_id, recommendation_id, state, started_on, due_on, met_on, length, calendar_version"
    return rows(f"SELECT {columns} FROM clock ORDER BY id") + rows("SELECT * FROM clock_event ORDER BY id")


def whole(tables: dict[str, list[str]]) -> dict[str, list[dict[str, Any]]]:
    """Every row of these tables, by these columns."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, columns in tables.items():
        of = ", ".join(f'"{column}"' for column in columns)
        found[table] = sorted(rows(f"SELECT {of} FROM {table}"), key=str)
    return found


def tables_but_names() -> dict[str, list[str]]:
    """The tables that there are, with their columns but for those that name a clock."""
    known = inspect(db.engine)
    return {
        table: [
            each["name"]
            for each in known.get_columns(table)
            if (table, each["name"]) not in NAMES_A_CLOCK | GIVEN_UP | RAISED
        ]
        for table in known.get_table_names()
        if table != "alembic_version"
    }


def test_each_clock_gets_the_name_of_its_type_and_nothing_else_changes(staff: dict[str, Actor]) -> None:
    cases = an_office(staff)
    before = everything_but_names()
    with version("0003"):
        assert (names(cases), everything_but_names()) == (BARE, before)
        assert nearest(cases) == {HELD: "hold_review", DECIDED: "response"}
        assert '"clocks": ["acknowledge", "reply"]' in stopped(cases)
    assert (names(cases), everything_but_names()) == (NAMED, before)
    assert nearest(cases) == {HELD: "enquiry.hold_review", DECIDED: "recommendation.response"}
    assert '"clocks": ["enquiry.acknowledge", "enquiry.reply"]' in stopped(cases)


def test_the_history_still_refuses_to_be_changed(staff: dict[str, Actor]) -> None:
    an_office(staff)
    with version("0003"):
        pass
    with db.engine.connect() as connection, pytest.raises(DatabaseError, match="never changed"):
        connection.execute(text("UPDATE case_event SET kind = 'another'"))


def test_a_case_and_a_recommendation_still_have_one_clock_of_a_name() -> None:
    before = unique_names()
    with version("0003"):
        pass
    assert unique_names() == before == {
        ("case_id", "code"): "recommendation_id IS NULL AND partner_question_id IS NULL",
        ("partner_question_id", "code"): "partner_question_id IS NOT NULL",
        ("recommendation_id", "code"): "recommendation_id IS NOT NULL",
    }  # fmt: skip


def unique_names() -> dict[tuple[str | None, ...], str]:
    """The columns of each index that allows one row alone, and for which rows it holds."""
    where = f"{db.engine.dialect.name}_where"
    return {
        tuple(index["column_names"]): str(index["dialect_options"][where]).translate({ord("("): None, ord(")"): None})
        for index in inspect(db.engine).get_indexes("clock")
        if index["unique"]
    }


def test_whatever_the_first_version_kept_is_kept_to_the_newest(staff: dict[str, Actor]) -> None:
    an_office(staff)
    with version("0001"):
        tables = tables_but_names()
        before = whole(tables)
    assert {table for table, kept in before.items() if kept} >= {"cases", "clock", "case_event", "decision", "users"}
    assert whole(tables) == before


def test_reminders_of_the_first_version_are_kept_with_what_they_are_about(staff: dict[str, Actor]) -> None:
    cases = {HELD: factories.enquiry(staff["officer"], days_ago=30).id}
    sweep.write_reminders(clock.today() + dt.timedelta(days=1))
    query = "SELECT id, clock_id, due_on, offset_days, recipient_id, state, about, rule FROM message ORDER BY id"
    before = rows(query)
    assert {row["rule"] for row in before} == {"clock_due", "clock_escalation"}
    with version("0001"):
        columns = {column["name"] for column in inspect(db.engine).get_columns("message")}
        assert not {"about", "rule"} & columns
        assert [row["code"] for row in rows("SELECT code FROM clock ORDER BY id")] == ["acknowledge", "reply"]
    assert rows(query) == before
    assert all(row["about"] == f"clock:{row['clock_id']}" for row in before)
    assert names(cases) == {HELD: NAMED[HELD][:2]}


def test_people_of_older_versions_are_found_by_the_keys_of_today(staff: dict[str, Actor]) -> None:
    query = (
        "SELECT kind, value, key, postcode_key, unsafe, preferred FROM person_way WHERE person_id = :person ORDER BY id"
    )
    person = {"person": factories.enquiry(staff["officer"]).person_id}
    with version("0011"), db.engine.begin() as connection:
        change = (
            "UPDATE person SET full_name = 'Łukasz Smith-Jones', phone = '447700900123 / 0113 496 0000', postcode = 'LS1-4AA',"
            " address = '1 Invented Row, Leeds', phone_unsafe = true,"
            " name_key = 'łukasz smithjones', phone_key = '44770090012301134960', postcode_key = 'LS1-4AA' WHERE id = :person"
        )
        connection.execute(text(change), person)
    both = "447700900123 / 0113 496 0000"
    assert [tuple(row.values()) for row in rows(query, **person)] == [
        ("name", "Łukasz Smith-Jones", "lukasz smith jones", None, False, True),
        ("phone", both, "07700900123", None, True, True),
        ("phone", "01134960000", "01134960000", None, True, False),
        ("address", "1 Invented Row, Leeds", "1inventedrowleeds", "LS14AA", False, True),
    ]


def test_what_we_said_before_counts_as_said_to_the_person(staff: dict[str, Actor]) -> None:
    """So that no figure of an earlier year changes by the upgrade."""
    case = factories.enquiry(staff["officer"])
    said = Said(direction="out", channel="phone", on=clock.today(), summary="Rang the force.", with_whom="force")
    with unit_of_work():
        contacts.log_contact(case.reference, said, sent=factories.sent(), actor=staff["officer"])
    query = (
        "SELECT id, case_id, person_id, direction, channel, happened_on, summary, recorded_at FROM contact ORDER BY id"
    )
    before = rows(query)
    with version("0017"):
        assert rows(query) == before
    assert rows(query) == before
    assert rows("SELECT DISTINCT with_whom, happened_time FROM contact") == [
        {"with_whom": "person", "happened_time": None}
    ]


def test_a_reply_that_waits_for_approval_is_being_written_again_in_the_version_before(staff: dict[str, Actor]) -> None:
    case = factories.drafting(staff["officer"], sensitive=True)
    factories.move(case, "submit_reply", staff["officer"], reply="The patrols are on Friday.")
    query = "SELECT state, category, next_clock, workflow_version FROM cases"
    assert rows(query) == [
        {"state": "for_approval", "category": "open", "next_clock": "enquiry.approval", "workflow_version": 3}
    ]
    running = "SELECT code FROM clock WHERE state = 'running' ORDER BY code"
    with version("0016"):
        assert rows(query) == [
            {"state": "drafting", "category": "open", "next_clock": "enquiry.reply", "workflow_version": 1}
        ]
        assert rows(running) == [{"code": "enquiry.reply"}]
    assert rows(running) == [{"code": "enquiry.reply"}]
    assert clocks.count_drift() == 0
    case = db.session.query(Case).one()
    sent_again = factories.move(case, "submit_reply", staff["officer"], reply="The patrols are on Friday.")
    assert (sent_again.state, sent_again.next_clock) == ("for_approval", "enquiry.approval")


def test_people_of_older_versions_are_found_by_the_sound_of_their_names(staff: dict[str, Actor]) -> None:
    person_id = factories.enquiry(staff["officer"], name="Łukasz Smith-Wiśniewski").person_id
    with version("0019"):
        assert "name_sound" not in inspect(db.engine).get_table_names()
    found = rows("SELECT sound, first FROM name_sound WHERE person_id = :person", person=person_id)
    assert {(row["sound"], row["first"]) for row in found} == sounds("Łukasz Smith-Wiśniewski")


def test_accounts_keep_their_passwords_where_sessions_become_rows(staff: dict[str, Actor]) -> None:
    query = "SELECT id, name, email, password_hash, is_enabled, team_id, row_version FROM users ORDER BY id"
    before = rows(query)
    with version("0007"):
        assert {row["session_version"] for row in rows("SELECT session_version FROM users")} == {1}
        assert rows(query) == before
    assert rows(query) == before
    assert rows("SELECT * FROM user_session") == []


def test_what_was_closed_as_logged_by_mistake_counts_as_none_and_what_was_done_about_a_risk_is_on_both_cases(
    staff: dict[str, Actor],
) -> None:
    officer = staff["officer"]
    number = factories.enquiry(officer, urgent=True).id
    with unit_of_work():
        db.session.get_one(Case, number).risk_open = False
    made = factories.move(db.session.get_one(Case, number), "convert", officer, target_type="information_request")
    made = db.session.query(Case).filter_by(linked_from_id=number).one()
    ordinary = factories.logged("information_request", officer)
    for case in (made, ordinary):
        factories.move(case, "close", officer, closed_because="withdrawn")
    ids = {"made": made.id, "ordinary": ordinary.id}
    with version("0044"):
        change("UPDATE answer SET value = 'It was logged by mistake' WHERE case_id = :made", **ids)
        change(
            "INSERT INTO risk_action (case_id, what, told, reference, words, done_on, done_time, recorded_at)"
            " VALUES (:number, '999', 'The control room', '', '', '2026-01-02', '10:00', '2026-01-02 10:00:00')",
            number=number,
        )
    marked = rows("SELECT id FROM cases WHERE logged_by_mistake")
    assert [row["id"] for row in marked] == [ids["made"]]
    told = rows("SELECT case_id, told FROM risk_action ORDER BY case_id")
    assert [(row["case_id"], row["told"]) for row in told] == [
        (number, "The control room"), (ids["made"], "The control room")
    ]  # fmt: skip
