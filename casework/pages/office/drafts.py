"""The key by which a browser hides what somebody is writing: it is kept there, and nobody else can read it."""

import base64
import hashlib
import hmac

from flask import current_app

BYTES = 32


def key_for(user_id: int) -> str:
    """Two values in base 64, always the same for one person: the name of their drafts, and the key of AES that hides
    them. Neither leads to the other, or to those of somebody else."""
    secret = str(current_app.secret_key or "").encode()
    halves = (hmac.digest(secret, f"drafts {part} {user_id}".encode(), hashlib.sha256) for part in ("name", "key"))
    return " ".join(base64.urlsafe_b64encode(half[:BYTES]).decode() for half in halves)
