"""Mail over SMTP: one mail at a time over one connection, and what became of it.

`SMTP_URL` is `smtp://host:port`, `smtp+starttls://user:password@host:587` or `smtps://user:password@host:465`.
"""

import datetime as dt
import re
import smtplib
import ssl
from email.utils import formataddr, parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit

from casework import clock
from casework.sending.adapter import Mail, Outcome, Result, Unreachable
from casework.sending.wire import to_bytes

TIMEOUT_SECONDS = 30
"""For each step with the server. A whole letter takes five steps at most: well within the lease of a claim."""
MOST_STEPS = 8
"""A mail that was not handed over after as many steps, because the machine was stopped for a while, is not any more:
meanwhile a person may have found another way."""
HELD_UP = "The worker was held up before it could hand over the mail."
ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
PLAIN_ADDRESS = re.compile(rf"{ATEXT}+(\.{ATEXT}+)*@[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
"""What stands unquoted in a command and in a header alike (RFC 5322): whatever else a header parser makes of it,
e.g. a group or two addresses, is not the person that was checked."""
SIGN_IN_FIRST = frozenset({530, 534, 535, 538})
"""A password that is wrong or missing (RFC 4954): the office's setting, whichever command it answers."""
DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class SmtpAdapter:
    """A connection to the mail server for a batch of mails, opened again once where the server closes it."""

    name = "smtp"
    can_ask = False

    def __init__(self, url: str, sender: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._url = urlsplit(url)
        self._from = formataddr(parseaddr(sender))
        self._sender = parseaddr(sender)[1]
        self._timeout = timeout
        self._client: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            try:
                self._client.quit()
            except (smtplib.SMTPException, OSError):
                self._client.close()
            self._client = None

    def open(self) -> None:
        """Connect unless that is done. Raises `Unreachable`."""
        if self._client is not None:
            return
        try:
            self._client = self._connect()
        except (smtplib.SMTPException, OSError) as problem:
            raise Unreachable(_words(problem)) from problem
        except UnicodeError:
            # its message holds the password
            raise Unreachable("The user name or password in SMTP_URL has a letter that SMTP cannot carry.") from None

    def send(self, mail: Mail) -> Result:
        """Hand over one mail. Never raises for the mail's own sake, so that it cannot stop the batch."""
        if not PLAIN_ADDRESS.fullmatch(mail.to):
            return Result(outcome=Outcome.REFUSED, reason="The e-mail address cannot be used.")
        content = to_bytes(mail, self._from)  # first, so that a mail that cannot be written is never half handed over
        begun = clock.now()
        addressed = self._address(mail.to)
        if addressed is _LOST:
            # a server may close a connection after so many mails: that says nothing about this one
            addressed = self._address(mail.to)
        if addressed is None and clock.now() - begun > dt.timedelta(seconds=self._timeout * MOST_STEPS):
            self._drop()
            return Result(outcome=Outcome.LATER, reason=HELD_UP)
        return addressed or self._hand_over(content)

    def find(self, message_id: str, since: dt.datetime) -> Result | None:  # noqa: ARG002
        """Nothing: SMTP has no way to ask what became of a mail."""
        return None

    def _address(self, recipient: str) -> Result | None:
        """Say from whom and to whom. None when the server agrees to both."""
        try:
            self.open()
            assert self._client is not None  # noqa: S101 (open() has just set it)
            code, reply = self._client.mail(self._sender)
            if _is_yes(code):
                code, reply = self._client.rcpt(recipient)
                if _is_yes(code):
                    return None
                return self._refusal(code, reply)
            # a sender that is refused is the office's setting, not this letter: it must not be lost for that
            self._reset()
            return Result(outcome=Outcome.LATER, reason=_said(code, reply))
        except Unreachable as problem:
            return Result(outcome=Outcome.LATER, reason=str(problem))
        except (smtplib.SMTPException, OSError):
            self._drop()
            return _LOST

    def _hand_over(self, content: bytes) -> Result:
        assert self._client is not None  # noqa: S101 (the address was accepted over it)
        try:
            code, reply = self._client.data(content)
        except smtplib.SMTPDataError as problem:  # it did not ask for the content, and so has not got it
            return self._refusal(problem.smtp_code, problem.smtp_error)
        except (smtplib.SMTPException, OSError) as problem:
            self._drop()
            return Result(outcome=Outcome.UNCERTAIN, reason=f"The connection was lost while sending. {_words(problem)}")
        if _is_yes(code):
            return Result(outcome=Outcome.SENT)
        if 400 <= code < 600:
            return self._refusal(code, reply)
        self._drop()
        return Result(outcome=Outcome.UNCERTAIN, reason=f"It may have been taken. {_said(code, reply)}"[:300])

    def _refusal(self, code: int, reply: bytes | str) -> Result:
        self._reset()
        is_final = 500 <= code < 600 and code not in SIGN_IN_FIRST
        return Result(outcome=Outcome.REFUSED if is_final else Outcome.LATER, reason=_said(code, reply))

    def _reset(self) -> None:
        """Make the connection fit for the next letter, or close it."""
        try:
            if self._client is not None and not _is_yes(self._client.rset()[0]):
                self._drop()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _connect(self) -> smtplib.SMTP:
        scheme, host = self._url.scheme, self._url.hostname or "localhost"
        port = self._url.port or DEFAULT_PORTS.get(scheme, 25)
        client: smtplib.SMTP
        if scheme == "smtps":
            client = smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=ssl.create_default_context())
        else:
            client = smtplib.SMTP(host, port, timeout=self._timeout)
        try:
            client.ehlo_or_helo_if_needed()
            if scheme == "smtp+starttls":
                client.starttls(context=ssl.create_default_context())
            if self._url.username:
                client.login(unquote(self._url.username), unquote(self._url.password or ""))
        except BaseException:
            client.close()
            raise
        return client


_LOST = Result(outcome=Outcome.LATER, reason="The mail server closed the connection.")


def _is_yes(code: int) -> bool:
    """The first digit decides (RFC 5321, 4.2.1)."""
    return 200 <= code < 300


def _said(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"The mail server said: {code} {' '.join(text.split())}"[:300]


def _words(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return _said(problem.smtp_code, problem.smtp_error)
    if isinstance(problem, smtplib.SMTPException):
        return f"The mail server did not follow the protocol ({type(problem).__name__})."
    if isinstance(problem, TimeoutError):
        return "The mail server did not answer in time."
    return f"The mail server cannot be reached ({type(problem).__name__})."
