"""A setting with a wrong value, and a command before its time, are one sentence each: never a traceback, never a secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from casework import kept_environment
from casework.config import BadSetting, load_settings
from tests.development.stack import ROOT, free_port

SECRET = "hunter2-invented"
WRONG = {
    "CASEWORK_ENV": ["staging", "Production"],
    "INSTANCE_PATH": [str(ROOT / "README.md"), "a\0b"],
    "DATABASE_URL": [f"mysql://me:{SECRET}@host/name", "casework.db", "sqlite", "sqlite:///", "postgresql://", f"postgresql://me:{SECRET}@host:99999/name"],
    "REDIS_URL": ["localhost:6379", "redis://", f"http://:{SECRET}@host", "unix://", f"redis://:{SECRET}@host:99999/0", "redis://host/nine"],
    "SMTP_URL": ["mail.example", f"smtps://me:{SECRET}@host:99999", "ftp://host", "smtp://host:0"],
    "MAIL_FROM": ["nobody", "Casework, <casework@office.example>", "a@b.example\nBcc: c@d.example"],
    "MAIL_ADAPTER": ["pigeon"],
    "INCOMING_URL": [f"imap://me:{SECRET}@host/INBOX", f"imaps://me:{SECRET}@host:99999/INBOX", "maildir:relative"],
    "CLAMAV_URL": ["clamd:3310", "tcp://", "unix://host/path", f"http://{SECRET}"],
    "DOCUMENTS_BUCKET": [f"https://key:{SECRET}@host", "https://host/bucket", f"s3://key:{SECRET}@host/bucket"],
    "DOCUMENTS_PLACE": ["bucket", "database"],
    "BASE_URL": ["office.example", "ftp://office.example", "https://", "https://office.example:99999", "https://office.example/?x"],
    "NOTIFY_BASE_URL": ["api.example", "file:///etc/passwd"],
    "OFFICE_NAME": ["Two\nlines", "x" * 101],
    "LOG_LEVEL": ["verbose", "7"],
    "SENDING_PACE": ["0", "two"],
    "SECRET_KEY": ["short"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_one_sentence_that_names_its_setting(tmp_path: Path, name: str, value: str) -> None:
    told = {"CASEWORK_ENV": "production", "SECRET_KEY": "x" * 40, "INSTANCE_PATH": str(tmp_path), name: value}
    with pytest.raises(BadSetting) as refused:
        load_settings(told)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value).strip()
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://me@host/name"), ("DATABASE_URL", "postgresql+psycopg://me@/name?host=/run/postgresql"),
        ("DATABASE_URL", "sqlite:////srv/case work/casework.db"), ("REDIS_URL", "rediss://me:pw@host:6380/1"), ("REDIS_URL", "unix:///run/queue.sock"),
        ("BASE_URL", "https://office.example/casework"), ("LOG_LEVEL", "warning"), ("INCOMING_URL", "imaps://me:pw@host:993/INBOX"),
    ],
)  # fmt: skip
def test_a_right_value_is_taken(tmp_path: Path, name: str, value: str) -> None:
    load_settings({"CASEWORK_ENV": "test", "INSTANCE_PATH": str(tmp_path), name: value})


def test_a_folder_with_a_space_in_its_name_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / "case work #1"
    settings = load_settings({"CASEWORK_ENV": "test", "INSTANCE_PATH": str(folder)})
    assert settings.database_url == f"sqlite:///{folder / 'casework.db'}"
    assert settings.redis_url == f"unix://{folder / 'queue.sock'}"


def kept(folder: Path, **more: str) -> None:
    told = {
        "CASEWORK_ENV": "development",
        "SECRET_KEY": "k" * 40,
        "DATABASE_URL": f"sqlite:///{folder / 'casework.db'}",
    }
    kept_environment.keep(folder, {**told, "REDIS_URL": "unix:///tmp/elsewhere.sock", **more})


def test_a_command_beside_make_run_works_on_its_data_in_its_environment(tmp_path: Path) -> None:
    kept(tmp_path)
    assert (tmp_path / "environment").stat().st_mode & 0o077 == 0
    settings = load_settings({"INSTANCE_PATH": str(tmp_path)})
    assert (settings.environment, settings.redis_url) == ("development", "unix:///tmp/elsewhere.sock")
    told = load_settings({"INSTANCE_PATH": str(tmp_path), "REDIS_URL": "redis://other"})
    assert told.redis_url == "redis://other"


def test_production_never_works_on_the_data_of_make_run(tmp_path: Path) -> None:
    kept(tmp_path)
    production = {"CASEWORK_ENV": "production", "SECRET_KEY": "x" * 40, "INSTANCE_PATH": str(tmp_path)}
    for told in (production, {**production, "DATABASE_URL": f"sqlite:///{tmp_path / 'casework.db'}"}):
        with pytest.raises(BadSetting, match="holds the data of make run"):
            load_settings(told)
    with pytest.raises(BadSetting, match="holds the data of make run"):
        load_settings({**production, "DATABASE_URL": ""})
    other = load_settings({**production, "DATABASE_URL": "postgresql://me@host/name"})
    assert other.environment == "production"


@pytest.mark.parametrize(
    "spelt", ["{0}/../{1}/casework.db", "{0}//casework.db", "{0}/link/casework.db", "{0}/casework.db?timeout=5"]
)
def test_production_never_works_on_the_data_of_make_run_however_its_file_is_spelt(tmp_path: Path, spelt: str) -> None:
    kept(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path)
    told = {"CASEWORK_ENV": "production", "SECRET_KEY": "x" * 40, "INSTANCE_PATH": str(tmp_path)}
    with pytest.raises(BadSetting, match="holds the data of make run"):
        load_settings({**told, "DATABASE_URL": f"sqlite:///{spelt.format(tmp_path, tmp_path.name)}"})


def test_what_make_run_keeps_is_never_taken_for_another_database(tmp_path: Path) -> None:
    kept(tmp_path)
    with pytest.raises(BadSetting, match="Set SECRET_KEY"):
        load_settings({"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": "postgresql://me@host/real"})
    real = {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": "postgresql://me@host/real", "SECRET_KEY": "x" * 40}
    assert load_settings(real).environment == "production"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nonsense", b"CASEWORK_ENV"])
def test_a_file_that_says_nothing_changes_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "environment").write_bytes(content)
    with pytest.raises(BadSetting, match="Set SECRET_KEY"):
        load_settings({"INSTANCE_PATH": str(tmp_path)})


ADA = ("users", "add", "--name", "Ada", "--email", "ada@known.example")
EARLY = {
    "users before setup": (ADA, {}, "The database is not set up"),
    "clocks before setup": (("clocks", "check"), {}, "The database is not set up"),
    "setup in a folder that is not there": (("setup",), {"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "The database cannot be used"),
    "setup without the database's server": (("setup",), {"DATABASE_URL": "postgresql://me@127.0.0.1:1/name"}, "The database cannot be used"),
    "setup of another kind of database": (("setup",), {"DATABASE_URL": "mysql://x"}, "DATABASE_URL must be"),
    "a word that is no level": (("health",), {"LOG_LEVEL": "verbose"}, "LOG_LEVEL must be one of"),
}  # fmt: skip


@pytest.mark.parametrize("what", EARLY)
def test_a_command_before_its_time_is_one_sentence(tmp_path: Path, what: str) -> None:
    command, told, says = EARLY[what]
    environ = {
        **os.environ,
        "CASEWORK_ENV": "development",
        "INSTANCE_PATH": str(tmp_path),
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}",
        **told,
    }
    environ.pop("DATABASE_URL" if "DATABASE_URL" not in told else "PORT", None)
    done = subprocess.run(
        [sys.executable, "-m", "casework", *command],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
