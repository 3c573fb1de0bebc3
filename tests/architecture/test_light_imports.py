"""What a process takes that does not need it: each of these costs memory in every process and time at every start."""

import platform
import subprocess
import sys

import pytest

from tests.architecture.reading import ROOT

DOCUMENTS = {"docx", "docxtpl", "lxml", "typst"}
REGISTERS = {"openpyxl"}
SETUP = {"alembic", "flask_migrate", "holidays", "mako"}
MAIL = {"aiosmtpd", "imap_tools"}
PAGES = {
    "casework.routes",
    "casework.templating",
    "flask_login",
    "flask_wtf",
    "govuk_frontend_jinja",
    "wtforms",
}
EVERYTHING = {"casework.models", "flask", "redis", "rq", "sqlalchemy", "workflows.registry"}
LIGHT: dict[str, tuple[set[str], int]] = {
    "casework.development.mail_catcher": (EVERYTHING, 280),
    "casework.development.supervisor": (EVERYTHING, 380),
    "casework.cli": (EVERYTHING, 180),
    "casework.incoming.process.child": (EVERYTHING | DOCUMENTS | REGISTERS | {"imap_tools", "structlog"}, 320),
    "casework.jobs.worker": (PAGES | DOCUMENTS | REGISTERS | SETUP | {"aiosmtpd"}, 800),
    "casework.wsgi": (DOCUMENTS | REGISTERS | SETUP | MAIL, 830),
}
"""Module -> what it does not bring in, and so many modules of others at most. Ours are there to be taken."""
OURS = ("casework", "workflows")


@pytest.mark.parametrize("name", LIGHT)
def test_a_process_takes_what_it_needs(name: str) -> None:
    absent, most = LIGHT[name]
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, {name}; print(*sys.modules)"],
        cwd=ROOT, env={"CASEWORK_ENV": "test"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    taken = told.stdout.split()
    assert sorted(absent & set(taken)) == []
    assert len([each for each in taken if each.partition(".")[0] not in OURS]) <= most


def test_what_is_taken_late_is_there_when_it_is_asked_for() -> None:
    words = (
        "from casework.letters import late; print(late.word.render, late.word_template.render, late.typesetting.to_pdf)"
    )
    told = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.count("<function") == 3
    unknown = subprocess.run(
        [sys.executable, "-c", "from casework.letters import late; late.nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert unknown.stderr.strip().endswith("AttributeError: nothing")


KEPT = """
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from casework.memory import give_back_large_blocks
from casework.services.office.passwords import _hasher

def megabytes():
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line) / 1024

give_back_large_blocks()
known, before = _hasher().hash("an invented password"), megabytes()
with ThreadPoolExecutor(4) as threads:
    list(threads.map(lambda _: _hasher().verify(known, "an invented password"), range(8)))
    print(megabytes() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep other things")
def test_a_thread_that_checked_a_password_keeps_nothing_of_it() -> None:
    """Without it each of four threads keeps 19 MB."""
    told = subprocess.run([sys.executable, "-c", KEPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(told.stdout) < 30
