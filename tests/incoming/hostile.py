"""Mail that takes seconds to take apart: the shapes that were found, at a size that a test can wait for."""

import base64

from tests.incoming import mails

FIELDS = "Final-Recipient: rfc822; pat@gone.example\nAction: failed\nStatus: 5.1.1\n" * 50_000
SHAPES = {
    "a report of header lines": mails.report(FIELDS, sender="MAILER-DAEMON@mx.gone.example", subject="x", words="x"),
    "parts with nothing in them": mails.plain("--p\n\n\n" * 60_000, content_type="multipart/mixed; boundary=p"),
    "a page of blocks": mails.plain("<div>" * 1_000_000, content_type="text/html"),
    "a large file": mails.with_file(base64.b64decode(b"AAAA") * 10_000_000, "large.pdf"),
}
