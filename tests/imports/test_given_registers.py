"""Registers that once came in wrong (tests/inputs): what must become of each, on both databases."""

from pathlib import Path

import pytest

from casework.extensions import db
from casework.imports import command
from casework.imports.checking import check
from casework.imports.mapping import read_mapping
from casework.models import Case, Code

pytestmark = pytest.mark.usefixtures("context")
INPUTS = Path(__file__).parent.parent / "inputs"
MAPPING, MERGING = INPUTS / "register.toml", INPUTS / "register-merge.toml"


def test_s01_labels_of_our_own_lists_are_their_codes() -> None:
    before = db.session.query(Code).count()
    assert command.run(INPUTS / "s01-labels-of-our-own-lists.csv", MAPPING, dry_run=False, report=None) == 0
    cases = db.session.query(Case).order_by(Case.old_reference).all()
    assert [(case.issue, case.district) for case in cases] == [("traffic", "leeds"), ("traffic", "bradford")]
    assert db.session.query(Code).count() == before


@pytest.mark.parametrize("mapping", [MAPPING, MERGING])
def test_s03_error_cells_are_refused_with_line_and_column(mapping: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(INPUTS / "s03-error-cells.xlsx", mapping, dry_run=False, report=None) == 1
    said = capsys.readouterr().out
    assert "3  rows refused" in said
    for line in (2, 3, 4):
        assert f"line {line}, column “Ref”: “#N/A” is an error of the spreadsheet" in said
    assert db.session.query(Case).count() == 0


@pytest.mark.parametrize(("first", "second"), [("xlsx", "csv"), ("csv", "xlsx")])
def test_s05_a_reference_is_the_same_in_csv_and_xlsx(
    first: str, second: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(INPUTS / f"s05-leading-zeros.{first}", MAPPING, dry_run=False, report=None) == 0
    assert db.session.query(Case).one().old_reference == "00123"
    assert command.run(INPUTS / f"s05-leading-zeros.{second}", MAPPING, dry_run=False, report=None) == 0
    assert "Nothing new" in capsys.readouterr().out
    assert db.session.query(Case).count() == 1


def test_s07_a_line_that_names_the_separator_is_no_row() -> None:
    plan = check(INPUTS / "s07-sep-line.csv", read_mapping(MAPPING))
    assert [(case.old_reference, case.issue) for case in plan.cases] == [("F1", "Noise")]
    assert plan.lines == {"F1": 3}


def test_s09_the_dry_run_names_references_that_look_like_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(INPUTS / "s09-reference-in-two-spellings.csv", MAPPING, dry_run=True, report=None) == 0
    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if "look like one reference" in line]
    for one in ("“E/12” (line 2)", "“e/12” (line 3)", "“E / 12” (line 4)"):
        assert one in line
    assert "3  new cases" in said
