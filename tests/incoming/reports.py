"""Reports and answers as other servers write them, besides those of `mails`: which program, and what it is about."""

from tests.incoming.mails import ORIGINAL, OURS, fields, plain, report

REWRITTEN = ORIGINAL.replace(OURS, "<0102018f-000000@eu-west-2.amazonses.com>")
"""Amazon SES gives each mail a Message-ID of its own."""
SES = report(
    fields(said="smtp; 550 5.1.1 user unknown"),
    sender="MAILER-DAEMON@eu-west-2.amazonses.com",
    subject="Delivery Status Notification (Failure)",
    words="An error occurred while trying to deliver the mail to the following recipients:\npat@gone.example",
    original=REWRITTEN,
)
DOMINO = report(
    fields(status="5.0.0", said="X-Notes; User pat (pat@gone.example) not listed in Domino Directory"),
    sender="Postmaster@gone.example",
    subject="DELIVERY FAILURE: User pat (pat@gone.example) not listed in Domino Directory",
    words="Your message\n\n  Subject: E-2026-00001: a letter\n\nwas not delivered to:\n\n  pat@gone.example",
)
PROOFPOINT = report(
    fields(said="smtp; 550 5.7.1 Message refused"),
    sender="Mail Delivery Subsystem <MAILER-DAEMON@mx07.pphosted.example>",
    subject="Returned mail: see transcript for details",
    words="----- Transcript of session follows -----\n... while talking to mx.gone.example.:\n<<< 550 5.7.1 Message refused",
    kind="text/rfc822-headers",
)
UTF8 = report(
    fields(),
    sender="MAILER-DAEMON@mx.office.example (Mail Delivery System)",
    subject="Undelivered Mail Returned to Sender",
    words="This is the mail system.",
    kind="message/global",
).replace(b"message/delivery-status", b"message/global-delivery-status")
IN_WORDS = (
    "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@office.example>\n"
    "Subject: Undeliverable: E-2026-00001: a letter\nContent-Type: text/html\n\n"
    "<html><head><title>x</title></head><body><p>Your message to <a href='mailto:pat@gone.example'>pat@gone.example</a>"
    " couldn't be delivered.<o:p></o:p></p><p>550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found</p>"
    "<h2>Original Message Headers</h2><pre>Subject: E-2026-00001: a letter\n"
    f"Message-ID: {OURS.replace('<', '&lt;').replace('>', '&gt;')}\n</pre></body></html>"
).encode()
BARRACUDA = plain(
    f"Message from casework@office.example to pat@gone.example was rejected:\n550 mailbox full\n\nMessage-ID: {OURS}",
    sender="Mail Delivery System <postmaster@gate.gone.example>",
    subject="**Message you sent blocked by our bulk email filter**",
)
FAILED = {
    "domino": DOMINO,
    "proofpoint": PROOFPOINT,
    "utf-8": UTF8,
    "exchange in words": IN_WORDS,
    "barracuda": BARRACUDA,
}

TO_SEVERAL = report(
    "Original-Recipient: rfc822;pat@gone.example\nFinal-Recipient: rfc822;pat@gone.example\nAction: relayed\n"
    "Status: 2.1.9\n\nFinal-Recipient: rfc822;archive@gone.example\nAction: failed\nStatus: 5.2.2\n",
    sender="MAILER-DAEMON@mx.gone.example",
    subject="Delivery Status Notification (Mail Delivery Failed)",
    words="One of several.",
)
"""Ours arrived; a copy that their server made of it did not."""

AWAY = "I am away. For help call 0113 496 0000 or write to desk@gone.example."
ANSWERED = {
    "exchange": plain(
        AWAY,
        sender="Pat Invented <pat@gone.example>",
        return_path="<>",
        subject="Automatic reply: E-2026-00001: a letter",
        auto_submitted="auto-replied",
        x_auto_response_suppress="All",
        in_reply_to=OURS,
    ),
    "german, without a header that says so": plain(
        "Ich bin abwesend. Tel. 0711 451 2345, mail an desk@gone.example.",
        sender="pat@gone.example",
        return_path="<>",
        subject="Abwesenheitsnotiz: E-2026-00001: a letter",
        in_reply_to=OURS,
    ),
    "sieve": plain(
        AWAY, sender="pat@gone.example", return_path="<>", subject="Auto: E-2026-00001: a letter", in_reply_to=OURS
    ),
    "gmail": plain(
        AWAY, sender="pat@gone.example", subject="On leave Re: a letter", precedence="bulk", in_reply_to=OURS
    ),
    "read receipt": (
        "From: pat@gone.example\nSubject: Read: E-2026-00001: a letter\nMessage-ID: <mdn@gone.example>\n"
        "Content-Type: Multipart/Report; report-type=disposition-notification; boundary=x\n\n"
        "--x\n\nYour message was read.\n--x\nContent-Type: message/disposition-notification\n\n"
        f"Final-Recipient: rfc822; pat@gone.example\nOriginal-Message-ID: {OURS}\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n--x--\n"
    ).encode(),
}

READ_BY_A_PERSON = {
    "a rejection with our letter attached": (
        "From: Pat Invented <pat@known.example>\nSubject: Rejected: my complaint\n"
        f"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nWhy?\n--x\nContent-Type: message/rfc822\n\n{ORIGINAL}\n--x--\n"
    ).encode(),
    "a form on a website about being away": plain(
        "It happened then.", auto_submitted="auto-generated", subject="Away from home when officers came"
    ),
    "an answer to an automatic answer": plain(subject="Re: Automatic reply: my complaint", in_reply_to=OURS),
    "an invitation": plain(
        "--x\n\nMeet us.\n--x\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--x--\n",
        content_type="multipart/alternative; boundary=x",
    ),
    "a report that is sent on": plain(
        f"--x\n\nI got this.\n--x\nContent-Type: message/rfc822\n\n{DOMINO.decode()}\n--x--\n",
        subject="FW: DELIVERY FAILURE",
        content_type="multipart/mixed; boundary=x",
    ),
}
