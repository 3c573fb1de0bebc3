"""What `make run` keeps for the commands beside it: the environment that its data belong to.

A command that is told nothing works on the same data in the same environment. What is told wins, and production never
works on them.
"""

from collections.abc import Mapping
from pathlib import Path

FILE = "environment"
NAMES = (
    "CASEWORK_ENV", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "MAIL_FROM", "MAIL_ADAPTER",
    "INCOMING_URL",
)  # fmt: skip


class NotForProduction(Exception):
    """Production would work on the data of `make run`. The message is one sentence."""


def keep(folder: Path, environ: Mapping[str, str]) -> None:
    """Write it down, for whoever may read the folder's secrets alone. A value of several lines is no setting."""
    lines = [f"{name}={environ[name]}" for name in NAMES if environ.get(name) and "\n" not in environ[name]]
    new = folder / f"{FILE}.new"
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text("# Written by make run, read by the commands where CASEWORK_ENV is not set.\n" + "\n".join(lines))
    new.replace(folder / FILE)


def completed(environ: Mapping[str, str], folder: Path, own_database: str) -> Mapping[str, str]:
    """What was told, and what `make run` kept where nothing was told against it. `own_database`: the address of the
    database in the folder, which is meant where none is named. Raises `NotForProduction`."""
    kept = _read(folder)
    told = environ.get("CASEWORK_ENV")
    if kept is None or told not in (None, "", "production"):
        return environ
    theirs = kept.get("DATABASE_URL", own_database)
    if told == "production":
        if _is_same(environ.get("DATABASE_URL") or own_database, theirs):
            raise NotForProduction(
                f"{folder} holds the data of make run, which are no production: "
                "set INSTANCE_PATH to another folder, or DATABASE_URL to another database."
            )
        return environ
    named = {name: value for name, value in environ.items() if value or name not in NAMES}
    return {**kept, **named} if _is_same(named.get("DATABASE_URL", theirs), theirs) else environ


def _is_same(one: str, other: str) -> bool:
    """Whether two addresses are of one database, however its file is spelt."""
    return one == other or (_file(one) is not None and _file(one) == _file(other))


def _file(address: str) -> Path | None:
    """The file of an address of SQLite, with links and steps upwards followed."""
    _, is_file, path = address.partition("sqlite:///")
    return Path(path.partition("?")[0]).resolve() if is_file and path else None


def _read(folder: Path) -> dict[str, str] | None:
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    pairs = (line.partition("=") for line in lines if not line.startswith("#"))
    kept = {name: value for name, _, value in pairs if name in NAMES}
    return kept if kept.get("CASEWORK_ENV") else None
