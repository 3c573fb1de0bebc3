"""Downloading a file that somebody put with a contact or a note."""

from io import SEEK_END

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from casework.pages.record import case_files
from casework.routes.record.case import opened
from casework.services.record import files

blueprint = Blueprint("case_files", __name__, url_prefix="/cases/<reference>/files")


@blueprint.get("/<int(max=2147483647):file_id>")
def download(reference: str, file_id: int) -> ResponseReturnValue:
    """To be saved and never shown by the browser. (`nosniff` stands on every answer.)"""
    found = case_files.find_one(opened(reference), file_id)
    return saved(found.file_sha256, found.file_name, found.media_type)


def saved(sha256: str, name: str, media_type: str) -> ResponseReturnValue:
    """A file as it was kept, a piece at a time. Raises `KeptShut`, `Damaged`, `StoreAway`."""
    file = files.opened_for_somebody(sha256)
    size = file.seek(0, SEEK_END)
    file.seek(0)
    answer = send_file(file, mimetype=media_type, as_attachment=True, download_name=name, max_age=0)
    answer.content_length = size
    return answer
