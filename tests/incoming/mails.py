"""Mail as bytes, written by hand after what real servers send. All people and addresses are invented."""

import base64
import datetime as dt

OURS = "<letter-7.abc@casework.example>"
ORIGINAL = (
    "From: Casework <casework@office.example>\nTo: pat@gone.example\nSubject: E-2026-00001: a letter\n"
    f"Message-ID: {OURS}\nReferences: <older@casework.example>\n\nDear Pat Invented,\n"
)


def parsed_day(day: str) -> dt.datetime:
    """Midnight of an ISO day, in UTC."""
    return dt.datetime.fromisoformat(f"{day}T00:00:00+00:00")


def plain(text: str = "Thank you.", *, sender: str = "Pat Invented <pat@known.example>", **headers: str) -> bytes:
    """`headers` by name with underscores, e.g. `in_reply_to=`."""
    given = {"subject": "A question", "message_id": "<m1@known.example>", "date": "Fri, 20 Nov 2026 10:00:00 +0000"}
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in {**given, **headers}.items()]
    return "\n".join([f"From: {sender}", "To: casework@office.example", *lines, "", text]).encode()


def report(
    fields: str, *, sender: str, subject: str, words: str, original: str = ORIGINAL, kind: str = "message/rfc822"
) -> bytes:
    """RFC 3464: words, fields, the mail that came back."""
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: casework@office.example\nSubject: {subject}\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\nMIME-Version: 1.0\n\n'
        f"--b1\nContent-Type: text/plain\n\n{words}\n"
        f"--b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.office.example\n\n{fields}\n"
        f"--b1\nContent-Type: {kind}\n\n{original}\n--b1--\n"
    ).encode()


def fields(action: str = "failed", status: str = "5.1.1", said: str = "smtp; 550 5.1.1 No such user here") -> str:
    return f"Final-Recipient: rfc822; Pat@Gone.example\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {said}\n"


