"""A client that measures: one connection, cookies, forms."""

import http.client
import re
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlencode

HIDDEN = re.compile(r'name="(csrf_token|token|row_version|seen)" value="([^"]*)"')
IDLE_SECONDS = 1.0
"""A server may end a connection that was idle for longer; then a new one is made beforehand, as browsers do."""


class Browser:
    """Keeps its connection and its session cookie."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}
        self.place = ""
        self._last = 0.0

    def like(self) -> "Browser":
        """Another one of the same person, with a connection of its own."""
        other = Browser(self.connection.port)
        other.cookies = dict(self.cookies)
        return other

    def get(self, path: str) -> str:
        return self._send("GET", path, None, (200,))

    def look(self, path: str, **typed: str) -> str:
        """Sends a form that is answered with a page and changes nothing."""
        return self._send("POST", path, typed, (200,))

    def post(self, path: str, **typed: str) -> str:
        """Raises `RuntimeError` where the form comes back."""
        return self._send("POST", path, typed, (302, 303))

    def ask_back(self, path: str, **typed: str) -> str:
        """Sends a form that must come back with one more question."""
        return self._send("POST", path, typed, (422,))

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of the last form of a page, with a token that was not used before."""
        return {**dict(HIDDEN.findall(self.get(path))), "token": secrets.token_urlsafe(24)}

    def sign_in(self, email: str, password: str) -> None:
        self.post("/sign-in", **self.form("/sign-in"), email=email, password=password)
        if not any(name.endswith("casework") for name in self.cookies):
            raise RuntimeError("The benchmark could not sign in.")

    def _send(self, method: str, path: str, typed: dict[str, str] | None, expected: tuple[int, ...]) -> str:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-Proto": "https",  # as the server in front says that speaks TLS
            "Referer": f"https://127.0.0.1:{self.connection.port}{path}",
        }
        body = None
        if typed is not None:
            body = urlencode(typed)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._last > IDLE_SECONDS:
            self.connection.close()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        self._last = time.monotonic()
        self.place = response.headers.get("Location", "")
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status not in expected:
            raise RuntimeError(f"{method} {path} answered {response.status}: {text[-1500:]}")
        return text


def milliseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000
