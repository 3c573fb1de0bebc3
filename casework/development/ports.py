"""The ports of `make run`. Needs nothing but the standard library: the Makefile asks before anything is installed."""

import errno
import os
import socket
import sys
from collections.abc import Mapping

WEB, MAIL = "PORT", "MAIL_PORT"
USUAL = {WEB: 5000, MAIL: 2525}
CALLED = {WEB: "the web server", MAIL: "the mailbox"}
HIGHEST = 65_535


class BadPort(Exception):
    """One sentence that says which port is in the way and what to do."""


def web_port(environ: Mapping[str, str]) -> int:
    """Raises `BadPort` unless it is free."""
    port = _asked_for(environ, WEB) or USUAL[WEB]
    _require_free(port, WEB)
    return port


def mail_port(environ: Mapping[str, str]) -> int:
    """The one that was asked for, else the usual one, else any that is free. Raises `BadPort`."""
    asked_for = _asked_for(environ, MAIL)
    if asked_for is not None:
        _require_free(asked_for, MAIL)
        return asked_for
    return USUAL[MAIL] if _problem(USUAL[MAIL]) is None else _any_free()


def _asked_for(environ: Mapping[str, str], name: str) -> int | None:
    given = environ.get(name) or ""
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= 5 and 0 < int(given) <= HIGHEST):
        raise BadPort(f"{name} must be a whole number from 1 to {HIGHEST}, not {given[:20]!r}.")
    return int(given)


def _require_free(port: int, name: str) -> None:
    problem = _problem(port)
    if problem == errno.EACCES:
        raise BadPort(f"Port {port} for {CALLED[name]} is for the system alone: choose one from 1024 on, with {name}=.")
    if problem is not None:
        other = port + 1 if port < HIGHEST else USUAL[name]
        raise BadPort(
            f"Port {port} for {CALLED[name]} is in use: stop the other program, or choose another with {name}={other}."
        )


def _problem(port: int) -> int | None:
    """The number of the error of taking the port; None where it is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            return problem.errno
    return None


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    try:
        web_port(os.environ)
        mail_port(os.environ)
    except BadPort as bad:
        sys.exit(str(bad))
