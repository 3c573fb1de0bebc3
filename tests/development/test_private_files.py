"""What an instance keeps is nobody else's: folders and files of every program are closed to other accounts."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from tests.development.stack import ROOT, Stack


def open_to_others(folder: Path) -> list[str]:
    """Whatever another account of the machine could read or write, with its rights."""
    found = []
    for path in (folder, *folder.rglob("*")):
        mode = path.lstat().st_mode
        if mode & 0o077 and not stat.S_ISLNK(mode):
            found.append(f"{path.relative_to(folder)}: {stat.filemode(mode)}")
    return found


def run(folder: Path, *command: str) -> None:
    """A program with the usual umask of a machine."""
    environ = {
        **os.environ,
        "CASEWORK_ENV": "development",
        "INSTANCE_PATH": str(folder),
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    environ.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environ, check=True, capture_output=True, umask=0o022)


def test_a_command_closes_what_it_makes_and_a_folder_that_was_open(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    folder.mkdir(mode=0o755)
    run(folder, "-m", "casework", "setup")
    assert (folder / "casework.db").exists()
    assert open_to_others(folder) == []


def test_a_web_server_closes_what_it_makes(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    run(folder, "-m", "casework", "setup")
    made = "import wsgi, pathlib; pathlib.Path(wsgi.app.instance_path, 'made').touch()"
    run(folder, "-c", made)
    assert open_to_others(folder) == []


def test_nothing_of_make_run_is_open_to_others(office: Stack) -> None:
    office.get("/health")
    assert (office.folder / "mail").exists()
    assert open_to_others(office.folder) == []
