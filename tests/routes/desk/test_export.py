"""A list of cases as a file: exactly what one sees, and nothing that a spreadsheet would carry out."""

import csv
import datetime as dt
import io
import re

import pytest
from flask import Flask
from openpyxl import load_workbook
from openpyxl.cell import Cell
from werkzeug.test import TestResponse

from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog, Case, CaseEvent
from casework.pages.desk import export
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.routes.desk.test_cases import FOUND
from tests.statements import asked

Staff = dict[str, Actor]


def taken(client: CheckingClient, query: str, ending: str = "") -> TestResponse:
    page = client.get(f"/cases?{query}").text
    token = re.search(r'action="/cases/export[^"]*".*?name="token" value="([^"]+)"', page, re.DOTALL)
    assert token
    form = {"csrf_token": client.csrf("/cases"), "token": token[1]}
    answer = client.post(f"/cases/export{ending}?{query}", data=form)
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return answer


def exported(client: CheckingClient, query: str = "") -> list[dict[str, str]]:
    answer = taken(client, query)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def cells_of_sheet(client: CheckingClient, query: str = "") -> list[dict[str, Cell]]:
    answer = taken(client, query, "/xlsx")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    headings, *lines = load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows()
    return [
        {str(head.value): cell for head, cell in zip(headings, line, strict=True) if isinstance(cell, Cell)}
        for line in lines
    ]


def said(cell: Cell) -> object:
    """What a cell holds, its day as a file of text has it."""
    return cell.value.date().isoformat() if isinstance(cell.value, dt.datetime) else cell.value or ""


def test_a_sheet_says_the_same_and_its_days_are_days(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    with app.app_context():
        for _ in range(53):
            factories.enquiry(staff["officer"])
    client = signed_in("officer")
    assert "As a sheet for Excel (XLSX)" in client.get("/cases").text
    sheet = cells_of_sheet(client, "sort=reference")
    shown = [{name: said(cell) for name, cell in line.items()} for line in sheet]
    assert shown == exported(client, "sort=reference")
    assert sheet[0]["Received"].is_date
    assert sheet[0]["Due"].is_date


def test_a_sheet_has_text_and_no_formula(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    hostile = ('=HYPERLINK("https://example.org")', "+44 said", "-1", "@SUM(A1)", "#N/A", "plain\x0b, “words”", "12")
    with app.app_context():
        for _ in hostile:
            factories.enquiry(staff["officer"])
        with unit_of_work():
            for case, about in zip(db.session.query(Case).order_by(Case.id), hostile, strict=True):
                case.about = about
    cells = [line["What it is about"] for line in cells_of_sheet(signed_in("officer"), "sort=reference")]
    assert [cell.value for cell in cells] == [each.replace("\x0b", "") for each in hostile]
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_sheet_is_noted_like_any_file(app: Flask, staff: Staff, signed_in: SignIn, inside: Inside) -> None:
    with app.app_context():
        factories.enquiry(staff["officer"])
    cells_of_sheet(signed_in("officer"), "type=enquiry")
    event = inside(lambda: db.session.query(CaseEvent).filter_by(kind="list_exported").one().data)
    assert event == {"amount": 1, "limits": ["category", "type"]}


@pytest.mark.parametrize("ending", ["", "/xlsx"])
def test_a_longer_list_is_taken_in_parts(
    app: Flask, staff: Staff, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(export, "MOST", 2)
    with app.app_context():
        for _ in range(3):
            factories.enquiry(staff["officer"])
    client = signed_in("officer")
    form = {"csrf_token": client.csrf("/cases"), "token": factories.token()}
    assert client.post(f"/cases/export{ending}", data=form).status_code == 303
    assert "A file has 2 cases at most" in client.get("/cases").text


def test_the_file_has_the_lines_of_all_pages_in_the_order_of_the_list(
    app: Flask, staff: Staff, signed_in: SignIn
) -> None:
    with app.app_context():
        made = [factories.enquiry(staff["officer"]).reference for _ in range(53)]
        factories.enquiry(staff["officer"], district="bradford")
    client = signed_in("officer")
    page = client.get("/cases?district=leeds&sort=reference").text
    assert "Take these 53 cases as a file" in page
    rows = exported(client, "district=leeds&sort=reference")
    assert [row["Reference"] for row in rows] == made
    assert [row["Reference"] for row in rows[:50]] == FOUND.findall(page)
    assert rows[0]["Person"] == "Pat Invented"
    assert rows[0]["What is due"] == "Acknowledge"
    assert rows[0]["State"] == "New"


def test_a_file_carries_out_nothing(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    hostile = ('=HYPERLINK("https://example.org")', "+44 said", "-1", "@SUM(A1)", "\t=1", "plain, “words”")
    with app.app_context():
        for about in hostile:
            factories.enquiry(staff["officer"], about=about.strip())
        with unit_of_work():
            for case, about in zip(db.session.query(Case).order_by(Case.id), hostile, strict=True):
                case.about = about
    rows = exported(signed_in("officer"), "sort=reference")
    assert [row["What it is about"] for row in rows] == [*(f"'{each}" for each in hostile[:-1]), hostile[-1]]


def test_the_file_leaves_out_what_its_reader_may_not_see_and_notes_what_they_saw(
    app: Flask, staff: Staff, signed_in: SignIn, inside: Inside
) -> None:
    with app.app_context():
        hidden, plain = (factories.enquiry(staff["officer"]).reference for _ in range(2))
        factories.restrict(hidden, staff["manager"], staff["second_manager"])
    assert [row["Reference"] for row in exported(signed_in("officer"))] == [plain]
    assert sorted(row["Reference"] for row in exported(signed_in("manager"))) == [hidden, plain]
    seen = inside(lambda: {(row.user_id, row.endpoint) for row in db.session.query(AccessLog)})
    assert (staff["manager"].user_id, "list: export.csv") in seen


def test_that_a_list_was_taken_is_in_the_history_without_a_word_of_it(
    app: Flask, staff: Staff, signed_in: SignIn, inside: Inside
) -> None:
    with app.app_context():
        factories.enquiry(staff["officer"])
    exported(signed_in("officer"), "type=enquiry&district=leeds")
    event = inside(lambda: db.session.query(CaseEvent).filter_by(kind="list_exported").one().data)
    assert event == {"amount": 1, "limits": ["category", "district", "type"]}
    assert "List of cases taken as a file" in signed_in("auditor").get("/audit?kind=list_exported").text


@pytest.mark.parametrize("sort", ["due", "person"])
def test_what_limits_a_list_is_looked_up_once_for_all_its_pages(
    app: Flask, staff: Staff, signed_in: SignIn, sort: str
) -> None:
    with app.app_context():
        for _ in range(101):
            factories.enquiry(staff["officer"])
        with unit_of_work():
            db.session.query(Case).update({"owner_id": staff["officer"].user_id})
    client = signed_in("officer")
    form = {"csrf_token": client.csrf("/cases"), "token": factories.token()}
    with asked(app) as statements:
        answer = client.post(f"/cases/export?owner=mine&sort={sort}", data=form)
    assert len(answer.text.splitlines()) == 102
    assert len([each for each in statements if "absence" in each]) == 1
    assert len([each for each in statements if "FROM code" in each and "FROM team" in each]) == 1
