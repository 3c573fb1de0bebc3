"""How fast leases, pauses and the sweep run: as in production, but in the crash test."""

import datetime as dt

import pytest

from casework.config import BadSetting, load_settings
from casework.services.mail.pace import PACE


def test_a_faster_pace_keeps_the_proportions() -> None:
    faster = PACE.faster(60)
    assert (PACE.lease, faster.lease) == (dt.timedelta(minutes=5), dt.timedelta(seconds=5))
    assert [faster.pause_after(attempts) * 60 for attempts in range(1, 9)] == [
        PACE.pause_after(attempts) for attempts in range(1, 9)
    ]
    assert faster.limit == PACE.limit


def test_the_pace_of_production_is_what_nobody_sets() -> None:
    assert load_settings({"CASEWORK_ENV": "test"}).flask_config()["SENDING_PACE"] == 1


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"CASEWORK_ENV": "production", "SECRET_KEY": "x" * 40, "SENDING_PACE": "60"}, "crash test alone"),
        ({"CASEWORK_ENV": "development", "SENDING_PACE": "60"}, "crash test alone"),
        ({"CASEWORK_ENV": "test", "SENDING_PACE": "0"}, "whole number of 1 or more"),
        ({"CASEWORK_ENV": "test", "SENDING_PACE": "fast"}, "whole number of 1 or more"),
    ],
)
def test_another_pace_is_refused_with_a_sentence(environ: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        load_settings(environ)
