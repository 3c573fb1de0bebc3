"""Mail into a folder, for development: one `.eml` for each mail, which any mail program opens. Sends nothing on."""

import datetime as dt
import os
import re
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Self

from casework.sending.adapter import Mail, Outcome, Result, Unreachable
from casework.sending.wire import to_bytes

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class FolderAdapter:
    """Writes under the Message-ID, so that the same mail sent twice is one file."""

    name = "folder"
    can_ask = True

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._from = formataddr(parseaddr(sender))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is kept open."""

    def open(self) -> None:
        """Make the folder. Raises `Unreachable`."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise Unreachable(f"The folder for mail cannot be made ({type(problem).__name__}).") from problem

    def send(self, mail: Mail) -> Result:
        """Write the mail to one side, then put it in its place: nobody ever sees half a mail."""
        path = self._path(mail.message_id)
        unfinished = path.with_suffix(".unfinished")
        try:
            with unfinished.open("wb") as file:
                file.write(to_bytes(mail, self._from))
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError as problem:
            return Result(outcome=Outcome.LATER, reason=f"The mail cannot be written ({type(problem).__name__}).")
        return Result(outcome=Outcome.SENT, provider_id=path.name[:100])

    def find(self, message_id: str, since: dt.datetime) -> Result | None:  # noqa: ARG002
        """Sent where the file is there."""
        path = self._path(message_id)
        return Result(outcome=Outcome.SENT, provider_id=path.name[:100]) if path.exists() else None

    def _path(self, message_id: str) -> Path:
        return self._folder / f"{UNSAFE.sub('_', message_id.strip('<>')).lstrip('.')[:150]}.eml"
