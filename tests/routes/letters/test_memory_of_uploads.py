"""Whatever is uploaded, a web process stays small: everybody else works in it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.development.stack import ROOT
from tests.letters.documents import made
from tests.letters.test_word_dangers import good_parts, packed
from tests.letters.test_word_template import WHO

MOST = 400 * 1024
"""Kilobytes."""


@pytest.mark.skipif(sys.platform != "linux", reason="the size is read in /proc")
def test_a_web_process_stays_under_400_mb_through_every_upload(tmp_path: Path) -> None:
    picture, text = "word/media/a.png", "word/header9.xml"
    uploads = {
        "a part that says it is small": packed({**good_parts(), picture: bytes(400 * 1024 * 1024)}, {picture: 100}),
        "a text that says it is small": packed({**good_parts(), text: bytes(400 * 1024 * 1024)}, {text: 100}),
        "a part that says how large it is": packed({**good_parts(), picture: bytes(400 * 1024 * 1024)}, {}),
        "deep": packed({**good_parts(), text: b"<x>" * 100_000 + b"</x>" * 100_000}, {}),
        "much text": packed({**good_parts(), **{f"word/header{n}.xml": b"<x>" + b"<w/>" * 100_000 + b"</x>" for n in range(9)}}, {}),
        "5 MB": b"PK\x03\x04" + bytes(5 * 1024 * 1024),
        "a good one": made(WHO),
    }  # fmt: skip
    files = []
    for name, content in uploads.items():
        files.append(tmp_path / f"{name}.docx")
        files[-1].write_bytes(content)
    command = [sys.executable, "-m", "tests.routes.letters.uploading", str(tmp_path), *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *statuses, kilobytes = done.stdout.split()
    assert statuses == ["422"] * 5 + ["413", "303"]
    assert int(kilobytes) < MOST
