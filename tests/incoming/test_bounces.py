"""Reports of mail servers and answers of machines, told apart from what people write."""

import pytest

from casework.incoming.automatic import ids_answered, is_automatic
from casework.incoming.bounces import Fate, find_bounce
from casework.incoming.parsing import parse
from casework.incoming.reading import read
from tests.incoming import mails, reports


@pytest.mark.parametrize("name", mails.BOUNCES)
def test_a_bounce_names_our_mail_and_failed(name: str) -> None:
    bounce = find_bounce(parse(mails.BOUNCES[name]))
    assert bounce is not None
    assert bounce.fate is Fate.FAILED
    assert bounce.original_ids[0] == mails.OURS


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("postfix", "550 5.1.1 <pat@gone.example>: Recipient address rejected"),
        ("exchange", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
        ("exim", "550 5.1.1 User unknown"),
        ("qmail", "554 5.7.1 delivery not allowed"),
        ("forwarded", "This mailbox is closed."),
    ],
)
def test_the_reason_is_what_the_server_said(name: str, said: str) -> None:
    bounce = find_bounce(parse(mails.BOUNCES[name]))
    assert bounce is not None
    assert bounce.reason == said


@pytest.mark.parametrize("name", ["postfix", "exchange", "gmail", "exim"])
def test_the_recipient_is_known_where_the_report_says_it(name: str) -> None:
    bounce = find_bounce(parse(mails.BOUNCES[name]))
    assert bounce is not None
    assert bounce.recipients == ("pat@gone.example",)


def test_a_bounce_without_our_message_id_still_names_the_address() -> None:
    bounce = find_bounce(parse(mails.ONLY_THE_ADDRESS))
    assert bounce is not None
    assert (bounce.fate, bounce.original_ids) == (Fate.FAILED, ())
    assert "pat@gone.example" in bounce.recipients


@pytest.mark.parametrize(("mail", "fate"), [(mails.DELAYED, Fate.DELAYED), (mails.DELIVERED, Fate.DELIVERED)])
def test_a_delay_and_a_receipt_are_no_failure(mail: bytes, fate: Fate) -> None:
    bounce = find_bounce(parse(mail))
    assert bounce is not None
    assert bounce.fate is fate


@pytest.mark.parametrize("action", ["Failed (undeliverable)", "FAILED"])
def test_an_action_in_other_letters_or_with_a_remark_is_understood(action: str) -> None:
    raw = mails.report(mails.fields(action=action), sender="postmaster@x.example", subject="x", words="x")
    bounce = find_bounce(parse(raw))
    assert bounce is not None
    assert bounce.fate is Fate.FAILED


def test_a_report_without_an_action_goes_by_its_status() -> None:
    for status, fate in (("5.0.0", Fate.FAILED), ("4.0.0", Fate.DELAYED), ("2.0.0", Fate.DELIVERED)):
        raw = mails.report(f"Status: {status}\n", sender="postmaster@x.example", subject="x", words="x")
        bounce = find_bounce(parse(raw))
        assert bounce is not None
        assert bounce.fate is fate


@pytest.mark.parametrize(
    "mail",
    [
        mails.plain(),
        mails.plain(subject="Undeliverable parcels on my street"),
        mails.plain(subject="Delivery failed again, what will you do?"),
        mails.plain("550 people signed this.", sender="postmaster@village.example", subject="A petition"),
        mails.plain("My complaint is about a returned letter.", subject="Returned to sender"),
    ],
)
def test_what_people_write_is_no_bounce(mail: bytes) -> None:
    assert find_bounce(parse(mail)) is None


@pytest.mark.parametrize("name", mails.OUT_OF_OFFICE)
def test_an_out_of_office_is_automatic(name: str) -> None:
    mail = parse(mails.OUT_OF_OFFICE[name])
    assert find_bounce(mail) is None
    assert is_automatic(mail)


@pytest.mark.parametrize(
    "mail",
    [
        mails.plain(),
        mails.plain(precedence="bulk", subject="Newsletter of a partner"),
        mails.plain(auto_submitted="auto-generated", subject="Contact form: somebody needs help"),
        mails.plain(auto_submitted="no"),
        mails.plain(x_auto_response_suppress="All", subject="My complaint"),
        mails.plain(subject="Out of office hours nobody answers the phone"),
    ],
)
def test_what_somebody_must_read_is_not_automatic(mail: bytes) -> None:
    assert not is_automatic(parse(mail))


@pytest.mark.parametrize("name", reports.FAILED)
def test_the_report_of_another_program_names_our_mail(name: str) -> None:
    bounce = find_bounce(parse(reports.FAILED[name]))
    assert bounce is not None
    assert bounce.fate is Fate.FAILED
    assert bounce.original_ids[0] == mails.OURS


def test_a_carrier_with_message_ids_of_its_own_still_names_the_reference() -> None:
    bounce = find_bounce(parse(reports.SES))
    assert bounce is not None
    assert mails.OURS not in bounce.original_ids
    assert bounce.names_mail
    assert "E-2026-00001: a letter" in bounce.subjects


def test_a_report_about_several_says_who_got_it() -> None:
    bounce = find_bounce(parse(reports.TO_SEVERAL))
    assert bounce is not None
    assert (bounce.fate, bounce.reached) == (Fate.FAILED, ("pat@gone.example",))


@pytest.mark.parametrize("name", reports.ANSWERED)
def test_an_answer_with_a_phone_number_and_no_return_path_is_no_bounce(name: str) -> None:
    mail = parse(reports.ANSWERED[name])
    assert find_bounce(mail) is None
    assert is_automatic(mail)
    assert mails.OURS in ids_answered(mail)


@pytest.mark.parametrize("name", reports.READ_BY_A_PERSON)
def test_what_a_person_must_read_is_neither_bounce_nor_automatic(name: str) -> None:
    mail = parse(reports.READ_BY_A_PERSON[name])
    assert find_bounce(mail) is None
    assert not is_automatic(mail)


@pytest.mark.parametrize(
    "mail",
    [
        *mails.BOUNCES.values(),
        *mails.OUT_OF_OFFICE.values(),
        *reports.ANSWERED.values(),
        mails.plain(list_id="<news.example>"),
        mails.plain(auto_submitted="auto-generated"),
        mails.plain(sender="no-reply@shop.example"),
        mails.plain(return_path="<>"),
    ],
)
def test_a_machine_is_known_as_one(mail: bytes) -> None:
    assert read(mail).is_from_machine
    assert not read(mails.plain(auto_submitted="no")).is_from_machine
