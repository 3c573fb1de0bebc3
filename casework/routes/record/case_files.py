"""Downloading a file that somebody put with a contact or a note."""

from io import BytesIO

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
    content = BytesIO(files.content(found.file_sha256))
    name, media_type = found.file_name, found.media_type
    return send_file(content, mimetype=media_type, as_attachment=True, download_name=name, max_age=0)
