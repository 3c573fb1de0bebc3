"""The name of a file is chosen by whoever sent it: it reaches the browser as a name and as nothing else."""

import pytest
from werkzeug.http import parse_options_header

from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.routes.conftest import Inside, SignIn


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("Zoë, papers.pdf", "Zoë, papers.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a.pdf; filename=b.exe", "a.pdf; filename=b.exe"),
        ("=?utf-8?q?a=0D=0ASet-Cookie=3A_b=3Dc.pdf?=", None),
        ("\\\\server\\share\\a.pdf", None),
        ("CON.pdf", None),
    ],
)
def test_a_file_is_saved_by_a_name_that_is_only_a_name(
    signed_in: SignIn, inside: Inside, name: str, saved_as: str | None
) -> None:
    def take_in() -> tuple[int, int]:
        mail = receive(mails.with_file(b"%PDF-1.7 x", name, subject="A new matter"))
        return mail.id, mail.attachments[0].id

    number, file_id = inside(take_in)
    answer = signed_in("officer").get(f"/mail/{number}/files/{file_id}")
    assert answer.status_code == 200
    kind, options = parse_options_header(answer.headers["Content-Disposition"])
    assert kind == "attachment"
    assert set(options) == {"filename"}
    assert not set("/\\\r\n") & set(options["filename"])
    assert "b=c" not in answer.headers.get("Set-Cookie", "")
    assert saved_as in (None, options["filename"])
