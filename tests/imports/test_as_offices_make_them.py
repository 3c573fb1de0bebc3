"""Registers as offices make them: two spellings of one thing, cells that hold no value, titles, moments, separators."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from casework.extensions import db
from casework.imports import command
from casework.imports.bad_file import BadFile
from casework.imports.checking import check
from casework.imports.mapping import BadMapping, read_mapping
from casework.imports.plan import Plan
from casework.models import Case, Code, ReviewDetail

pytestmark = pytest.mark.usefixtures("context")
START = 'case_type = "complaint_review"\nopen_state = "assessment"\nclosed_state = "closed"\n'
COLUMNS = (
    '[columns]\nold_reference = "Ref"\nreceived_on = "Received"\nclosed_on = "Closed"\ndecided_on = "Closed"\n'
    'issue = "Topic"\ndistrict = "District"\nfinding = "Outcome"\ninvestigating_body = "By"\nstatus = "Status"\n'
)
HEAD = "Ref,Received,Closed,Topic,District,Outcome,By,Status"


def mapping(folder: Path, more: str = "create_codes = true\n", *, columns: str = COLUMNS) -> Path:
    toml = folder / "mapping.toml"
    toml.write_text(START + more + columns, encoding="utf-8")
    return toml


def register(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "old.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return file


def planned(folder: Path, *rows: str, more: str = "create_codes = true\n", columns: str = COLUMNS) -> Plan:
    return check(register(folder, *rows), read_mapping(mapping(folder, more, columns=columns)))


@pytest.mark.parametrize(
    ("topic", "district"),
    [
        ("TRAFFIC ISSUES", "LEEDS"), ("traffic  issues", "leeds"), ("Traffic-issues", "Leeds "), ("traffic", "Leeds"),
        ("Traffic\u00a0Issues", "leeds"), ("TrafficIssues", "LEEDS"), ("Traffic\u2011issues", "Leeds"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("more", ["", "create_codes = true\n"])
def test_a_value_is_ours_however_it_is_spelt(tmp_path: Path, topic: str, district: str, more: str) -> None:
    plan = planned(tmp_path, f"A/1,2015-04-01,,{topic},{district},,,", more=more)
    assert (plan.refusals, [(case.issue, case.district) for case in plan.cases]) == ([], [("traffic", "leeds")])
    assert plan.codes == {}


@pytest.mark.parametrize("word", ["Anti social behaviour", "ANTISOCIAL BEHAVIOUR", "Anti\u2013Social Behaviour", "asb"])
def test_kinds_of_dash_make_no_other_value(tmp_path: Path, word: str) -> None:
    assert [case.issue for case in planned(tmp_path, f"A/1,2015-04-01,,{word},,,,").cases] == ["asb"]


def test_new_values_that_differ_in_capitals_alone_become_one(tmp_path: Path) -> None:
    plan = planned(tmp_path, "A/1,2015-04-01,,Noise at night,,,,", "A/2,2015-04-01,,NOISE  at  Night,,,,")
    assert {case.issue for case in plan.cases} == {"Noise at night"}
    assert plan.codes == {("issue", "Noise at night"): "Noise at night"}


def test_numbers_with_dashes_stay_apart(tmp_path: Path) -> None:
    plan = planned(tmp_path, "A/1,2015-04-01,,1-1,,,,", "A/2,2015-04-01,,11,,,,")
    assert [case.issue for case in plan.cases] == ["1-1", "11"]


def test_a_label_that_two_values_have_is_refused_until_somebody_says_which(tmp_path: Path) -> None:
    db.session.add_all(Code(list_name="issue", code=code, label="Twice", position=99, source="office") for code in "xy")
    db.session.flush()
    plan = planned(tmp_path, "A/1,2015-04-01,,twice,,,,")
    assert "is the name of several values" in plan.refusals[0].reason
    told = planned(tmp_path, "A/1,2015-04-01,,twice,,,,", columns=COLUMNS + '[translate.issue]\nTwice = "y"\n')
    assert [case.issue for case in told.cases] == ["y"]


def test_a_status_a_translation_and_our_own_body_are_found_however_they_are_spelt(tmp_path: Path) -> None:
    columns = COLUMNS + '[states]\nWithdrawn = "withdrawn"\n[translate.finding]\n"Not upheld" = "outcome_rp"\n'
    more = 'create_codes = true\noffice_bodies = ["This Office", "Review-Team"]\n'
    rows = (
        "A/1,2015-04-01,2015-05-01,,,,this  office,WITHDRAWN ",
        "A/2,2015-04-01,2015-05-01,,,not-upheld,review team,",
    )
    first, second = planned(tmp_path, *rows, more=more, columns=columns).cases
    assert (first.state, first.investigating_body, first.conducted_by_office) == ("withdrawn", "lpb", True)
    assert (second.finding, second.conducted_by_office) == ("outcome_rp", True)


@pytest.mark.parametrize(
    "cell", ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "####", "Err:502"]
)
@pytest.mark.parametrize("place", range(4))
def test_an_error_of_the_spreadsheet_is_no_value_in_any_column(tmp_path: Path, cell: str, place: int) -> None:
    row = ["A/1", "2015-04-01", "", ""]
    row[place] = cell
    (refusal,) = planned(tmp_path, ",".join([*row, "", "", "", ""])).refusals
    assert (refusal.line, refusal.column) == (2, HEAD.split(",")[place])
    assert f"“{cell}” is an error of the spreadsheet" in refusal.reason


def test_an_error_in_a_column_that_is_not_brought_in_harms_nobody(tmp_path: Path) -> None:
    file = register(tmp_path, "A/1,2015-04-01,,,,,,,#N/A", head=f"{HEAD},Officer")
    assert check(file, read_mapping(mapping(tmp_path))).refusals == []


def sheet(folder: Path, *cells: tuple[object, str], **how: object) -> Path:
    """A register of one row per (value, number format) of the reference."""
    file = folder / "old.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        page, day = book.add_worksheet("Old"), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, HEAD.split(","))
        for line, (value, number_format) in enumerate(cells, start=1):
            form = book.add_format({"num_format": number_format})
            if isinstance(value, str) and value.startswith("="):
                page.write_formula(line, 0, value, form, how.get("saved", 0))
            else:
                page.write(line, 0, value, form)
            page.write_datetime(line, 1, dt.date(2015, 4, 1), day)
    return file


SHOWN = (
    (123, "00000", "00123"),
    (123, "General", "123"),
    (123, "0", "123"),
    (123456, "00000", "123456"),
    (0, "000", "000"),
    (12, '"E/"0000', "E/0012"),
    (12, '0"/15"', "12/15"),
    (201500012, "0000-00000", "2015-00012"),
    (12, "\\R0000;-0", "R0012"),
    (12, "[Red]0000", "0012"),
    (1234, "#,##0", "1234"),
    (12, "0.00", "12"),
    ("00123", "@", "00123"),
    (10**15, "0", "1000000000000000"),
)


@pytest.mark.parametrize(("value", "number_format", "reference"), SHOWN)
def test_a_number_is_read_as_the_sheet_shows_it(
    tmp_path: Path, value: object, number_format: str, reference: str
) -> None:
    plan = check(sheet(tmp_path, (value, number_format)), read_mapping(mapping(tmp_path)))
    assert [case.old_reference for case in plan.cases] == [reference]


def test_a_formula_that_nobody_calculated_is_no_value(tmp_path: Path) -> None:
    file = sheet(tmp_path, ("=1+1", "General"), ("=2+2", "General"))
    plan = check(file, read_mapping(mapping(tmp_path)))
    assert [(one.line, one.column) for one in plan.refusals] == [(2, "Ref"), (3, "Ref")]
    assert "never calculated" in plan.refusals[0].reason


def test_a_formula_that_was_calculated_is_read_by_its_value(tmp_path: Path) -> None:
    plan = check(sheet(tmp_path, ("=40+2", "General"), saved=42), read_mapping(mapping(tmp_path)))
    assert [case.old_reference for case in plan.cases] == ["42"]


MOMENTS = (
    ("%Y-%m-%dT%H:%M:%SZ", "2016-03-31T23:30:00Z", dt.date(2016, 4, 1)),
    ("%Y-%m-%dT%H:%M:%SZ", "2016-03-31T22:30:00Z", dt.date(2016, 3, 31)),
    ("%Y-%m-%dT%H:%M:%S%z", "2016-03-31T23:30:00Z", dt.date(2016, 4, 1)),
    ("%Y-%m-%dT%H:%M:%S%z", "2016-04-01T00:30:00+01:00", dt.date(2016, 4, 1)),
    ("%Y-%m-%dT%H:%M:%S%z", "2016-04-01T00:30:00+0200", dt.date(2016, 3, 31)),
    ("%Y/%m/%d %H:%M:%S+00", "2016/03/31 23:30:00+00", dt.date(2016, 4, 1)),
    ("%Y/%m/%d %H:%M:%S-05:00", "2016/03/31 20:00:00-05:00", dt.date(2016, 4, 1)),
    ("%Y-%m-%d %H:%M UTC", "2016-01-31 23:30 UTC", dt.date(2016, 1, 31)),
    ("%d/%m/%Y %H:%M %Z", "31/03/2016 23:30 GMT", dt.date(2016, 4, 1)),
    ("%Y-%m-%d %H:%M:%S", "2016-03-31 23:30:00", dt.date(2016, 3, 31)),
    ("%d/%m/%Y", "31/03/2016", dt.date(2016, 3, 31)),
)


@pytest.mark.parametrize(("pattern", "text", "day"), MOMENTS)
def test_a_moment_with_a_zone_is_the_day_in_london(tmp_path: Path, pattern: str, text: str, day: dt.date) -> None:
    plan = planned(tmp_path, f"A/1,{text},,,,,,", more=f'date_formats = ["{pattern}"]\n')
    assert [case.received_on for case in plan.cases] == [day]


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;"])
def test_a_line_of_excel_that_names_the_separator_is_read(tmp_path: Path, line: str) -> None:
    file = register(tmp_path, HEAD.replace(",", ";"), "A/1;2015-04-01;;;;;;", "A/2;nonsense;;;;;;", head=line)
    plan = check(file, read_mapping(mapping(tmp_path)))
    assert [case.old_reference for case in plan.cases] == ["A/1"]
    assert [(one.line, one.column) for one in plan.refusals] == [(4, "Received")]


@pytest.mark.parametrize(
    "above", [["Complaints register 2015"], ["Complaints register 2015,,,,,,,"], ["Register,,Printed 3 May 2015", ""], ["", "Register"]]
)  # fmt: skip
def test_a_title_above_the_columns_is_named_with_the_line_of_the_columns(tmp_path: Path, above: list[str]) -> None:
    file = register(tmp_path, *above[1:], HEAD, "A/1,2015-04-01,,,,,,", head=above[0])
    with pytest.raises(BadFile, match=f"is a title: the names of the columns are in line {len(above) + 1}"):
        check(file, read_mapping(mapping(tmp_path)))


def test_a_title_in_a_sheet_is_named_too(tmp_path: Path) -> None:
    file = tmp_path / "old.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet("Old")
        page.write(0, 0, "Complaints register 2015")
        page.write_row(2, 0, HEAD.split(","))
        page.write_row(3, 0, ["A/1", "2015-04-01"])
    with pytest.raises(BadFile, match=r"“Complaints register 2015”, is a title: .* in line 3"):
        check(file, read_mapping(mapping(tmp_path)))


@pytest.mark.parametrize(
    "line", [",".join(str(number) for number in range(1_000_000)), "," * 1_000_000, "a;" * 1_000_000]
)
def test_a_million_columns_are_refused_at_once(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadFile, match="more than 16,384 columns"):
        check(register(tmp_path, "1,2", head=line), read_mapping(mapping(tmp_path)))


def test_a_million_cells_in_a_row_of_a_sheet_are_refused_before_they_become_objects(tmp_path: Path) -> None:
    import zipfile

    good = sheet(tmp_path, (1, "0"))
    wide = tmp_path / "wide.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(wide, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            part = source.read(name)
            made.writestr(
                name,
                part.replace(b"</row>", b"<c><v>1</v></c>" * 1_000_000 + b"</row>", 1) if "sheet1" in name else part,
            )
    with pytest.raises(BadFile, match="more than 16,384 columns"):
        check(wide, read_mapping(mapping(tmp_path)))


def test_contradicting_findings_are_refused_without_an_order(tmp_path: Path) -> None:
    rows = ("A/1,2015-04-01,2015-05-01,,,Upheld,,", "A/1,2015-04-01,2015-05-01,,,Not upheld,,")
    plan = planned(tmp_path, *rows, more='create_codes = true\nrepeats = "merge"\n')
    assert [(one.line, one.column) for one in plan.refusals] == [(3, "Outcome")]
    assert "“Upheld” and “Not upheld”: say under [order]" in plan.refusals[0].reason
    assert (plan.cases, plan.left_out) == ([], 1)


@pytest.mark.parametrize("turned", [False, True])
def test_contradicting_findings_are_resolved_by_the_order_and_not_by_the_rows(tmp_path: Path, turned: bool) -> None:
    rows = ["A/1,2015-04-01,2015-05-01,,,Not upheld,,", "A/1,2015-04-01,2015-05-01,,,UPHELD,,"]
    columns = COLUMNS + '[order]\nfinding = ["upheld", "Not upheld"]\n[translate.finding]\nUpheld = "outcome_not_rp"\n'
    plan = planned(
        tmp_path,
        *(reversed(rows) if turned else rows),
        more='create_codes = true\nrepeats = "merge"\n',
        columns=columns,
    )
    assert [case.finding for case in plan.cases] == ["outcome_not_rp"]
    assert plan.contradictions["finding"] == 1


def test_a_finding_that_the_order_does_not_have_is_refused(tmp_path: Path) -> None:
    rows = ("A/1,2015-04-01,2015-05-01,,,Upheld,,", "A/1,2015-04-01,2015-05-01,,,Perhaps,,")
    more = 'create_codes = true\nrepeats = "merge"\n'
    plan = planned(tmp_path, *rows, more=more, columns=COLUMNS + '[order]\nfinding = ["Upheld"]\n')
    assert "“order.finding” lacks “Perhaps”" in plan.refusals[0].reason


def test_one_bad_cell_does_not_lose_the_record_where_the_mapping_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = 'create_codes = true\nkeep_without = ["closed_on", "decided_on", "issue"]\n'
    file = register(
        tmp_path, "A/1,2015-04-01,31/2/2015,,,,,", "A/2,2015-04-01,2014-01-01,,,Upheld,,", "A/3,2015-04-01,,#N/A,,,,",
        "A/4,nonsense,,,,,,",
    )  # fmt: skip
    report = tmp_path / "report.csv"
    assert command.run(file, mapping(tmp_path, more + "skip_refused = true\n"), dry_run=False, report=report) == 0
    cases = db.session.query(Case).order_by(Case.old_reference).all()
    assert [(case.old_reference, case.state, case.closed_on, case.issue) for case in cases] == [
        (name, "assessment", None, None) for name in ("A/1", "A/2", "A/3")
    ]
    assert db.session.query(ReviewDetail).count() == 3
    said = capsys.readouterr().out
    assert "line 2, column “Closed”: “31/2/2015” is no date of the form %Y-%m-%d or %d/%m/%Y. Kept without it" in said
    assert "line 4, column “Topic”" in said
    assert "line 5, column “Received”" in said
    assert "(kept without it)" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('keep_without = ["received_on"]\n', "“keep_without”: “received_on” is none of"),
        ('keep_without = "issue"\n', "“keep_without” in the mapping must be a list"),
        ('order = {finding = "x"}\n', "“order.finding” is not a list of values"),
        ('order = {status = ["x"]}\n', "“order.status” is not a list of values"),
    ],
)
def test_what_a_mapping_says_wrong_about_this_is_one_sentence(tmp_path: Path, more: str, says: str) -> None:
    with pytest.raises(BadMapping, match=says):
        read_mapping(mapping(tmp_path, more))


def test_the_dry_run_names_a_reference_that_looks_like_one_that_is_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        command.run(register(tmp_path, "CO/00123/15,2015-04-01,,,,,,"), mapping(tmp_path), dry_run=False, report=None)
        == 0
    )
    file = register(tmp_path, "co-123-15,2015-04-01,,,,,,", "CO/1/2315,2015-04-01,,,,,,")
    assert command.run(file, mapping(tmp_path), dry_run=True, report=None) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "look like one" in line]
    assert line.strip() == (
        "“CO/00123/15” (here already) and “co-123-15” (line 2) look like one reference: are they one record?"
    )


def test_the_dry_run_says_which_values_join_the_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = register(tmp_path, "A/1,2015-04-01,,Noise,Leeds,,,")
    assert command.run(file, mapping(tmp_path), dry_run=True, report=None) == 0
    assert "new in the list “issue”: “Noise”\n" in capsys.readouterr().out
