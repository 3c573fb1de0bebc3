"""`casework setup` says whose office it is, what an area file would change, what is wrong with it and what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, select

from casework.areas import shipped
from casework.cli import cli
from casework.extensions import db
from casework.models import NamedInMail
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests import areas
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn

MISSING = "Nothing is sent to the public until the office's own details are complete. Still missing: phone number."


def run(app: Flask, *command: str) -> Result:
    return app.test_cli_runner().invoke(cli, command)


def phone(inside: Inside) -> str:
    return str(inside(lambda: settings.value("office_phone")))


def test_a_dry_run_says_what_would_change_and_changes_nothing(app: Flask, inside: Inside) -> None:
    result = run(app, "setup", "--area", shipped.INVENTED, "--dry-run")
    assert result.exit_code == 0
    assert "Phone number: 01632 960 100 (before: 0113 348 1740)" in result.output
    assert "Districts: Added: Amberton; Northvale" in result.output
    assert phone(inside) == "0113 348 1740"


def test_a_file_is_loaded_and_the_second_time_there_is_nothing_to_do(
    app: Flask, inside: Inside, tmp_path: Path
) -> None:
    file = tmp_path / "our-area.toml"
    file.write_bytes(shipped.content(shipped.INVENTED))
    result = run(app, "setup", "--area", str(file))
    assert result.exit_code == 0
    assert "Police forces: Added: Ambershire Constabulary; Fenland Invented Police" in result.output
    assert "The database is up to date" in result.output
    assert phone(inside) == "01632 960 100"
    again = run(app, "setup", "--area", str(file), "--dry-run").output
    assert again == "The office is as this file says: nothing would change.\n"


def test_a_file_with_mistakes_is_refused_with_its_lines_before_anything_is_written(
    app: Flask, inside: Inside, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text('[office]\nphone = "01632 960 555"\nemail = "nobody"\n')
    result = run(app, "setup", "--area", str(file))
    assert result.exit_code == 1
    assert result.output.endswith("wrong.toml was not loaded.\nLine 3: email: It should look like name@example.org.\n")
    assert phone(inside) == "0113 348 1740"


LONG = ", ".join(f'"{letter * 95}"' for letter in "abcdefgh")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (f"[office]\naddress = [{LONG}]\n", "Line 2: address: Shorten the address to 500 characters or fewer in all."),
        (
            '[office]\nphone = "01632 960 555"\n[[partners]]\nkind = "support"\nname = "A"\nwebsite = "https://[a.b"\n',
            "Enter the whole address of the website, like https://www.example.com.",
        ),
    ],
)
def test_what_cannot_be_kept_of_a_file_is_a_sentence_and_nothing_is_written(
    app: Flask, inside: Inside, signed_in: SignIn, tmp_path: Path, written: str, said: str
) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(written)
    result = run(app, "setup", "--area", str(file))
    assert (result.exit_code, result.output.endswith(f"wrong.toml was not loaded.\n{said}\n")) == (1, True)
    answer = signed_in("administrator").send("/area/load", content=written, confirmed="yes")
    assert answer.status_code == 422
    assert said in answer.text
    assert phone(inside) == "0113 348 1740"


@pytest.mark.parametrize("given", ["no-such-file.toml", "."])
def test_a_file_that_is_none_is_one_sentence(app: Flask, given: str) -> None:
    result = run(app, "setup", "--area", given)
    assert (result.exit_code, result.output) == (
        1,
        f"Error: {given} cannot be read. Give an area file, or west-yorkshire or ambershire.\n",
    )


def test_a_dry_run_wants_a_file(app: Flask) -> None:
    result = run(app, "setup", "--dry-run")
    assert result.output == "Error: Give the area file too: casework setup --area FILE --dry-run.\n"


def test_setup_and_health_say_what_is_missing(app: Flask, inside: Inside) -> None:
    def forget() -> None:
        with unit_of_work():
            areas.forget("office_phone")

    assert "Nothing is sent" not in run(app, "setup").output
    inside(forget)
    assert MISSING in run(app, "setup").output
    health = run(app, "health")
    assert health.exit_code == 1
    assert MISSING in health.output


def test_the_demonstration_is_not_loaded_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "CASEWORK_ENV", "production")
    result = run(app, "demonstration", "load")
    assert result.exit_code == 1
    assert "It is not loaded in production." in result.output.replace("\n", " ")


def test_mail_that_waits_since_an_older_version_is_named_anew(app: Flask, inside: Inside) -> None:
    def kept_before() -> None:
        taking_in.receive(mails.plain("It is about E–2026–12.", sender="Sam@else.example"))
        with unit_of_work():
            db.session.execute(delete(NamedInMail))

    def named() -> list[str]:
        return list(db.session.scalars(select(NamedInMail.value).order_by(NamedInMail.value)))

    inside(kept_before)
    for _ in range(2):
        assert run(app, "setup").exit_code == 0
        assert inside(named) == ["E-2026-00012", "sam@else.example"]


def test_the_folder_of_a_new_office_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "office"
    environ = {**os.environ, "CASEWORK_ENV": "test", "INSTANCE_PATH": str(folder), "DATABASE_URL": ""}
    result = subprocess.run(
        [sys.executable, "-m", "casework", "setup"], env=environ, capture_output=True, text=True, check=False
    )
    assert "The database is up to date" in result.stdout, result.stderr
    assert (folder / "casework.db").is_file()
