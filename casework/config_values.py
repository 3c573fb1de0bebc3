"""What a setting may be: each raises `BadSetting` with one sentence, and gives the value that is meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LONGEST_NAME = 100


class BadSetting(Exception):
    """A setting is missing or cannot be used. The message is one sentence that says what to set."""


def sending_pace(given: str, environment: str) -> int:
    """A whole number of times faster than in production, for `make crash` alone."""
    if given != "1" and environment != "test":
        raise BadSetting("SENDING_PACE is for the crash test alone: leave it out, or set CASEWORK_ENV=test.")
    if not given.isdecimal() or int(given) == 0:
        raise BadSetting(f"SENDING_PACE must be a whole number of 1 or more, not {given!r}.")
    return int(given)


def trusted_proxies(given: str) -> int:
    """What is said of a visitor by more servers than stand in front may come from the visitor."""
    if not (given.isascii() and given.isdecimal() and len(given) <= 4 and int(given) <= 5):
        raise BadSetting(
            f"TRUSTED_PROXIES must be the number of servers in front of Casework, from 0 to 5, not {given!r}."
        )
    return int(given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Where files are kept: up to so many bytes in the database, else in the folder; larger ones are not taken in."""

    folder: Path
    in_database: int
    largest: int
    bucket: str
    """The address of a bucket, or empty."""
    place: str
    """Where large files go that come now: "bucket" or "folder"."""
    scanner: str
    """The address of the virus scanner, or empty."""

    def flask_config(self) -> dict[str, Any]:
        """As `casework/storing/store.py` reads it."""
        return {
            "DOCUMENTS_FOLDER": str(self.folder),
            "DOCUMENTS_IN_DATABASE": self.in_database,
            "LARGEST_DOCUMENT": self.largest,
            "DOCUMENTS_BUCKET": self.bucket,
            "DOCUMENTS_PLACE": self.place,
            "CLAMAV_URL": self.scanner,
        }


def documents(environ: Mapping[str, str], instance: Path) -> Documents:
    return Documents(
        folder=folder("DOCUMENTS_FOLDER", environ.get("DOCUMENTS_FOLDER") or str(instance / "documents")),
        in_database=megabytes("DOCUMENTS_IN_DATABASE", environ.get("DOCUMENTS_IN_DATABASE") or "4", (0, 64)),
        largest=megabytes("LARGEST_DOCUMENT", environ.get("LARGEST_DOCUMENT") or "50", (1, 2000)),
        bucket=bucket(environ.get("DOCUMENTS_BUCKET") or ""),
        place=place(environ.get("DOCUMENTS_PLACE") or "", environ.get("DOCUMENTS_BUCKET") or ""),
        scanner=scanner(environ.get("CLAMAV_URL") or ""),
    )


def megabytes(name: str, given: str, between: tuple[int, int]) -> int:
    """Bytes."""
    least, most = between
    if not (given.isascii() and given.isdecimal() and len(given) <= 4 and least <= int(given) <= most):
        raise BadSetting(f"{name} must be a whole number of megabytes from {least} to {most}, not {given!r}.")
    return int(given) * 1024 * 1024


def bucket(given: str) -> str:
    """Of a store that speaks S3. The secret never stands in the sentence."""
    try:
        parts = urlsplit(given)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname and parts.username and parts.password)
        is_one = is_one and parts.port != 0 and parts.path.strip("/") != "" and "/" not in parts.path.strip("/")
    except ValueError:
        is_one = False
    if given and not is_one:
        raise BadSetting("DOCUMENTS_BUCKET must be like https://key:secret@host/bucket?region=eu-west-2.")
    if given and find_spec("obstore") is None:
        raise BadSetting("DOCUMENTS_BUCKET needs the extra “objects”: pip install 'casework[objects]'.")
    return given


def place(given: str, url: str) -> str:
    """Where a bucket is set, files go there unless it is said otherwise."""
    if given not in ("", "folder", "bucket") or (given == "bucket" and not url):
        raise BadSetting("DOCUMENTS_PLACE must be folder, or bucket where DOCUMENTS_BUCKET is set.")
    return given or ("bucket" if url else "folder")


def scanner(given: str) -> str:
    """Of `clamd`, over TCP or by a socket of this machine."""
    try:
        parts = urlsplit(given)
        is_one = (parts.scheme == "tcp" and bool(parts.hostname) and parts.port != 0 and parts.path in ("", "/")) or (
            parts.scheme == "unix" and not parts.netloc and len(parts.path) > 1
        )
    except ValueError:
        is_one = False
    if given and not is_one:
        raise BadSetting("CLAMAV_URL must be like tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl.")
    return given


def folder(name: str, given: str) -> Path:
    try:
        path = Path(given).resolve()
        if path.exists() and not path.is_dir():
            raise ValueError
    except (OSError, ValueError, RuntimeError):
        raise BadSetting(f"{name} must be a folder, and {given[:200]!r} is none.") from None
    return path


def office_name(name: str) -> str:
    if not name.isprintable() or not name.strip() or len(name) > LONGEST_NAME:
        raise BadSetting(f"OFFICE_NAME must be one line of at most {LONGEST_NAME} characters.")
    return name


def log_level(given: str) -> str:
    level = given.upper()
    if level not in LOG_LEVELS:
        raise BadSetting(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {given[:30]!r}.")
    return level
