"""How often somebody may try to sign in.

Tries are counted on the queue's server, for all web processes together. While that cannot be reached each process
counts for itself: signing in goes on, and is limited still.
"""

import hashlib
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

TRIES = "10 per minute"


def init_app(app: Flask) -> None:
    address = app.config["REDIS_URL"]
    limiter = Limiter(
        _who_tries,
        app=app,
        storage_uri=f"redis+{address}" if address.startswith("unix:") else address,
        strategy="moving-window",
        in_memory_fallback_enabled=True,
        enabled=app.config["CASEWORK_ENV"] != "test",
    )
    app.extensions["limits_of_trying"] = limiter  # Flask-Limiter itself keeps a weak reference alone
    view: Any = app.view_functions["session.sign_in"]
    app.view_functions["session.sign_in"] = limiter.limit(TRIES, methods=["POST"])(view)


def _who_tries() -> str:
    """One address trying one account. A digest, so that no mail address stands on the queue's server."""
    tried = request.form.get("email", "").strip().lower()
    return hashlib.sha256(f"{get_remote_address()} {tried}".encode()).hexdigest()
