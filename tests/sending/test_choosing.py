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
