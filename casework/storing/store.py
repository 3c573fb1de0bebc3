"""The store of an application, as its settings say: what goes into the database, the folder for all else, and
the virus scanner."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from casework.storing.folder import Folder
from casework.storing.scanner import Scanner

NAME = "casework_store"
MOST_AT_ONCE = 10
"""Files of one form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    folder: Folder
    in_database: int
    """Bytes of the largest file that is a row of the database."""
    largest: int
    """Bytes of the largest file that is taken in."""
    scanner: Scanner | None = None
    """None where files are not checked for viruses."""


def init_app(app: Flask) -> None:
    app.extensions[NAME] = Store(
        folder=Folder(Path(app.config["DOCUMENTS_FOLDER"])),
        in_database=app.config["DOCUMENTS_IN_DATABASE"],
        largest=app.config["LARGEST_DOCUMENT"],
        scanner=Scanner(app.config["CLAMAV_URL"]) if app.config["CLAMAV_URL"] else None,
    )


def current() -> Store:
    """That of the application in whose context this runs."""
    found: Store = current_app.extensions[NAME]
    return found
