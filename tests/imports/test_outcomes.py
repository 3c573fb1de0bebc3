"""What a row becomes: its state, what its detail says, its values, and what happens to repeats of it."""

import datetime as dt
from pathlib import Path

import pytest

from casework.access import SYSTEM
from casework.errors import Conflict
from casework.extensions import db
from casework.imports import command
from casework.imports.checking import check
from casework.imports.mapping import read_mapping
from casework.imports.writing import write
from casework.models import Case, Code, EnquiryDetail, ReviewDetail
from casework.statistics import runs
from casework.statistics.measures import BY_CODE
from casework.statistics.years import ReportingYear
from casework.transaction import unit_of_work

pytestmark = pytest.mark.usefixtures("context")

HEAD = "Ref,Received,Closed,Outcome,Status,Kind,Why,Kind name"
REVIEWS = """
case_type = "complaint_review"
open_state = "assessment"
closed_state = "closed"
create_codes = true
repeats = "merge"
{more}
[columns]
old_reference = "Ref"
received_on = "Received"
closed_on = "Closed"
decided_on = "Closed"
finding = "Outcome"
status = "Status"
issue = "Kind"
issue_label = "Kind name"
invalid_reason = "Why"
[states]
Withdrawn = "withdrawn"
Passed = "forwarded_to_iopc"
Invalid = "closed_invalid"
[translate.invalid_reason]
Late = "OUT_OF_TIME"
"""
RECEIVED, CLOSED = dt.date(2015, 4, 1), dt.date(2015, 5, 1)


def files(folder: Path, *rows: str, mapping: str = REVIEWS, more: str = "") -> tuple[Path, Path]:
    register, toml = folder / "old.csv", folder / "mapping.toml"
    register.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    toml.write_text(mapping.replace("{more}", more))
    return register, toml


def bring_in(folder: Path, *rows: str, mapping: str = REVIEWS, more: str = "") -> int:
    return command.run(*files(folder, *rows, mapping=mapping, more=more), dry_run=False, report=None)


def only() -> tuple[Case, ReviewDetail]:
    case = db.session.query(Case).one()
    return case, db.session.get_one(ReviewDetail, case.id)


OUTCOMES = {
    # closed, outcome, status, why invalid: state, decided on, validity, withdrawn on, forwarded on, the count it is in
    ("2015-05-01", "Upheld", "Done", ""): ("closed", CLOSED, "valid", None, None, "decided"),
    ("2015-05-01", "", "Done", ""): ("closed", None, "pending", None, None, "closed_otherwise"),
    ("2015-05-01", "", "Withdrawn", ""): ("withdrawn", None, "pending", CLOSED, None, "withdrawn"),
    ("2015-05-01", "", "Passed", ""): ("forwarded_to_iopc", None, "pending", None, CLOSED, "passed_to_iopc"),
    ("2015-05-01", "", "Invalid", "Late"): ("closed_invalid", None, "invalid", None, None, "invalid"),
    ("", "", "Done", ""): ("assessment", None, "valid", None, None, "open_at_end"),
    ("", "", "Withdrawn", ""): ("assessment", None, "valid", None, None, "open_at_end"),
}
WAYS_OUT = ("decided", "passed_to_iopc", "withdrawn", "invalid", "closed_otherwise", "open_at_end")


@pytest.mark.parametrize("given", OUTCOMES)
def test_a_row_becomes_what_its_end_and_status_say_and_counts_once(
    tmp_path: Path, given: tuple[str, str, str, str]
) -> None:
    closed, outcome, status, why = given
    assert bring_in(tmp_path, f"A/1,2015-04-01,{closed},{outcome},{status},,{why},") == 0
    case, detail = only()
    year = ReportingYear(2015)
    counted = [way for way in WAYS_OUT if runs.figures(BY_CODE[f"reviews_{way}"], year)[0].record_ids]
    found = (case.state, case.decided_on, detail.validity, detail.withdrawn_on, detail.forwarded_on, *counted)
    assert found == OUTCOMES[given]
    assert detail.valid_on == (RECEIVED if detail.validity == "valid" else None)
    assert detail.invalid_reason == ("OUT_OF_TIME" if why else None)


