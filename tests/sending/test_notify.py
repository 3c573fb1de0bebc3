"""GOV.UK Notify, over a server that answers as Notify does."""

import base64
import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from casework.sending.adapter import Enclosure, Mail, Outcome
from casework.sending.notify import NotifyAdapter
from tests.jobs.post_office import free_port
from tests.sending.notify_server import KEY, TEMPLATE_ID, NotifyServer, notify_serving

MAIL = Mail(
    to="pat@invented.example",
    subject="E-2026-00001: a letter",
    text="Dear Pat",
    message_id="<letter-1@casework.example>",
    written_at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC),
)
SINCE = MAIL.written_at
PDF = Enclosure(file_name="E-2026-00001-L-E06.pdf", media_type="application/pdf", content=b"%PDF-1.7 \x00\xff")


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    with notify_serving() as server:
        yield server


@pytest.fixture
def adapter(server: NotifyServer) -> Iterator[NotifyAdapter]:
    with NotifyAdapter(KEY, TEMPLATE_ID, server.address, timeout=5) as adapter:
        adapter.open()
        yield adapter


def test_a_mail_is_handed_over_with_its_reference(server: NotifyServer, adapter: NotifyAdapter) -> None:
    result = adapter.send(MAIL)
    (kept,) = server.kept
    assert (result.outcome, result.provider_id) == (Outcome.SENT, kept["id"])
    assert kept["email_address"] == MAIL.to
    assert kept["template_id"] == TEMPLATE_ID
    assert kept["reference"] == MAIL.message_id
    assert kept["personalisation"] == {"subject": MAIL.subject, "body": MAIL.text, "file": ""}
    assert server.authorised == [True]


def test_a_document_goes_along(server: NotifyServer, adapter: NotifyAdapter) -> None:
    assert adapter.send(replace(MAIL, attachments=(PDF,))).outcome is Outcome.SENT
    file = server.kept[0]["personalisation"]["file"]
    assert (base64.b64decode(file["file"]), file["filename"]) == (PDF.content, PDF.file_name)


@pytest.mark.parametrize(
    ("attachments", "reason"),
    [
        ((PDF, PDF), "takes one document"),
        ((replace(PDF, content=b"x" * (2 * 1024 * 1024 + 1)),), "larger than the 2 MB"),
    ],
)
def test_what_notify_cannot_carry_is_refused_without_asking_it(
    server: NotifyServer, adapter: NotifyAdapter, attachments: tuple[Enclosure, ...], reason: str
) -> None:
    result = adapter.send(replace(MAIL, attachments=attachments))
    assert result.outcome is Outcome.REFUSED
    assert reason in result.reason
    assert server.authorised == []


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (400, Outcome.REFUSED),
        (401, Outcome.LATER),
        (403, Outcome.LATER),
        (404, Outcome.LATER),
        (429, Outcome.LATER),
        (500, Outcome.UNCERTAIN),
        (502, Outcome.UNCERTAIN),
        (503, Outcome.UNCERTAIN),
    ],
)
def test_an_answer_that_is_no_acceptance(
    server: NotifyServer, adapter: NotifyAdapter, code: int, outcome: Outcome, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer, server.message = code, "pat@invented.example is not right"
    with caplog.at_level(logging.INFO):
        result = adapter.send(MAIL)
    assert (result.outcome, result.provider_id) == (outcome, None)
    assert result.reason == f"GOV.UK Notify said: {code} pat@invented.example is not right"
    assert "pat@" not in caplog.text


def test_one_that_is_refused_does_not_stop_the_next(server: NotifyServer, adapter: NotifyAdapter) -> None:
    server.answer = 400
    adapter.send(MAIL)
    server.answer = 201
    assert adapter.send(replace(MAIL, message_id="<letter-2@casework.example>")).outcome is Outcome.SENT


def test_a_connection_that_is_lost_leaves_it_uncertain(server: NotifyServer, adapter: NotifyAdapter) -> None:
    server.cuts = True
    result = adapter.send(MAIL)
    assert result.outcome is Outcome.UNCERTAIN
    assert "may have taken the mail" in result.reason


def test_a_server_that_does_not_answer_in_time_leaves_it_uncertain(server: NotifyServer) -> None:
    server.stays_silent = True
    with NotifyAdapter(KEY, TEMPLATE_ID, server.address, timeout=0.2) as adapter:
        assert adapter.send(MAIL).outcome is Outcome.UNCERTAIN


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}", "http://nowhere.invalid:{port}"])
def test_a_server_that_is_not_there_has_nothing(address: str) -> None:
    with NotifyAdapter(KEY, TEMPLATE_ID, address.format(port=free_port()), timeout=5) as adapter:
        result = adapter.send(MAIL)
        assert adapter.find(MAIL.message_id, SINCE) is None
    assert (result.outcome, result.reason) == (Outcome.LATER, "GOV.UK Notify cannot be reached.")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("created", Outcome.SENT),
        ("sending", Outcome.SENT),
        ("delivered", Outcome.SENT),
        ("permanent-failure", Outcome.REFUSED),
        ("temporary-failure", Outcome.LATER),
        ("technical-failure", Outcome.LATER),
        ("a status of tomorrow", None),
    ],
)
def test_it_can_be_asked_what_became_of_a_mail(
    server: NotifyServer, adapter: NotifyAdapter, status: str, outcome: Outcome | None
) -> None:
    server.status = status
    server.keep({"reference": "<another@casework.example>"})
    kept = server.keep({"reference": MAIL.message_id})
    found = adapter.find(MAIL.message_id, SINCE)
    assert (found and found.outcome) == outcome
    if found is not None:
        assert found.provider_id == kept["id"]


def test_of_two_with_one_reference_the_one_that_went_out_counts(server: NotifyServer, adapter: NotifyAdapter) -> None:
    for status in ("permanent-failure", "delivered", "technical-failure"):
        server.status = status
        server.keep({"reference": MAIL.message_id})
    found = adapter.find(MAIL.message_id, SINCE)
    assert found is not None
    assert (found.outcome, found.provider_id) == (Outcome.SENT, server.kept[1]["id"])


@pytest.mark.parametrize(
    ("made", "status", "outcome"),
    [
        ("2026-11-20T08:59:00.000000Z", "temporary-failure", None),
        ("2026-11-20T08:59:00.000000Z", "permanent-failure", None),
        ("2026-11-20T08:59:00.000000Z", "delivered", Outcome.SENT),
        ("2026-11-20T08:59:40.000000Z", "temporary-failure", Outcome.LATER),
        ("2026-11-20T09:00:01.000000Z", "temporary-failure", Outcome.LATER),
        ("2026-11-20T09:00:01", "permanent-failure", Outcome.REFUSED),
        ("some day", "permanent-failure", Outcome.REFUSED),
    ],
)
def test_that_an_earlier_try_came_to_nothing_says_nothing_about_the_last(
    server: NotifyServer, adapter: NotifyAdapter, made: str, status: str, outcome: Outcome | None
) -> None:
    server.status = status
    server.keep({"reference": MAIL.message_id, "created_at": made})
    found = adapter.find(MAIL.message_id, SINCE)
    assert (found and found.outcome) == outcome


def test_what_it_does_not_know_it_cannot_say(adapter: NotifyAdapter) -> None:
    assert adapter.find("<nobody@casework.example>", SINCE) is None
