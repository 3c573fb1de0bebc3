"""Asking once more before what the whole office goes by is changed."""

from collections.abc import Mapping, Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue


def is_confirmed() -> bool:
    return request.form.get("confirmed") == "yes"


def confirm(
    question: str, said: Sequence[tuple[str, str]], *, with_values: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    """The page that asks. It carries all that was typed, so that nothing is typed twice, and what else is given."""
    ours = ("csrf_token", "confirmed")
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in ours]
    carried += list((with_values or {}).items())
    return render_template("office/administration/confirm.html", question=question, said=said, carried=carried)
