"""Log lines as data: JSON in production, readable in development. Never a query string, a form or a name."""

import logging
import sys
import traceback
import uuid
from pathlib import Path

import structlog
from flask import Flask, Response, g, request

from casework.config import Settings

MOST_CAUSES = 5
MOST_FRAMES = 12


def configure(settings: Settings) -> None:
    """Route structlog and the standard library through one formatter on standard error."""
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    if settings.environment == "production":
        renderer = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


def what_happened(problem: BaseException) -> dict[str, object]:
    """The classes of an exception and of those behind it, and where it came from. Never its words: they may carry
    somebody's data, a value that could not be read or a row that PostgreSQL refused."""
    kinds: list[str] = []
    each: BaseException | None = problem
    while each is not None and len(kinds) < MOST_CAUSES:
        kinds.append(type(each).__name__)
        each = each.__cause__ or each.__context__
    frames = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(problem.__traceback__)]
    return {"problem": kinds[0], "because_of": kinds[1:], "at": frames[-MOST_FRAMES:]}


def init_app(app: Flask) -> None:
    """Give each request an id, on its log lines and in its answer."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = uuid.uuid4().hex[:12]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id, endpoint=request.endpoint)


def _end(response: Response) -> Response:
    if "request_id" in g:
        response.headers["X-Request-ID"] = g.request_id
    return response
