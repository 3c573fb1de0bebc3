"""How a command runs: inside the application, which is made when the command is run and not to list what there is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from flask import Flask


NOT_SET_UP = "The database is not set up, or not for this version: run `casework setup`, then the same command again."
NO_DATABASE = (
    "The database cannot be used: look whether it runs, whether DATABASE_URL is right and, where it is a file, whether "
    "its folder is there and yours."
)


def _core() -> "Flask":
    from casework import create_core
    from casework.config import BadSetting
    from casework.private import close_folder

    try:
        app = create_core()
    except BadSetting as problem:
        raise click.ClickException(str(problem)) from None
    close_folder(Path(app.instance_path))
    return app


def needs_office(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command inside the application, which is made when the command is run and not to list what there is."""

    @click.pass_context
    @wraps(command)
    def run(context: click.Context, *given: Any, **named: Any) -> None:
        app = context.obj.load_app() if context.obj is not None else _core()
        with app.app_context(), _in_one_sentence():
            context.invoke(command, *given, **named)

    return run


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    """What an operator can put right is said without a traceback."""
    from sqlalchemy.exc import DBAPIError, ProgrammingError

    try:
        yield
    except DBAPIError as problem:
        is_missing = isinstance(problem, ProgrammingError) or "no such" in str(problem.orig)
        raise click.ClickException(NOT_SET_UP if is_missing else NO_DATABASE) from None
