"""Where mail is fetched from: a mailbox over IMAP, a Maildir, one file.

A mail is marked as done only after it has been kept: whoever is stopped between the two fetches it again, and it
is known by its bytes.
"""

import imaplib
import ssl
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import structlog
from imap_tools import AND, BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls, MailMessageFlags

TIMEOUT_SECONDS = 30
DEFAULT_PORTS = {"imaps": 993, "imap+starttls": 143}
CANNOT_MARK = "The mailbox does not let us mark a mail as fetched: give its user the right to change it."

log = structlog.get_logger(__name__)


class Unreachable(Exception):
    """The mailbox cannot be reached or does not let us in. The message names no address and no password."""


class Source(ABC):
    """A mailbox with mail that is new. `name` is what stands beside a mail that came from it."""

    name: str

    @abstractmethod
    def keys(self, most: int) -> list[str]:
        """What tells the new mails apart, the oldest first."""

    @abstractmethod
    def read(self, key: str) -> bytes | None:
        """The mail as it is; None where it has gone meanwhile."""

    @abstractmethod
    def mark(self, key: str) -> None:
        """It has been kept: do not offer it again."""

    def fetch(self, most: int) -> Iterator[tuple[str, bytes]]:
        """New mails with their keys. Raises `Unreachable`."""
        for key in self.keys(most):
            raw = self.read(key)
            if raw is not None:
                yield key, raw

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        return None


class Maildir(Source):
    """A folder with `new/` and `cur/`, into which a mail server delivers."""

    name = "maildir"

    def __init__(self, folder: Path) -> None:
        self._new, self._seen = folder / "new", folder / "cur"
        if not self._new.is_dir() or not self._seen.is_dir():
            raise Unreachable("The Maildir has no folders new/ and cur/.")

    def keys(self, most: int) -> list[str]:
        found = []
        for file in self._new.iterdir():
            with suppress(FileNotFoundError):
                if not file.name.startswith(".") and file.is_file():
                    found.append((file.stat().st_mtime_ns, file.name))
        return [name for _, name in sorted(found)[:most]]

    def read(self, key: str) -> bytes | None:
        """None also where it may not be read, which must not hold up the others."""
        try:
            return self._bytes(key)
        except FileNotFoundError:
            return None
        except OSError as problem:
            log.error("mail_not_read", problem=type(problem).__name__)
            return None

    def mark(self, key: str) -> None:
        try:
            (self._new / key).rename(self._seen / f"{key.partition(':2,')[0]}:2,S")
        except FileNotFoundError:
            return
        except OSError as problem:
            raise Unreachable(f"{CANNOT_MARK} ({type(problem).__name__})") from None

    def _bytes(self, key: str) -> bytes:
        return (self._new / key).read_bytes()


class Imap(Source):
    """A folder of a mail server. A mail is new while nobody has seen it."""

    name = "imap"

    def __init__(self, box: BaseMailBox) -> None:
        self._box = box

    def keys(self, most: int) -> list[str]:
        with _reachable():
            return self._box.uids(AND(seen=False))[:most]

    def read(self, key: str) -> bytes | None:
        """Its bytes as they are: what imap-tools gives has been through a parser."""
        with _reachable():
            status, answer = self._box.client.uid("fetch", key, "(BODY.PEEK[])")
        if status != "OK":
            raise Unreachable("The mailbox does not give out a mail.")
        return next((bytes(part[1]) for part in answer if isinstance(part, tuple) and len(part) > 1), None)

    def mark(self, key: str) -> None:
        """Without `flag` of imap-tools, which expunges: it would delete for good what people only marked."""
        with _reachable():
            status, _ = self._box.client.uid("store", key, "+FLAGS.SILENT", f"({MailMessageFlags.SEEN})")
        if status != "OK":
            raise Unreachable(CANNOT_MARK)

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        # what was kept is kept: a server that does not say goodbye changes nothing
        with suppress(Unreachable), _reachable():
            self._box.logout()
        _hang_up(self._box)


@contextmanager
def _reachable() -> Iterator[None]:
    """Turns what a mail server and its connection may raise into one error without addresses."""
    try:
        yield
    except (imaplib.IMAP4.error, ImapToolsError, OSError, ValueError) as problem:
        # ValueError: a password that is no ASCII, an answer that is no number
        raise Unreachable(f"The mailbox cannot be used ({type(problem).__name__}).") from None


def open_source(url: str) -> Source:
    """`imaps://user:password@host/folder`, `imap+starttls://...`, or `maildir:/path`. Raises `Unreachable`."""
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        return Maildir(Path(unquote(parts.path)))
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    secure = ssl.create_default_context()
    with _reachable():
        opened = MailBox if parts.scheme == "imaps" else MailBoxStartTls
        box = opened(host, port, timeout=TIMEOUT_SECONDS, ssl_context=secure)
        folder = unquote(parts.path.lstrip("/")) or "INBOX"
        try:
            box.login(unquote(parts.username or ""), unquote(parts.password or ""), initial_folder=folder)
        except BaseException:
            _hang_up(box)
            raise
    return Imap(box)


def _hang_up(box: BaseMailBox) -> None:
    """Close the connection, which the library leaves open where signing in or out fails."""
    with suppress(OSError):
        box.client.shutdown()
