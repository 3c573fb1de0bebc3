"""What nobody means to import: each ends in one sentence and status 1, and leaves nothing half done (section 8)."""

import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from flask import Flask

from casework.extensions import db
from casework.imports import command
from casework.models import Case, Code, ImportBatch
from casework.transaction import unit_of_work

pytestmark = pytest.mark.usefixtures("context")

HEAD = "Ref,Received,Closed,Outcome"
START = 'case_type = "complaint_review"\nopen_state = "assessment"\nclosed_state = "closed"\n'
COLUMNS = '[columns]\nold_reference = "Ref"\nreceived_on = "Received"\nclosed_on = "Closed"\nfinding = "Outcome"\n'
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Import the content under a name; gives the status and all that was said."""

    def run(
        content: bytes, *, name: str = "old.csv", mapping: str = START + "create_codes = true\n" + COLUMNS
    ) -> tuple[int, str]:
        file, toml = tmp_path / name, tmp_path / "mapping.toml"
        if content:
            file.write_bytes(content)
        else:
            file.touch()
        toml.write_text(mapping)
        status = command.run(file, toml, dry_run=False, report=None)
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def nothing_was_written() -> bool:
    db.session.rollback()
    return not (
        db.session.query(Case).count()
        or db.session.query(ImportBatch).count()
        or db.session.query(Code).filter_by(source="import").count()
    )


LATE = b"A/1,2015-04-01,,\n"
FILES = {
    "a NUL byte in a late row": (HEAD.encode() + b"\n" + LATE + b"A/2,2015-\x0004-01,,\n", "bytes that no text has"),
    "UTF-16": ((HEAD + "\nA/1,2015-04-01,,\n").encode("utf-16"), "bytes that no text has"),
    "an unknown encoding": (HEAD.encode() + b"\nA\x81,2015-04-01,,\n", "neither UTF-8 nor Windows-1252"),
    "a quotation never closed": (HEAD.encode() + b'\n"A/1,2015-04-01,,\n' + LATE * 9, "begins on line 2"),
    "a row that is cut": (HEAD.encode() + b"\n" + LATE + b"A/2,2015-0", "Line 3 of old.csv has fewer cells"),
    "a column that is not there": (b"Ref,Received,Closed\nA/1,2015-04-01,\n", "no column “Outcome”"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_broken_file_gives_one_sentence(run: Run, case: str) -> None:
    content, says = FILES[case]
    status, said = run(content)
    assert (status, says in said) == (1, True), said
    assert said.strip().count("\n") == 0
    assert nothing_was_written()


def test_200_kilobytes_in_a_cell_are_refused_where_they_would_be_kept_and_else_passed_over(run: Run) -> None:
    long = "9" * 200_000
    status, said = run(f"{HEAD}\n{long},2015-04-01,,\n".encode())
    assert (status, "200,000 characters long" in said, len(said) < 1000) == (1, True, True)
    assert nothing_was_written()
    assert run(f"{HEAD},Story\nA/1,2015-04-01,,,{long}\n".encode())[0] == 0


@pytest.mark.parametrize("word", ["=1+1", "+HYPERLINK()", "@SUM(A1)", "-2", "🙂", "مرحبا", "'; DROP TABLE cases"])
def test_odd_text_comes_in_as_it_stands(run: Run, word: str) -> None:
    assert run(f'{HEAD}\n"{word}",2015-04-01,,\n'.encode())[0] == 0
    assert db.session.query(Case).one().old_reference == word


def test_a_cell_over_two_lines_does_not_shift_the_line_numbers(run: Run) -> None:
    status, said = run(f'{HEAD}\n"A/\n1",2015-04-01,,\nA/2,nonsense,,\n'.encode())
    assert (status, "line 4, column “Received”" in said) == (1, True), said


def test_a_spreadsheet_whose_sheet_is_broken_or_empty_gives_one_sentence(run: Run, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "empty.xlsx")) as book:
        book.add_worksheet("Old")
    good = tmp_path / "empty.xlsx"
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<sheet" if "sheet1.xml" in name else source.read(name))
    for content, says in (
        (good.read_bytes(), "is empty"),
        (broken.read_bytes(), "no XLSX file"),
        (b"PK\3\4", "no XLSX"),
    ):
        status, said = run(content, name="old.xlsx")
        assert (status, says in said, said.strip().count("\n")) == (1, True, 0), said
    assert nothing_was_written()


MAPPINGS = {
    'columns = 3\n': "“columns” in the mapping must be a table",
    START + '[columns]\nold_reference = ["Ref"]\nreceived_on = "Received"\n': "must be a text",
    START + 'date_formats = ["%d/%m"]\n' + COLUMNS: "does not give a day, a month and a year",
    START + 'office_bodies = ["Us"]\n' + COLUMNS: "needs “columns.investigating_body”",
    START + COLUMNS + '[constants]\nreceived_on = "2015-04-01"\n': "cannot be the same for all rows",
    START.replace("complaint_review", "enquiry").replace("assessment", "new") + COLUMNS: "An enquiry has no “finding”",
    START + COLUMNS + "[translate.finding]\nUpheld = 1\n": "must be a text",
}  # fmt: skip


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_a_mapping_that_cannot_be_meant_gives_one_sentence(run: Run, mapping: str) -> None:
    status, said = run(f"{HEAD}\nA/1,2015-04-01,,\n".encode(), mapping=mapping)
    assert (status, MAPPINGS[mapping] in said, said.strip().count("\n")) == (1, True, 0), said


def test_a_report_that_cannot_be_written_stops_the_import(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(b"")
    (tmp_path / "old.csv").write_text(f"{HEAD}\nA/1,2015-04-01,,\n")
    report = tmp_path / "nowhere" / "report.csv"
    assert command.run(tmp_path / "old.csv", tmp_path / "mapping.toml", dry_run=False, report=report) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert nothing_was_written()


def test_a_locked_database_gives_one_sentence_and_the_import_may_be_run_again(run: Run, app: Flask) -> None:
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    if not address.startswith("sqlite"):
        pytest.skip("PostgreSQL lets an import in beside another writer")
    db.session.connection().exec_driver_sql("PRAGMA busy_timeout=50")
    db.session.rollback()
    other = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    content = f"{HEAD}\nA/1,2015-04-01,,\n".encode()
    try:
        status, said = run(content)
    finally:
        other.rollback()
        other.close()
    assert (status, "Nothing was imported: run the same command again." in said) == (1, True), said
    assert nothing_was_written()
    assert run(content)[0] == 0


def test_a_fault_in_the_middle_of_the_write_leaves_nothing(run: Run) -> None:
    with unit_of_work():
        db.session.connection().exec_driver_sql("ALTER TABLE review_detail RENAME COLUMN finding TO gone")
    try:
        status, said = run(f"{HEAD}\nA/1,2015-04-01,2015-05-01,Upheld\n".encode())
    finally:
        with unit_of_work():
            db.session.connection().exec_driver_sql("ALTER TABLE review_detail RENAME COLUMN gone TO finding")
    assert (status, "Nothing was imported" in said) == (1, True), said
    assert nothing_was_written()
