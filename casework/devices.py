"""Devices on which somebody has signed in before: a signed cookie, so that whoever guesses from elsewhere keeps nobody
out of their own; and the words by which a person knows a device."""

import secrets
from typing import Any

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

LASTS_SECONDS = 180 * 24 * 60 * 60
MOST_PEOPLE = 8
"""Who share one browser."""
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "a Mac"),
    ("CrOS", "a Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def mark_of(user_id: int | None) -> str | None:
    """The mark of this device where this person has signed in on it before."""
    mark, people = _kept()
    return mark if user_id is not None and user_id in people else None


def remember(response: Response, user_id: int) -> None:
    """This person has signed in here."""
    mark, people = _kept()
    known = [user_id, *(each for each in people if each != user_id)][:MOST_PEOPLE]
    response.set_cookie(
        _name(),
        _serializer().dumps([mark or secrets.token_hex(16), known]),
        max_age=LASTS_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def in_words() -> str:
    """The browser behind this request, as its owner would call it: Firefox on Windows."""
    agent = request.user_agent.string
    browser = next((name for sign, name in BROWSERS if sign in agent), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return f"{browser} on {system}" if system else browser


def _kept() -> tuple[str, list[int]]:
    try:
        kept: Any = _serializer().loads(request.cookies.get(_name(), ""), max_age=LASTS_SECONDS)
    except BadSignature:
        return "", []
    return str(kept[0]), [int(each) for each in kept[1]]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="devices")


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"
