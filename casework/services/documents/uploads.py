"""Files that somebody puts on a case: of the kinds that are known from mail, and no others."""

from collections.abc import Sequence

from casework.errors import Invalid
from casework.incoming import attachments
from casework.incoming.attachments import ParsedAttachment

MOST = 10
TOO_MANY = f"Put no more than {MOST} files with it at once. Send the others with a second note."
UNKNOWN = "“{name}” is of a kind that is not kept here. Save it as PDF or as a picture, and choose it again."
REFUSED = "“{name}” is not kept. {why}"
Upload = tuple[str, bytes]
"""The name of a file as it was sent, and its bytes."""


def check(uploads: Sequence[Upload]) -> list[ParsedAttachment]:
    """What they are. Raises `Invalid` at "files" for one that could do harm, or that nobody knows how to open."""
    if len(uploads) > MOST:
        raise Invalid("files", TOO_MANY)
    found = [attachments.describe(name, content) for name, content in uploads]
    for file in found:
        if file.problem is not None:
            raise Invalid("files", REFUSED.format(name=file.file_name, why=file.problem))
        if file.media_type == attachments.OCTETS:
            raise Invalid("files", UNKNOWN.format(name=file.file_name))
    return found
