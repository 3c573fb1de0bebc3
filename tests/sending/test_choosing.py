"""Which adapter carries the mail, and that a wrong choice is said when the application starts."""

from pathlib import Path

import pytest

from casework.config import BadSetting, load_settings
from casework.sending.choose import choose
from tests.sending.notify_server import KEY, TEMPLATE_ID

NOTIFY = {"CASEWORK_ENV": "test", "MAIL_ADAPTER": "notify", "NOTIFY_API_KEY": KEY, "NOTIFY_TEMPLATE_ID": TEMPLATE_ID}


@pytest.mark.parametrize(
    ("environ", "name", "can_ask"),
    [
        ({}, "smtp", False),
        ({"MAIL_ADAPTER": "smtp"}, "smtp", False),
        ({"MAIL_ADAPTER": "folder"}, "folder", True),
        (NOTIFY, "notify", True),
    ],
)
def test_the_setting_chooses(environ: dict[str, str], name: str, can_ask: bool, tmp_path: Path) -> None:
    given = {"CASEWORK_ENV": "test", "INSTANCE_PATH": str(tmp_path), **environ}
    with choose(load_settings(given).flask_config()) as adapter:
        assert (adapter.name, adapter.can_ask) == (name, can_ask)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"MAIL_ADAPTER": "pigeon"}, "MAIL_ADAPTER must be one of smtp, notify, folder, not 'pigeon'."),
        ({"NOTIFY_API_KEY": ""}, "Set NOTIFY_API_KEY"),
        ({"NOTIFY_API_KEY": KEY[-36:]}, "Set NOTIFY_API_KEY"),
        ({"NOTIFY_TEMPLATE_ID": ""}, "Set NOTIFY_TEMPLATE_ID"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(change: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting) as problem:
        load_settings({**NOTIFY, **change})
    assert said in str(problem.value)
    assert KEY not in str(problem.value)


@pytest.mark.parametrize(
    "url",
    [
        "smtp+tls://user:secret@mail.office.example:587",
        "starttls://user:secret@mail.office.example",
        "mail.office.example:25",
        "//mail.office.example",
        "smtp://",
        "smtps://user:sec/ret@mail.office.example",
        "smtps://user:secret@mail.office.example:port",
        "smtps://user:secret@mail.office.example:99999",
        "smtps://user:secret@[mail",
        "smtp://user:secret@mail.office.example",
    ],
)
def test_an_address_of_a_mail_server_that_would_be_misread_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadSetting) as problem:
        load_settings({"CASEWORK_ENV": "test", "SMTP_URL": url})
    assert "SMTP_URL" in str(problem.value)
    assert "secret" not in str(problem.value)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.office.example",
        "smtp://user:secret@localhost:2525",
        "smtp+starttls://u:p%40%2F@mail.office.example/",
    ],
)
def test_an_address_of_a_mail_server_that_is_understood(url: str) -> None:
    assert load_settings({"CASEWORK_ENV": "test", "SMTP_URL": url}).smtp_url == url


@pytest.mark.parametrize(
    "sender",
    [
        "Casework",
        "Mayor's Office, North <casework@office.example>",
        "Casework <b\u00fcro@office.example>",
        "x\nBcc: <cam@invented.example>",
        "Casework <casework@office.example>\nBcc: cam@invented.example",
    ],
)
def test_a_sender_that_mail_would_not_come_from_is_refused(sender: str) -> None:
    with pytest.raises(BadSetting, match="MAIL_FROM"):
        load_settings({"CASEWORK_ENV": "test", "MAIL_FROM": sender})


@pytest.mark.parametrize(
    "sender",
    [
        "casework@office.example",
        '"Mayor\'s Office, North" <casework@office.example>',
        "B\u00fcro f\u00fcr F\u00e4lle <cases@office.example>",
    ],
)
def test_a_sender_that_is_understood(sender: str) -> None:
    assert load_settings({"CASEWORK_ENV": "test", "MAIL_FROM": sender}).mail_from == sender
