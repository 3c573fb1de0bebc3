"""Files that somebody puts on a case: of the kinds that are known from mail, and no others."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import SEEK_END
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from casework.errors import Invalid
from casework.incoming import attachments
from casework.incoming.containers import Content
from casework.services.documents.documents import Checked
from casework.services.record import files
from casework.storing import store

TOO_MANY = f"Put no more than {store.MOST_AT_ONCE} files with it at once. Send the others afterwards."
UNKNOWN = "“{name}” is of a kind that is not kept here. Save it as PDF or as a picture, and choose it again."
REFUSED = "“{name}” is not kept. {why}"
WHY = {
    attachments.MAY_RUN: "It could run on a computer or in a browser. Ask for it as PDF or as a picture.",
    attachments.DIFFERS: "Its name says one kind of file and its content is another. Ask for it once more, or save it "
    "as PDF and choose that.",
}
"""What is said of a mail's file tells whoever would save it; here nobody can."""
TOO_LARGE = "“{name}” is larger than {most} MB. Make it smaller, or save it in parts, and choose them."
MEGABYTE = 1024 * 1024
Upload = tuple[str, BinaryIO]
"""The name of a file as it was sent, and its bytes."""


def prepare(uploads: Sequence[Upload]) -> list[Checked]:
    """Look what they are, and put them where they will be kept. No database is asked.

    Raises `Invalid` at "files" for one that could do harm, that nobody knows how to open or that is too large, and
    `StoreAway`.
    """
    if len(uploads) > store.MOST_AT_ONCE:
        raise Invalid("files", TOO_MANY)
    kinds = [_kind(*upload) for upload in uploads]
    return [
        Checked(file_name=name, media_type=media_type, file=files.prepare(stream))
        for (name, media_type), (_, stream) in zip(kinds, uploads, strict=True)
    ]


def _kind(given: str, stream: BinaryIO) -> tuple[str, str]:
    name, most = attachments.safe_name(given), store.current().largest
    size = stream.seek(0, SEEK_END)
    if size > most:
        raise Invalid("files", TOO_LARGE.format(name=name, most=most // MEGABYTE))
    with _looked_into(stream, size) as content:
        media_type, problem = attachments.kind(name, content)
    if problem is not None:
        raise Invalid("files", REFUSED.format(name=name, why=WHY.get(problem, problem)))
    if media_type == attachments.OCTETS:
        raise Invalid("files", UNKNOWN.format(name=name))
    return name, media_type


@contextmanager
def _looked_into(stream: BinaryIO, size: int) -> Iterator[Content]:
    stream.seek(0)
    if size <= MEGABYTE:
        yield stream.read()
        return
    with mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        yield content
