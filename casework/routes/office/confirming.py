"""Asking once more before what the whole office goes by is changed."""

from collections.abc import Mapping, Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue


def is_confirmed() -> bool:
    return request.form.get("confirmed") == "yes"


def confirm(
    question: str,
    said: Sequence[tuple[str, str]],
    *,
    back: str = "",
    with_values: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """The page that asks, with the way `back`, else to this page. It carries all that was typed, and what else is
    given."""
    carried = [*typed(), *(with_values or {}).items()]
    given = {"question": question, "said": said, "carried": carried, "back": back or request.path}
    return render_template("office/administration/confirm.html", **given)


def typed() -> list[tuple[str, str]]:
    """What the page that asks carries on, so that nothing is typed twice."""
    ours = ("csrf_token", "confirmed")
    return [(name, value) for name, value in request.form.items(multi=True) if name not in ours]
