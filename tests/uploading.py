"""Sending files as a browser does, in one body in memory: the test client of Werkzeug would write large ones to the
disk that a test has filled up."""

from collections.abc import Sequence
from io import BytesIO

from werkzeug.test import TestResponse

from tests.client import HIDDEN, CheckingClient, read

BOUNDARY = "----an-invented-boundary"
File = tuple[str, bytes]


def body(fields: Sequence[tuple[str, str]], files: Sequence[File], *, name: str = "files") -> bytes:
    """A form with files."""
    parts = [f'name="{key}"\r\n\r\n{value}'.encode() for key, value in fields]
    parts += [f'name="{name}"; filename="{file}"\r\n\r\n'.encode() + content for file, content in files]
    start = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
    return b"".join(start + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def send(client: CheckingClient, path: str, *files: File, **typed: str) -> TestResponse:
    """Open the page, put files into the form that takes them and send it."""
    target = next(form for form in read(client.get(path).text).forms if "enctype" in form)
    hidden = {name: target["fields"][name] for name in HIDDEN if name in target["fields"]}
    return post(client, target.get("action") or path, body(list({**hidden, **typed}.items()), files))


def post(client: CheckingClient, path: str, content: bytes, *, said: int | None = None) -> TestResponse:
    """`said`: how long the browser says that it is, where it is cut."""
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return client.post(path, input_stream=BytesIO(content), content_length=said or len(content), content_type=kind)
