"""What a mail server says about who sent a mail counts as RFC 8601 has it, and from the server that is named alone."""

import pytest

from casework.incoming import parsing
from casework.incoming.parsing import parse
from tests.incoming import mails

OURS = "mx.office.example"
CONFIRMED = [
    "mx.office.example; dmarc=pass header.from=known.example",
    "mx.office.example 1; dmarc/1=pass (p=reject dis=none)",
    "(their note) MX.Office.Example (another) 1; dkim (2048-bit (rsa)) / 1 = pass header.d = known.example",
    "mx.office.example; spf=pass smtp.mailfrom=bounce@mail.known.example; dmarc=permerror",
    'mx.office.example; dkim=fail reason="a; dkim=fail"; spf=pass smtp.mailfrom="pat@known.example"',
    '"mx.office.example"; dkim=pass header.i=@known.example header.b="ab=;"',
    "mx.office.example; dmarc=none; auth=pass smtp.auth=pat@known.example",
]
NOT_CONFIRMED = [
    "mx.office.example; dmarc=fail header.from=known.example",
    "mx.office.example; dmarc (p=none) = fail",
    "mx.office.example; dmarc/1=fail",
    "mx.office.example; spf=fail; dkim=none; dmarc=none",
    "mx.office.example; dmarc=permerror",
    "mx.office.example; spf=pass smtp.mailfrom=else.example; dkim=pass header.d=else.example",
    "mx.office.example; dkim=pass header.d=example",
    'mx.office.example; dkim=none reason="; dmarc=pass"',
    "mx.office.example; dkim=none (; dmarc=pass header.from=known.example",
    "mx.office.example; dmarc=pass header.from=else.example",
    "mx.office.example; dmarc=fail; dkim=pass header.d=known.example",
]
ELSEWHERE = [
    'mx.office.example; spf=pass smtp.mailfrom="known.example"@else.example',
    'mx.office.example; dkim=pass header.i="pat@known.example"@else.example',
    'mx.office.example; dmarc=pass header.from="known.example"@else.example',
    "mx.office.example; spf=pass smtp.mailfrom=known.example=pat@else.example",
    "mx.office.example; spf=pass smtp.mailfrom=known.example/pat@else.example",
]


@pytest.mark.parametrize("header", CONFIRMED)
def test_a_sender_whom_our_server_confirms_is_who_they_say(header: str) -> None:
    mail = parse(mails.plain(authentication_results=header), believed=OURS)
    assert (mail.sender_is_plain, mail.problem) == (True, None)


@pytest.mark.parametrize("header", NOT_CONFIRMED)
def test_a_sender_whom_our_server_does_not_confirm_is_not_certain(header: str) -> None:
    mail = parse(mails.plain(authentication_results=header), believed=OURS)
    assert (mail.sender_is_plain, mail.problem) == (False, parsing.NOT_CONFIRMED)


@pytest.mark.parametrize("header", ELSEWHERE)
def test_somebody_elsewhere_whose_mailbox_is_named_like_the_sender_is_not_the_sender(header: str) -> None:
    mail = parse(mails.plain(authentication_results=header), believed=OURS)
    assert (mail.sender_is_plain, mail.problem) == (False, parsing.NOT_CONFIRMED)


@pytest.mark.parametrize(
    "header", ["mx.else.example; dmarc=pass", "mx.else.example; dmarc=fail", "mx.office.example; none"]
)
def test_another_server_is_not_believed_and_none_says_nothing(header: str) -> None:
    assert parse(mails.plain(authentication_results=header), believed=OURS).sender_is_plain


def test_of_several_headers_those_of_our_server_count_together() -> None:
    forged = b"Authentication-Results: mx.else.example; dmarc=pass header.from=known.example\n"
    first = b"Authentication-Results: mx.office.example; spf=none\n"
    second = b"Authentication-Results: mx.office.example; dkim=pass header.d=known.example\n"
    assert not parse(forged + first + mails.plain(), believed=OURS).sender_is_plain
    assert parse(first + second + mails.plain(), believed=OURS).sender_is_plain


def test_where_no_server_is_named_nobody_is_let_in_and_what_is_called_forged_is_not_certain() -> None:
    for header, is_plain in (("mx.else.example; dmarc=pass", True), ("mx.else.example; dmarc (p=none) = fail", False)):
        assert parse(mails.plain(authentication_results=header)).sender_is_plain is is_plain
