"""Signs that mean something in a search pattern mean nothing where a mail brings them."""

import pytest

from casework.incoming.parsing import parse


@pytest.mark.parametrize("line", ["(a+)+$", "a.*b", "[", "a|b", "x{1,9999}", "(?P<n>", "\\1", "^--"])
def test_a_line_between_parts_of_any_signs_is_only_a_line(line: str) -> None:
    raw = (
        "From: pat@known.example\nSubject: A question\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/mixed; boundary="{line.replace(chr(92), chr(92) * 2)}"\n\n'
        f"--{line}\nContent-Type: text/plain\n\nThank you.\n"
        f"--{line}\nContent-Type: text/plain\nContent-Disposition: attachment; filename={chr(34)}a.txt{chr(34)}\n\nx\n"
        f"--{line}--\n"
    )
    mail = parse(raw.encode())
    assert mail.text.strip() == "Thank you."
    assert [file.file_name for file in mail.attachments] == ["a.txt"]