POSTFIX = report(
    fields(said="smtp; 550 5.1.1\n    <pat@gone.example>: Recipient address rejected"),
    sender="MAILER-DAEMON@mx.office.example (Mail Delivery System)",
    subject="Undelivered Mail Returned to Sender",
    words="This is the mail system at host mx.office.example.",
)
EXCHANGE = report(
    fields(status="5.1.10", said="smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
    sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@office.example>",
    subject="Undeliverable: E-2026-00001: a letter",
    words="Delivery has failed to these recipients or groups:",
)
GMAIL = report(
    fields(said="smtp; 550-5.1.1 The email account that you tried to reach does not exist."),
    sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
    subject="Delivery Status Notification (Failure)",
    words="Address not found",
    kind="text/rfc822-headers",
)
DELAYED = report(
    fields(action="delayed", status="4.4.1", said="smtp; 451 try later"),
    sender="MAILER-DAEMON@mx.office.example",
    subject="Delayed Mail (still being retried)",
    words="THIS IS A WARNING ONLY.",
)
DELIVERED = report(
    fields(action="delivered", status="2.0.0", said="smtp; 250 ok"),
    sender="MAILER-DAEMON@mx.office.example",
    subject="Successful Mail Delivery Report",
    words="It was delivered.",
)
EXIM = (
    "Return-path: <>\nX-Failed-Recipients: pat@gone.example\nAuto-Submitted: auto-replied\n"
    "From: Mail Delivery System <Mailer-Daemon@mx.office.example>\nSubject: Mail delivery failed: returning message to sender\n\n"
    "A message that you sent could not be delivered to one or more of its recipients.\n\n  pat@gone.example\n"
    "    host mx.gone.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<pat@gone.example>:\n"
    f"    550 5.1.1 User unknown\n\n------ This is a copy of the message, including all the headers. ------\n\n{ORIGINAL}"
).encode()
QMAIL = (
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.gone.example\nSubject: failure notice\n\n"
    "Hi. This is the qmail-send program at mx.gone.example.\n\n<pat@gone.example>:\n192.0.2.1 does not like recipient.\n"
    f"Remote host said: 554 5.7.1 delivery not allowed\n\n--- Below this line is a copy of the message.\n\n{ORIGINAL}"
).encode()
FORWARDED = (
    "From: IT desk <desk@gone.example>\nSubject: Undeliverable: E-2026-00001: a letter\n"
    "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nThis mailbox is closed.\n"
    f"--x\nContent-Type: message/rfc822\n\n{ORIGINAL}\n--x--\n"
).encode()
ONLY_THE_ADDRESS = b"From: postmaster@gone.example\nSubject: Delivery failure\n\nYour mail to pat@gone.example was not accepted: 550 mailbox full\n"
BOUNCES = {
    "postfix": POSTFIX,
    "exchange": EXCHANGE,
    "gmail": GMAIL,
    "exim": EXIM,
    "qmail": QMAIL,
    "forwarded": FORWARDED,
}
OUT_OF_OFFICE = {
    "rfc 3834": plain("I am away.", subject="Away", auto_submitted="auto-replied"),
    "outlook": plain("Away.", subject="Automatic reply: Your letter", x_auto_response_suppress="All"),
    "x-autoreply": plain("Away.", x_autoreply="yes"),
    "vacation": plain("Away.", subject="Out of office", precedence="bulk"),
    "auto_reply": plain("Away.", precedence="auto_reply"),
}


def with_file(content: bytes, name: str, *, encoding: str = "base64", **headers: str) -> bytes:
    """A mail of two parts: words, and a file under `name`."""
    head = plain("", content_type='multipart/mixed; boundary="f1"', **headers)
    file = base64.encodebytes(content) if encoding == "base64" else content
    return b"".join(
        (
            head,
            b"\n--f1\nContent-Type: text/plain\n\nThank you.\n--f1\n",
            f'Content-Type: application/octet-stream; name="{name}"\n'.encode("utf-8", "surrogateescape"),
            f"Content-Transfer-Encoding: {encoding}\nContent-Disposition: attachment\n\n".encode(),
            file,
            b"\n--f1--\n",
        )
    )


def nested(depth: int) -> bytes:
    """Parts within parts."""
    parts = [f"Content-Type: multipart/mixed; boundary=b{one}\n\n--b{one}\n" for one in range(depth)]
    return ("From: pat@known.example\n" + "".join(parts) + "Content-Type: text/plain\n\nAt the bottom\n").encode()


HOSTILE = {
    "nothing": b"",
    "blanks": b" \r\n\r\n",
    "no headers": b"just some words",
    "NUL bytes": b"From: a\x00b@known.example\nSubject: x\x00y\n\nz\x00z",
    "unknown charset": plain("caf\xe9", content_type="text/plain; charset=x-none"),
    "wrong charset": b"From: pat@known.example\nContent-Type: text/plain; charset=utf-8\n\ncaf\xe9 \xff\xfe",
    "a codec that is no charset": plain("414243", content_type="text/plain; charset=hex"),
    "wrong base64": with_file(b"@@@not base64@@@\n=====", "a.pdf", encoding="base64 "),
    "half of base64": plain("QUJ", content_transfer_encoding="base64"),
    "nested 90 deep": nested(90),
    "nested 2,000 deep": nested(2000),
    "mail in mail in mail": b"Content-Type: message/rfc822\n\n" * 2000,
    "bytes of all kinds": bytes(range(256)) * 20,
    "header of megabytes": b"From: pat@known.example\nSubject: " + b"x" * 2_000_000 + b"\n\nwords",
    "many headers": b"From: pat@known.example\n" + b"X-A: b\n" * 50_000 + b"\nwords",
    "brackets": b"From: " + b"(" * 5000 + b"\n\nwords",
    "encoded name": b"From: =?x-none?q?=FF=00?= <pat@known.example>\nSubject: =?utf-8?b?!!!?=\n\nwords",
    "no boundary": plain("words", content_type="multipart/mixed"),
    "a date of the year 0": plain(date="Mon, 00 Foo 0000 99:99:99 +9999"),
    "one sign of base64 in a subject": plain(subject="=?utf-8?b?A?="),
    "one sign of base64 in a name": b"From: =?utf-8?b?A?= <pat@known.example>\n\nwords",
    "an escaping codec": plain("\\\\d \\\\ud800", content_type="text/plain; charset=raw_unicode_escape"),
    "a codec that takes hours": plain("a" * 1000 + "-" + "zz9ab" * 1000, content_type="text/plain; charset=punycode"),
    "10,000 parts": plain("--p\n\nx\n" * 10_000, content_type="multipart/mixed; boundary=p"),
    "mails of line ends in a report": report(
        fields(), sender="a@b.example", subject="x", words="x", original="\n" * 60_000
    ),
    "a report of empty lines": report("\n" * 60_000, sender="a@b.example", subject="x", words="x"),
    "quotes of nothing": plain("> \n" * 25_000, sender="MAILER-DAEMON@x.example", subject="failure notice"),
    "UTF-7": plain("+2AD- +ADw-script+AD4-", content_type="text/plain; charset=utf-7"),
    "a mail of line ends": b"From: pat@known.example\n\n" + b"\n" * 1_200_000,
    "90 boundaries and many lines": nested(90) + b"\n" * 400_000,
    "surrogates": "From: pat@known.example\nSubject: \ud800\n\n\udfff".encode("utf-8", "surrogatepass"),
}
