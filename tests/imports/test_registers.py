"""Registers as people have them: odd, broken, repeated. Each refusal is one sentence, and nothing is half done."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from casework.access import Actor
from casework.extensions import db
from casework.imports import command
from casework.imports.bad_file import BadFile
from casework.imports.checking import check
from casework.imports.mapping import BadMapping, read_mapping
from casework.models import Case, CaseEvent, Code, ImportBatch, ReviewDetail

pytestmark = pytest.mark.usefixtures("context")

BASIC = """
case_type = "complaint_review"
open_state = "assessment"
closed_state = "closed"
create_codes = true
date_formats = ["%d/%m/%Y", "%Y-%m-%d"]
office_bodies = ["Office"]
repeats = "{repeats}"
{more}
[columns]
old_reference = "Ref"
received_on = "Received"
closed_on = "Closed"
decided_on = "Closed"
finding = "Outcome"
investigating_body = "By"
[translate.finding]
Upheld = "outcome_not_rp"
"Not upheld" = "outcome_rp"
"""
HEAD = "Ref,Received,Closed,Outcome,By"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def register(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "register.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return file


def mapping(folder: Path, *, repeats: str = "refuse", more: str = "") -> Path:
    file = folder / "mapping.toml"
    file.write_text(BASIC.format(repeats=repeats, more=more))
    return file


def imported(folder: Path, file: Path, **given: str) -> int:
    return command.run(file, mapping(folder, **given), dry_run=False, report=None)


def test_a_register_keeps_its_references_and_dates(folder: Path) -> None:
    file = register(folder, "A/1,1/4/2015,3/6/2015,Upheld,Office", "A/2,2015-05-05,,,Other")
    assert imported(folder, file) == 0
    first, second = db.session.query(Case).order_by(Case.old_reference)
    assert (first.received_on, first.decided_on, first.closed_on) == (
        dt.date(2015, 4, 1),
        dt.date(2015, 6, 3),
        dt.date(2015, 6, 3),
    )
    assert (first.state, second.state, second.category) == ("closed", "assessment", "open")
    details = {row.case_id: row for row in db.session.query(ReviewDetail)}
    assert (details[first.id].finding, details[first.id].conducted_by_office) == ("outcome_not_rp", True)
    assert details[second.id].conducted_by_office is False
    assert [event.kind for event in db.session.query(CaseEvent).filter(CaseEvent.case_id.is_not(None))] == [
        "case_imported"
    ] * 2
    assert first.import_batch_id == db.session.query(ImportBatch).one().id


def test_dates_before_reviews_began_come_in(folder: Path) -> None:
    assert imported(folder, register(folder, "A/1,1/4/1999,,,Office")) == 0
    assert db.session.query(Case).one().received_on == dt.date(1999, 4, 1)


def test_a_dry_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = register(folder, "A/1,1/4/2015,,,Office")
    assert command.run(file, mapping(folder), dry_run=True, report=None) == 0
    assert "1  new cases" in capsys.readouterr().out
    assert db.session.query(Case).count() == 0
    assert db.session.query(Code).filter_by(source="import").count() == 0


BAD_ROWS = (
    ("A/1,31/2/2015,,,", "Received", "is no date"),
    ("A/1,1/4/2015,1/3/2015,,", "Closed", "before it was received"),
    ("A/1,1/4/2999,,,", "Received", "in the future"),
    ("A/1,1/4/1066,,,", "Received", "before 1950"),
    ("A/1,,,,", "Received", "is empty"),
    (",1/4/2015,,,", "Ref", "is empty"),
    ("A/0,1/4/2015,,,", "Ref", "stands in an earlier row"),
    ("A/" + "9" * 99 + ",1/4/2015,,,", "Ref", "characters long"),
    ("A/1,1/4/2015,,,\x07", "By", "cannot be stored"),
)


@pytest.mark.parametrize(("row", "column", "says"), BAD_ROWS)
def test_a_bad_row_is_named_and_nothing_comes_in(
    folder: Path, row: str, column: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = register(folder, "A/0,1/4/2015,,,Office", row)
    report = folder / "report.csv"
    assert command.run(file, mapping(folder), dry_run=False, report=report) == 1
    said = capsys.readouterr().out
    assert f"line 3, column “{column}”" in said
    assert says in said
    assert says in report.read_text()
    assert db.session.query(Case).count() == 0


def test_refused_rows_may_be_left_out(folder: Path) -> None:
    file = register(folder, "A/0,1/4/2015,,,Office", "A/1,nonsense,,,Office")
    assert imported(folder, file, more="skip_refused = true") == 0
    assert db.session.query(Case).one().old_reference == "A/0"


@pytest.mark.parametrize("turned", [False, True])
def test_a_finding_of_another_body_is_never_counted_as_the_offices_own(folder: Path, turned: bool) -> None:
    rows = ["A/1,1/4/2015,5/5/2015,Not upheld,Office", "A/1,1/4/2015,6/6/2015,Upheld,IOPC"]
    file = register(folder, *(reversed(rows) if turned else rows))
    assert imported(folder, file, repeats="merge", more='order = {finding = ["Upheld", "Not upheld"]}') == 0
    case, detail = db.session.query(Case).one(), db.session.query(ReviewDetail).one()
    assert (detail.finding, detail.investigating_body) == ("outcome_not_rp", "iopc")
    assert detail.conducted_by_office is False
    assert case.decided_on == dt.date(2015, 6, 6)


def test_a_reference_that_is_here_with_other_leading_zeros_does_not_come_in_twice(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(folder, register(folder, "123,1/4/2015,,,Office", "0077,1/4/2015,,,Office")) == 0
    again = register(folder, "00124,1/4/2015,,,Office", "00123,1/4/2015,,,Office", "77,1/4/2015,,,Office")
    assert imported(folder, again) == 1
    said = capsys.readouterr().out
    assert "line 3, column “Ref”: “00123” is here already as “123”" in said
    assert "line 4, column “Ref”: “77” is here already as “0077”" in said
    assert imported(folder, again, more="skip_refused = true") == 0
    assert sorted(str(case.old_reference) for case in db.session.query(Case)) == ["00124", "0077", "123"]
    assert imported(folder, again, more="leading_zeros_count = true") == 0
    assert db.session.query(Case).count() == 5


def test_repeats_are_merged_where_the_mapping_says_so(folder: Path) -> None:
    file = register(
        folder, "A/1,3/4/2015,,,", "A/1,1/4/2015,5/5/2015,Upheld,Office", "A/1,2/4/2015,6/6/2015,Not upheld,Office"
    )
    assert imported(folder, file, repeats="merge", more='order = {finding = ["Upheld", "Not upheld"]}') == 0
    case = db.session.query(Case).one()
    assert (case.received_on, case.closed_on, case.decided_on) == (
        dt.date(2015, 4, 1),
        dt.date(2015, 6, 6),
        dt.date(2015, 5, 5),
    )
    assert db.session.query(ReviewDetail).one().finding == "outcome_not_rp"


def test_a_value_without_translation_is_refused_unless_codes_may_be_made(folder: Path) -> None:
    file = register(folder, "A/1,1/4/2015,2/5/2015,Perhaps,Office")
    strict = folder / "strict.toml"
    strict.write_text(BASIC.format(repeats="refuse", more="").replace("create_codes = true", "create_codes = false"))
    plan = check(file, read_mapping(strict))
    assert [refusal.column for refusal in plan.refusals] == ["Outcome"]


FILES = (
    (b"\x89PNG\r\n\x1a\n\0\0\0", "no text has"),
    (b"", "is empty"),
    (HEAD.encode() + b"\n", "no rows"),
    (b"just one column\nvalue\n", "fewer than two columns"),
    (b'Ref,Received\n"never closed,1/4/2015\n', "is no CSV"),
    (b"Ref,Ref\n1,2\n", "two columns called"),
    (b"Ref,Received\nA/1,1/4/2015,x,y\n", "more cells"),
)


@pytest.mark.parametrize(("content", "says"), FILES)
def test_a_file_that_is_no_register_is_refused_with_a_sentence(folder: Path, content: bytes, says: str) -> None:
    file = folder / "register.csv"
    file.write_bytes(content)
    with pytest.raises(BadFile, match=says):
        check(file, read_mapping(mapping(folder)))


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("\ufeff" + HEAD + "\r\nÄ/1,1/4/2015,,,Office\r\n", "utf-8"),
        (HEAD.replace(",", ";") + "\nÄ/1;1/4/2015;;;Office\n", "cp1252"),
    ],
)
def test_encodings_line_ends_and_delimiters_of_offices_are_read(folder: Path, content: str, encoding: str) -> None:
    file = folder / "register.csv"
    file.write_bytes(content.encode(encoding))
    plan = check(file, read_mapping(mapping(folder)))
    assert [case.old_reference for case in plan.cases] == ["Ä/1"]


def test_a_spreadsheet_with_real_dates_is_read(folder: Path) -> None:
    file = folder / "register.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet, day = book.add_worksheet("Old"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEAD.split(","))
        sheet.write_row(1, 0, ["A/1"])
        sheet.write_datetime(1, 1, dt.date(2015, 4, 1), day)
        sheet.write_number(2, 0, 77)
        sheet.write_string(2, 1, "2/4/2015")
        sheet.write_string(2, 4, "=HYPERLINK()")
    plan = check(file, read_mapping(mapping(folder)))
    assert [(case.old_reference, case.received_on.day) for case in plan.cases] == [("A/1", 1), ("77", 2)]


def test_several_sheets_need_a_name(folder: Path) -> None:
    file = folder / "register.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("One")
        book.add_worksheet("Two")
    with pytest.raises(BadFile, match="One, Two"):
        check(file, read_mapping(mapping(folder)))
    with pytest.raises(BadFile, match="no sheet called"):
        check(file, read_mapping(mapping(folder, more='sheet = "Three"')))


MAPPINGS = (
    ("not toml [", "TOML"),
    (BASIC.format(repeats="refuse", more="unknown = 1"), "unknown key “unknown”"),
    (BASIC.format(repeats="perhaps", more=""), "repeats"),
    (BASIC.format(repeats="refuse", more="").replace("complaint_review", "parking"), "case_type"),
    (BASIC.format(repeats="refuse", more="").replace('"closed"', '"nowhere"'), "no state “nowhere”"),
    (
        BASIC.format(repeats="refuse", more="").replace('open_state = "assessment"', 'open_state = "closed"'),
        "not closed",
    ),
    (BASIC.format(repeats="refuse", more="").replace('old_reference = "Ref"', ""), "needs “old_reference”"),
    (BASIC.format(repeats="refuse", more="").replace('finding = "Outcome"', 'colour = "Outcome"'), "no field “colour”"),
    (BASIC.format(repeats="refuse", more="skip_refused = 3"), "true or false"),
)


@pytest.mark.parametrize(("content", "says"), MAPPINGS)
def test_a_bad_mapping_is_refused_with_a_sentence(folder: Path, content: str, says: str) -> None:
    file = folder / "mapping.toml"
    file.write_text(content)
    with pytest.raises(BadMapping, match=says):
        read_mapping(file)


def test_an_unknown_column_names_those_that_are_there(folder: Path) -> None:
    file = register(folder, "1,1/4/2015", head="Number,Received")
    with pytest.raises(BadMapping, match=r"no column “Ref”\. It has: Number, Received"):
        check(file, read_mapping(mapping(folder)))


def test_an_imported_case_can_be_worked_on(folder: Path, staff: dict[str, Actor]) -> None:
    from tests import factories

    assert imported(folder, register(folder, "A/1,1/4/2015,,,Office")) == 0
    case = db.session.query(Case).one()
    case = factories.move(case, "withdraw", staff["reviewer"], evidence="An invented letter")
    assert (case.state, case.received_on) == ("withdrawn", dt.date(2015, 4, 1))
