"""A client that measures: one connection, cookies, forms."""

import http.client
import re
import time
from collections.abc import Callable
from urllib.parse import urlencode

HIDDEN = re.compile(r'name="(csrf_token|token|row_version)" value="([^"]*)"')


class Browser:
    """Keeps its connection and its session cookie."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.place = ""

    def get(self, path: str) -> str:
        return self._send("GET", path, None)

    def post(self, path: str, **typed: str) -> str:
        return self._send("POST", path, typed)

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of the last form of a page."""
        return dict(HIDDEN.findall(self.get(path)))

    def sign_in(self, email: str, password: str) -> None:
        self.post("/sign-in", **self.form("/sign-in"), email=email, password=password)
        if "casework" not in self.cookies:
            raise RuntimeError("The benchmark could not sign in.")

    def _send(self, method: str, path: str, typed: dict[str, str] | None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if typed is not None:
            body = urlencode(typed)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        self.place = response.headers.get("Location", "")
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status not in (200, 302, 303):
            raise RuntimeError(f"{method} {path} answered {response.status}: {text[-300:]}")
        return text


def milliseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000
