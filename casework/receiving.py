"""What a browser sends: files go to the disk as they come in, and large ones are taken where files are kept, from
somebody who is signed in."""

from typing import IO, cast

from flask import Flask, Request, request, session

from casework.endpoints import TAKE_FILES
from casework.storing import store

BESIDE_FILES = 4 * 1024 * 1024
"""Bytes of the other fields of a form with files, and of all forms without."""


class CaseworkRequest(Request):
    """Nothing of a file stays where its request ends, is cut or dies."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return cast("IO[bytes]", store.current().folder.upload())


def init_app(app: Flask) -> None:
    """Before anything looks into the form."""
    app.request_class = CaseworkRequest
    app.before_request(_take_files)


def _take_files() -> None:
    """By the cookie alone, which we signed: to ask the database would keep others waiting for as long as the upload
    takes. Whether the session has ended is asked afterwards, as ever."""
    if request.endpoint in TAKE_FILES and "_user_id" in session:
        request.max_content_length = store.MOST_AT_ONCE * store.current().largest + BESIDE_FILES
