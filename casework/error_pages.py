"""One page for each way in which a request can fail. What was typed is on it, so that nothing is lost.

Restricted cases and cases that do not exist have the same page, word for word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from casework.errors import (
    Conflict,
    Damaged,
    Invalid,
    KeptShut,
    NotAllowed,
    NotFound,
    Replayed,
    SignedOut,
    StoreAway,
    TransitionRefused,
)
from casework.extensions import db
from casework.log import what_happened

log = structlog.get_logger(__name__)

CHANGED_AT_THE_SAME_TIME = (
    "Somebody changed the same record at the same moment. Nothing of yours was saved. "
    "Look at it as it is now, then do it again if it is still right."
)
CSRF: Mapping[str, tuple[str, str]] = {
    "session token is missing": (
        "You are not signed in any more",
        "Your browser sent no cookie with this form: it was open for longer than a day, or cookies are off.",
    ),
    "referrer": ("This form came from somewhere else", "Your browser did not say that it came from a page of ours."),
    "token": (
        "The page was open too long",
        "You signed in again after you opened it, or this form came from somewhere else.",
    ),
}
"""A part of Flask-WTF's sentence -> the title and the sentence of ours. The last one fits all others."""
SECRET_WORDS = ("password", "token", "secret")
PAGES: dict[int, tuple[str, str]] = {
    400: ("This request cannot be read", "Go back to the page that you came from and try again."),
    404: ("Page not found", NotFound().message),
    405: ("This address is only for forms", "Open the page with the form and send it from there."),
    413: (
        "That is too much to send at once",
        "The form or file is larger than {most} MB. Shorten the text or use a smaller file, then send it again.",
    ),
    415: ("This request cannot be read", "Go back to the page that you came from and try again."),
    429: (
        "Too many tries",
        "There were too many tries to sign in from here. Wait a minute, then try again.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A link that leads on from an error page."""

    text: str
    href: str


def init_app(app: Flask) -> None:
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(Replayed, _replayed)
    app.register_error_handler(Damaged, _damaged)
    app.register_error_handler(KeptShut, _kept_shut)
    app.register_error_handler(StoreAway, _store_away)
    app.register_error_handler(TransitionRefused, _refused)
    app.register_error_handler(CSRFError, _not_ours)
    app.register_error_handler(exc.DataError, _unusable_value)
    app.register_error_handler(OverflowError, _unusable_value)
    app.register_error_handler(StaleDataError, _changed_at_the_same_time)
    app.register_error_handler(exc.IntegrityError, _changed_at_the_same_time)
    app.register_error_handler(exc.OperationalError, _unavailable)
    app.register_error_handler(exc.InterfaceError, _unavailable)
    app.register_error_handler(exc.TimeoutError, _unavailable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _failed)


def _not_found(error: NotFound) -> ResponseReturnValue:
    return _page(404, "Page not found", error.message)


def _not_allowed(error: NotAllowed) -> ResponseReturnValue:
    return _page(403, "You may not do this", error.message)


def _invalid(error: Invalid) -> ResponseReturnValue:
    return _page(422, "Something needs to be put right", error.message)


def _conflict(error: Conflict) -> ResponseReturnValue:
    return _page(409, "Somebody else was faster", error.message)


def _replayed(error: Replayed) -> ResponseReturnValue:
    return _page(409, "This has been done already", error.message, reference=error.reference)


def _damaged(error: Damaged) -> ResponseReturnValue:
    log.error("file_damaged", file=error.sha256[:12])
    return _page(500, "This file is damaged", error.message)


def _kept_shut(error: KeptShut) -> ResponseReturnValue:
    return _page(409, "This file cannot be opened", error.message)


def _store_away(error: StoreAway) -> ResponseReturnValue:
    log.error("files_out_of_reach", problem=type(error.__cause__).__name__)
    body, _ = _page(503, "Files cannot be kept or read just now", error.message)
    return body, 503, {"Retry-After": "300"}


def _refused(error: TransitionRefused) -> ResponseReturnValue:
    return _page(409, "This step is not possible now", error.reason)


def _not_ours(error: CSRFError) -> ResponseReturnValue:
    """A form of ours whose cookie is gone belongs to somebody who signs in again; all else is refused. Flask-WTF tells
    the causes apart by its sentences alone."""
    if _came_from_us() and request.blueprint != "session" and not current_user.is_authenticated:
        return current_app.handle_user_exception(SignedOut())
    title, message = next((found for words, found in CSRF.items() if words in str(error.description)), CSRF["token"])
    return _page(400, title, f"{message} Nothing was saved. Open the page again and send the form once more.")


def _came_from_us() -> bool:
    """A browser says truly which site a form came from; what another site made it send says another one."""
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def _changed_at_the_same_time(error: Exception) -> ResponseReturnValue:
    log.warning("write_conflict", problem=type(error).__name__)
    return _page(409, "Somebody else was faster", CHANGED_AT_THE_SAME_TIME)


def _unusable_value(_error: Exception) -> ResponseReturnValue:
    """A value that only the database finds fault with: in an address there is no such page."""
    if request.method in ("GET", "HEAD"):
        return _page(404, *PAGES[404])
    message = "A value of the form cannot be stored. Go back, check what you typed, and send it again."
    return _page(422, "Something needs to be put right", message)


def _unavailable(error: Exception) -> ResponseReturnValue:
    log.error("database_unavailable", problem=type(error).__name__)
    _roll_back()
    message = "The records are busy or out of reach for a moment. Nothing was saved. Try again in a minute."
    body = render_template(
        "errors/unavailable.html", title="Please try again", message=message, typed=_typed(), hint=""
    )
    return body, 503, {"Retry-After": "30"}


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error
    if code >= 500:
        return _failed(error)
    title, message = PAGES.get(code, (HTTPStatus(code).phrase, "Go back to the page that you came from."))
    body, status = _page(code, title, message.format(most=(request.max_content_length or 0) // 1024**2))
    headers = [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]
    return body, status, dict(headers)


def _failed(error: HTTPException) -> ResponseReturnValue:
    """Our fault. The reference number finds the log line; the log line holds no name and no form."""
    cause = getattr(error, "original_exception", None) or error
    number = str(g.get("request_id", "unknown"))
    log.error("request_failed", reference=number, **what_happened(cause))
    _roll_back()
    message = f"Something went wrong here, and it is not your fault. Nothing was saved. Tell us the number {number}."
    title = "Something went wrong"
    return render_template("errors/unavailable.html", title=title, message=message, typed=_typed(), hint=""), 500


def _page(status: int, title: str, message: str, *, reference: str = "") -> tuple[str, int]:
    """`reference`: the case to go on to, where it is not the one in the address."""
    _roll_back()
    typed = _typed() if status != 403 or request.form else []
    shown = {"title": title, "message": message, "typed": typed, "ways": _ways(status, reference)}
    return render_template("errors/page.html", **shown), status


def _roll_back() -> None:
    """The refused change must not be committed by whatever comes next."""
    db.session.rollback()


def _ways(status: int, reference: str) -> list[Way]:
    ways = []
    here = (request.view_args or {}).get("reference")
    if (here or reference) and status in (400, 409, 422):
        text = f"Back to {here}" if here else f"Go to {reference}"
        ways.append(Way(text=text, href=url_for("case.show", reference=here or reference)))
    if request.method == "POST" and status == 400 and request.endpoint:
        ways.append(Way(text="Open the page again", href=request.path))
    return [*ways, Way(text="Go to the start page", href="/")]


def _typed() -> list[tuple[str, str]]:
    """What the form carried, but for passwords and our own hidden fields."""
    if request.method != "POST":
        return []
    try:
        sent = request.form.items(multi=True)
    except HTTPException:
        return []
    shown = ((name, text.replace("\0", "\ufffd")) for name, text in sent if not _is_hidden(name))
    return [(_as_words(name), text) for name, text in shown if text.strip()]


def _is_hidden(name: str) -> bool:
    """Our own fields, and whatever stands on a page where passwords are typed, but for the address beside them."""
    if request.blueprint == "session" and name != "email":
        return True
    return name == "row_version" or any(word in name.lower() for word in SECRET_WORDS)


def _as_words(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:60].capitalize()
