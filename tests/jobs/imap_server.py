"""A mail server that speaks as much IMAP as the intake does, over a real socket, and can misbehave."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from imap_tools import MailBoxUnencrypted

LOGIN = ("pat@office.example", "secret")


class ImapServer(socketserver.ThreadingTCPServer):
    """`stored`: UID -> mail. `drops`: UIDs whose mail breaks off half-way. `refuses`: commands answered with NO.
    `gone`: UIDs that were deleted after they were found."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, stored: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.stored, self.seen, self.commands = stored, set[str](), list[str]()
        self.drops, self.refuses, self.gone = set[str](), set[str](), set[str]()

    def mailbox(self, *, password: str = LOGIN[1]) -> MailBoxUnencrypted:
        """Signed in. Without TLS: that is the library's own."""
        box = MailBoxUnencrypted("127.0.0.1", self.server_address[1], timeout=10)
        box.login(LOGIN[0], password, initial_folder="INBOX")
        return box


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: ImapServer

    def handle(self) -> None:
        self.say("* OK ready")
        for given in self.rfile:
            tag, _, rest = given.decode().strip().partition(" ")
            command = " ".join(rest.split()[: 2 if rest.upper().startswith("UID ") else 1]).upper()
            self.server.commands.append(rest)
            if command in self.server.refuses:
                self.say(f"{tag} NO not today")
                continue
            if not self.answer(command, rest):
                return
            self.say(f"{tag} OK done")
            if command == "LOGOUT":
                return

    def answer(self, command: str, rest: str) -> bool:
        """False where the connection breaks."""
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif command == "SELECT":
            self.say(f"* {len(self.server.stored)} EXISTS", "* OK [UIDVALIDITY 1] x", "* OK [READ-WRITE] x")
        elif command == "UID SEARCH":
            new = [uid for uid in self.server.stored if uid not in self.server.seen]
            self.say(f"* SEARCH {' '.join(new)}".rstrip())
        elif command == "UID FETCH":
            return self.fetch(rest.split()[2])
        elif command == "UID STORE":
            self.server.seen.add(rest.split()[2])
        elif command == "LOGOUT":
            self.say("* BYE")
        return True

    def fetch(self, uid: str) -> bool:
        raw = self.server.stored[uid]
        if uid in self.server.gone:
            return True
        # somebody else changes the flags of another mail meanwhile
        self.say("* 9 FETCH (FLAGS (\\Deleted) UID 900)", f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}")
        self.wfile.write(raw[: len(raw) // 2] if uid in self.server.drops else raw)
        if uid in self.server.drops:
            return False
        self.say(")")
        return True

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def imap_server(stored: dict[str, bytes]) -> Iterator[ImapServer]:
    with ImapServer(stored) as server:
        thread: Any = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
