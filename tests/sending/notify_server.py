"""A server on this machine that speaks as much of GOV.UK Notify's interface as we use, and fails as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from casework import clock

SERVICE, SECRET = "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"
KEY = f"invented-{SERVICE}-{SECRET}"
TEMPLATE_ID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


class NotifyServer:
    """What it was given, and what it is to answer."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []
        self.answer = 201
        self.message = "What Notify said"
        self.status = "created"
        self.keeps_what_it_fails = False
        self.cuts = False
        self.stays_silent = False
        self.gate = threading.Event()
        """Opened at the end of the test: nobody waits longer than that for a silent server."""
        self.authorised: list[bool] = []
        self.address = ""

    def keep(self, given: dict[str, Any]) -> dict[str, Any]:
        made = clock.now().isoformat().replace("+00:00", "Z")
        row = {"created_at": made, **given, "id": str(uuid4()), "status": self.status}
        self.kept.append(row)
        return row


def _handler(server: NotifyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            server.authorised.append(self.headers["Authorization"].startswith("Bearer "))
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path == "/v2/notifications/email"
            if server.cuts:
                self.close_connection = True
                return
            if server.stays_silent:
                server.gate.wait(30)
                self.close_connection = True
                return
            if server.answer == 201:
                self._say(201, {"id": server.keep(given)["id"]})
                return
            if server.keeps_what_it_fails:
                server.keep(given)
            errors = [{"error": "AnError", "message": server.message}]
            self._say(server.answer, {"status_code": server.answer, "errors": errors})

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            assert url.path == "/v2/notifications"
            (reference,) = parse_qs(url.query)["reference"]
            found = [row for row in reversed(server.kept) if row["reference"] == reference]
            self._say(200, {"notifications": found, "links": {}})

        def _say(self, code: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing into the output of the tests."""

    return Handler


@contextmanager
def notify_serving() -> Iterator[NotifyServer]:
    """Serve until the end of the block."""
    server = NotifyServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.address = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.gate.set()
        http.shutdown()
        http.server_close()
        thread.join()
