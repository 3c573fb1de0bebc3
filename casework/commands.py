"""How a command runs: inside the application, which is made when the command is run and not to list what there is."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from flask import Flask


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
        with app.app_context():
            context.invoke(command, *given, **named)

    return run
