"""The store of an application, as its settings say: what goes into the database, the folder for all else, and
the virus scanner."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from casework.storing.folder import UNFINISHED, Folder, Place
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
    objects: Place | None = None
    """The bucket for large files, where one is set."""
    new_in_objects: bool = False
    """Whether a large file that comes now goes there, and not into the folder."""
    scanner: Scanner | None = None
    """None where files are not checked for viruses."""


def init_app(app: Flask) -> None:
    folder = Folder(Path(app.config["DOCUMENTS_FOLDER"]))
    url, place = app.config["DOCUMENTS_BUCKET"], app.config["DOCUMENTS_PLACE"]
    app.extensions[NAME] = Store(
        folder=folder,
        objects=_bucket(url, folder) if url else None,
        new_in_objects=bool(url) and place == "bucket",
        in_database=app.config["DOCUMENTS_IN_DATABASE"],
        largest=app.config["LARGEST_DOCUMENT"],
        scanner=Scanner(app.config["CLAMAV_URL"]) if app.config["CLAMAV_URL"] else None,
    )


def _bucket(url: str, folder: Folder) -> Place:
    """Imported here because its client is an optional extra, which an office with a folder need not install."""
    return cast("Place", import_module("casework.storing.objects").Objects(url, folder.path / UNFINISHED))


def current() -> Store:
    """That of the application in whose context this runs."""
    found: Store = current_app.extensions[NAME]
    return found