def test_an_invalid_one_needs_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring_in(tmp_path, "A/1,2015-04-01,2015-05-01,,Invalid,,,") == 1
    assert "line 2, column “Why”: is empty" in capsys.readouterr().out


def test_an_enquiry_comes_in_with_its_own_detail(tmp_path: Path) -> None:
    mapping = (
        'case_type = "enquiry"\nopen_state = "drafting"\nclosed_state = "closed"\n'
        '[columns]\nold_reference = "Ref"\nreceived_on = "Received"\nclosed_on = "Closed"\n'
    )
    assert bring_in(tmp_path, "A/1,2015-04-01,2015-05-01,,,,,", "A/2,2015-04-01,,,,,,", mapping=mapping) == 0
    rows = db.session.query(Case).order_by(Case.number).all()
    assert [(case.reference[:2], case.state, case.closed_on) for case in rows] == [
        ("E-", "closed", CLOSED),
        ("E-", "drafting", None),
    ]
    assert {row.case_id for row in db.session.query(EnquiryDetail)} == {case.id for case in rows}


def test_values_longer_than_a_code_stay_apart_and_keep_their_words(tmp_path: Path) -> None:
    one, other = "A very long kind of matter " * 4 + "one", "A very long kind of matter " * 4 + "other"
    rows = (f"A/{number},2015-04-01,,{kind},,{kind},,{kind}" for number, kind in enumerate((one, other)))
    assert bring_in(tmp_path, *rows) == 0
    for list_name in ("issue", "finding"):
        made = db.session.query(Code).filter_by(list_name=list_name, source="import")
        assert sorted(code.label for code in made) == [one, other]


def test_only_values_of_cases_that_came_in_join_the_lists(tmp_path: Path) -> None:
    rows = ("A/1,2015-04-01,,,,K1,,Kind one", "A/1,2015-04-01,,,,K2,,Kind two", "A/2,nonsense,,,,K3,,Kind three")
    assert bring_in(tmp_path, *rows, more="skip_refused = true") == 0
    made = db.session.query(Code).filter_by(source="import")
    assert [(code.list_name, code.code, code.label) for code in made] == [("issue", "K1", "Kind one")]


def test_a_record_with_a_refused_row_is_left_out_as_a_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ("A/1,2015-04-01,,,,,,", "A/1,2015-04-31,,,,,,", "A/2,2015-04-01,,,,,,")
    assert bring_in(tmp_path, *rows, more="skip_refused = true") == 0
    assert db.session.query(Case).one().old_reference == "A/2"
    said = capsys.readouterr().out
    assert "1  rows refused" in said
    assert "1  records left out" in said


def test_repeats_that_contradict_each_other_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring_in(tmp_path, "A/1,2015-04-01,,,,K1,,", "A/1,2015-04-01,2015-05-01,,,K2,,") == 0
    said = capsys.readouterr().out
    assert "1    of them with another “closed_on”" in said
    assert "1    of them with another “issue”" in said
    case, _ = only()
    assert (case.issue, case.closed_on) == ("K1", CLOSED)


def test_new_rows_of_a_longer_register_join_those_that_are_here(tmp_path: Path) -> None:
    assert bring_in(tmp_path, "A/1,2015-04-01,,,,,,") == 0
    assert bring_in(tmp_path, "A/1,2015-04-01,2015-05-01,Upheld,,,,", "A/2,2015-04-01,,,,,,") == 0
    rows = db.session.query(Case).order_by(Case.number).all()
    assert [(case.old_reference, case.number, case.state) for case in rows] == [
        ("A/1", 1, "assessment"),
        ("A/2", 2, "assessment"),
    ]


def test_a_plan_that_somebody_overtook_writes_nothing(tmp_path: Path) -> None:
    register, toml = files(tmp_path, "A/1,2015-04-01,,,,,,", "A/2,2015-04-01,,,,,,")
    plan = check(register, read_mapping(toml))
    db.session.rollback()
    assert bring_in(tmp_path, "A/2,2015-04-01,,,,,,") == 0
    with pytest.raises(Conflict, match="Run the import again"), unit_of_work():
        write(plan, actor=SYSTEM)
    assert [case.old_reference for case in db.session.query(Case)] == ["A/2"]
