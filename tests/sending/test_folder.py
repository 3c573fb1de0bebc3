"""Mail into a folder."""

import datetime as dt
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from casework.sending.adapter import Enclosure, Mail, Outcome, Unreachable
from casework.sending.folder import FolderAdapter

SENDER = "Casework <casework@office.example>"
MAIL = Mail(
    to="pat@invented.example",
    subject="E-2026-00001: a letter",
    text="Dear Pat, caf\u00e9",
    message_id="<letter-1@casework.example>",
    written_at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC),
)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_mail_is_one_file_that_a_mail_program_opens(tmp_path: Path) -> None:
    enclosure = Enclosure(file_name="a.pdf", media_type="application/pdf", content=b"%PDF \x00\xff\r\n\n")
    with FolderAdapter(tmp_path / "out", SENDER) as adapter:
        adapter.open()
        assert adapter.find(MAIL.message_id, MAIL.written_at) is None
        for _ in range(2):
            result = adapter.send(replace(MAIL, attachments=(enclosure,)))
        found = adapter.find(MAIL.message_id, MAIL.written_at)
    assert files(tmp_path / "out") == ["letter-1_casework.example.eml"]
    assert (result.outcome, result.provider_id) == (Outcome.SENT, "letter-1_casework.example.eml")
    assert found is not None
    assert found.outcome is Outcome.SENT
    kept = message_from_bytes((tmp_path / "out" / str(result.provider_id)).read_bytes(), policy=policy.default)
    assert kept["To"] == MAIL.to
    (attached,) = kept.iter_attachments()
    assert attached.get_content() == enclosure.content


@pytest.mark.parametrize("message_id", ["<../../etc/passwd>", "</root/x@y>", "<.hidden@y>", f"<{'x' * 400}@y>"])
def test_no_message_id_leads_out_of_the_folder(tmp_path: Path, message_id: str) -> None:
    folder = tmp_path / "out"
    with FolderAdapter(folder, SENDER) as adapter:
        adapter.open()
        assert adapter.send(replace(MAIL, message_id=message_id)).outcome is Outcome.SENT
    assert files(tmp_path) == ["out"]
    assert len(files(folder)) == 1


def test_a_folder_that_cannot_be_made_or_written_to_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with FolderAdapter(tmp_path / "taken" / "out", SENDER) as adapter:
        with pytest.raises(Unreachable):
            adapter.open()
        assert adapter.send(MAIL).outcome is Outcome.LATER
