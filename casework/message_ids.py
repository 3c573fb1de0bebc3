"""The Message-ID of mail that goes out: of the domain that the office sends from, so that it is nobody else's."""

import re
from email.utils import parseaddr
from functools import cache
from uuid import uuid4

from flask import current_app

HOST = re.compile(r"(?=.{1,150}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def new() -> str:
    """One that no mail has had, with its angle brackets. Needs an application context."""
    return f"<{uuid4()}@{_domain(current_app.config['MAIL_FROM'])}>"


@cache
def _domain(sender: str) -> str:
    """What cannot stand in a Message-ID would come back changed, so that no bounce finds its letter."""
    host = parseaddr(sender)[1].rpartition("@")[2]
    return host if HOST.fullmatch(host) else "casework.invalid"
