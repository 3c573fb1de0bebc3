"""The history of everything: who did what, and who opened a restricted case."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.pages.office import audit
from casework.pages.office import signing_in as pages
from casework.security import actor

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("")
def index() -> ResponseReturnValue:
    user_id = _number("person")
    page = audit.events(actor=actor(), user_id=user_id, before=_number("before"))
    return render_template("office/audit/index.html", page=page, staff=audit.staff(), chosen=str(user_id or ""))


@blueprint.get("/cases/<reference>")
def case(reference: str) -> ResponseReturnValue:
    return render_template(
        "office/audit/case.html", audit=audit.of_case(reference, actor=actor(), before=_number("before"))
    )


@blueprint.get("/signing-in")
def signing_in() -> ResponseReturnValue:
    return render_template("office/audit/signing_in.html", failed=pages.failed(), begun=pages.begun())


def _number(name: str) -> int | None:
    """A number of the address, or None for anything that is none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None
