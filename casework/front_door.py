"""What stands between the network and the pages: how many proxies are believed, and which address is ours.

In production a request over plain http is told so, and so is one for another host, in one sentence each: cookies go
over https alone, so that every form of such a page would be refused for a reason that nobody could guess.
"""

from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

log = structlog.get_logger(__name__)
OPEN_TO_ALL = ("health.show", "static")
"""A load balancer asks for the health by the address of the machine, without TLS."""


def init_app(app: Flask) -> None:
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        vars(app)["wsgi_app"] = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
    app.extensions["hidden_proxy"] = _is_proxy_hidden
    app.before_request(_refuse_strangers)


def our_address() -> str:
    """The address that people open, with https: cookies of production go no other way."""
    return str(current_app.config["BASE_URL"]).replace("http://", "https://", 1)


def _refuse_strangers() -> ResponseReturnValue | None:
    if current_app.config["CASEWORK_ENV"] != "production" or request.endpoint in OPEN_TO_ALL:
        return None
    _warn_of_hidden_proxy()
    ours = current_app.config["OUR_HOST"]
    if ours is not None and _host(f"//{request.host}") != ours:
        return _refuse(
            "This is not our address",
            f"You asked for “{request.host[:100]}”, and Casework answers at {our_address()} alone: open that.",
            "A server in front must pass the Host header on, and BASE_URL must be the address that people open.",
        )
    if not request.is_secure:
        return _refuse(
            "This address needs https",
            f"Signing in needs https, and this request came over plain http: open {our_address()}.",
            "A server in front must pass X-Forwarded-Proto on, and TRUSTED_PROXIES must say how many there are.",
        )
    return None


def _is_proxy_hidden() -> bool:
    """Whether this request came by a server that is not counted, so that everybody has its address."""
    return not current_app.config["TRUSTED_PROXIES"] and "X-Forwarded-For" in request.headers


def _warn_of_hidden_proxy() -> None:
    """Once in a process, and without an address: gunicorn believes the https of a server beside it, so that nothing
    else would tell."""
    if _is_proxy_hidden() and not current_app.extensions.get("hidden_proxy_told"):
        current_app.extensions["hidden_proxy_told"] = True
        log.warning("proxy_not_counted", setting="TRUSTED_PROXIES")


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _refuse(title: str, message: str, hint: str) -> ResponseReturnValue:
    page = render_template("errors/unavailable.html", title=title, message=message, typed=[], hint=hint)
    return page, 400
