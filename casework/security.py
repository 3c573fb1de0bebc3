"""The person behind a request, what they may call, and the headers that every page carries.

The table of `endpoints.py` is asked before every request: an endpoint that is not in it answers 403 whoever asks.
"""

import secrets

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf import CSRFProtect

from casework.access import Actor, Permission, require
from casework.endpoints import ENDPOINTS, Open
from casework.errors import NotAllowed, SignedOut
from casework.openings import Shown
from casework.services.office import sessions
from casework.services.office.sessions import OpenSession
from casework.services.record import history, tokens
from casework.services.record.tokens import Sent
from casework.transaction import in_passing

NOTHING_OF_THE_DEVICE = ", ".join(
    f"{feature}=()"
    for feature in (
        "camera", "display-capture", "geolocation", "microphone", "midi", "payment", "publickey-credentials-get", "usb",
    )
)  # fmt: skip
"""What a page of ours never asks a browser for."""
login_manager = LoginManager()
csrf = CSRFProtect()


class SignedIn(UserMixin):
    """The signed-in person as Flask-Login sees them. `token` is what the cookie carries."""

    def __init__(self, opened: OpenSession, token: str) -> None:
        self.actor = opened.actor
        self.opened = opened
        self._token = token

    def get_id(self) -> str:
        return self._token


def actor() -> Actor:
    """The person behind this request. Raises `NotAllowed` when nobody is signed in."""
    if not current_user.is_authenticated:
        raise NotAllowed("Sign in first.")
    signed_in: SignedIn = current_user
    return signed_in.actor


def init_app(app: Flask) -> None:
    # templates get the person when they ask, so that an error page needs no database
    login_manager.init_app(app, add_context_processor=False)
    csrf.init_app(app)
    app.extensions["note_openings"] = _note_openings
    app.before_request(_guard)
    app.after_request(_headers)


def session_id() -> int:
    """The session behind this request. Raises `NotAllowed` when nobody is signed in."""
    actor()
    signed_in: SignedIn = current_user
    return signed_in.opened.id


@login_manager.user_loader
def _load(token: str) -> SignedIn | None:
    found = sessions.find(token)
    return SignedIn(found, token) if found else None


def _guard() -> ResponseReturnValue | None:
    g.nonce = secrets.token_urlsafe(16)
    if request.endpoint is None:
        return None
    needed = ENDPOINTS.get(request.endpoint)
    if needed is Open.EVERYBODY:
        return None
    if not current_user.is_authenticated:
        if request.method == "POST" and request.blueprint != "session":
            raise SignedOut
        return redirect(url_for("session.sign_in", next=_next_page()))
    if needed is None:
        raise NotAllowed("This page is not open to anybody yet.")
    if isinstance(needed, Permission):
        require(actor(), needed)
    if current_user.opened.is_to_be_noted:
        with in_passing():
            sessions.note_seen(session_id())
    if request.method == "POST":
        # a page looks things up before its command takes the token: the second of two clicks has nothing to be asked
        tokens.refuse_used(Sent(request.form.get("token", "")))
    return None


def _note_openings(shown: Shown) -> None:
    """Who saw which restricted case (R8.9)."""
    if current_user.is_authenticated:
        history.note_openings(shown, actor(), str(request.endpoint))


def _next_page() -> str | None:
    """Where to go after signing in: the path alone, and never the address of a form's target."""
    return request.path if request.method == "GET" and request.path != "/" else None


def _headers(response: Response) -> Response:
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        f"script-src 'self' 'nonce-{g.get('nonce', '')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", NOTHING_OF_THE_DEVICE)
    if current_app.config["CASEWORK_ENV"] == "production":
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
