"""A spreadsheet that would have files of the server read, or that grows without end as it is read."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from casework.extensions import db
from casework.imports import command
from casework.models import Case

pytestmark = pytest.mark.usefixtures("context")

MAPPING = """case_type = "enquiry"
open_state = "new"
closed_state = "closed"
create_codes = true
[columns]
old_reference = "Ref"
received_on = "Received"
"""
GROWS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)  # ten to the ninth letters


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("shape", ["a file of the server", "a text that grows"])
def test_a_spreadsheet_with_entities_reads_no_file_and_takes_no_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str, shape: str
) -> None:
    secret, made, hostile = tmp_path / "secret.txt", tmp_path / "good.xlsx", tmp_path / "old.xlsx"
    secret.write_text("a word of the server alone")
    with xlsxwriter.Workbook(str(made)) as book:
        book.add_worksheet("Old").write_column(0, 0, ["Ref", "A/1"])
    head = f'<!DOCTYPE x [<!ENTITY i SYSTEM "{secret.as_uri()}">]>' if shape.startswith("a file") else GROWS + "]>"
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(hostile, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                declared, _, rest = text.partition(b"?>")
                text = declared + b"?>" + head.encode() + rest.replace(b"A/1", b"&i;").replace(b'"Old"', b'"&i;"')
            target.writestr(name, text)
    (tmp_path / "mapping.toml").write_text(MAPPING)
    assert command.run(hostile, tmp_path / "mapping.toml", dry_run=False, report=None) == 1
    said = capsys.readouterr()
    assert "a word of the server" not in said.out + said.err
    assert len(said.out + said.err) < 2000
    assert db.session.query(Case).count() == 0
