"""Mail as bytes, written by hand after what real servers send. All people and addresses are invented."""

OURS = "<letter-7.abc@casework.example>"
ORIGINAL = (
    f"From: Casework <casework@office.example>\nTo: pat@gone.example\nSubject: E-2026-00001: a letter\n"
    f"Message-ID: {OURS}\nReferences: <older@casework.example>\n\nDear Pat Invented,\n"
)


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
