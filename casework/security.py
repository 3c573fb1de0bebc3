"""The person behind a request, what they may call, and the headers that every page carries.

The table of `endpoints.py` is asked before every request: an endpoint that is not in it answers 403 whoever asks.
"""

import secrets

from flask import Flask, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf import CSRFProtect

from casework.access import Actor, Permission, require
from casework.endpoints import ENDPOINTS, Open
from casework.errors import NotAllowed
from casework.services.office import accounts

login_manager = LoginManager()
csrf = CSRFProtect()


class SignedIn(UserMixin):
    """The signed-in person as Flask-Login sees them."""

    def __init__(self, actor: Actor, session_version: int) -> None:
        self.actor = actor
        self.session_version = session_version

    def get_id(self) -> str:
        return f"{self.actor.user_id}.{self.session_version}"


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
    app.before_request(_guard)
    app.after_request(_headers)


@login_manager.user_loader
def _load(identity: str) -> SignedIn | None:
    user_id, _, version = identity.partition(".")
    if not (user_id.isdecimal() and version.isdecimal()):
        return None
    found = accounts.find_actor(int(user_id), session_version=int(version))
    return SignedIn(found, int(version)) if found else None


def _guard() -> ResponseReturnValue | None:
    g.nonce = secrets.token_urlsafe(16)
    if request.endpoint is None:
        return None
    needed = ENDPOINTS.get(request.endpoint)
    if needed is Open.EVERYBODY:
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("session.sign_in", next=_next_page()))
    if needed is None:
        raise NotAllowed("This page is not open to anybody yet.")
    if isinstance(needed, Permission):
        require(actor(), needed)
    return None


def _next_page() -> str | None:
    """Where to go after signing in: the path alone, and never the address of a form's target."""
    return request.path if request.method == "GET" and request.path != "/" else None


def _headers(response: Response) -> Response:
    policy = (
        f"default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        f"script-src 'self' 'nonce-{g.get('nonce', '')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
