"""Choosing what goes with a letter."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from casework.forms.letters.enclosures import EnclosuresForm
from casework.pages.letters import enclosures as pages
from casework.pages.letters import letters
from casework.routes.record.activities import act
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.letters.beside import enclosures

blueprint = Blueprint("enclosures", __name__, url_prefix="/cases/<reference>/letters/<int(max=2147483647):letter_id>")


@blueprint.route("/enclosures", methods=["GET", "POST"])
def choose(reference: str, letter_id: int) -> ResponseReturnValue:
    head = opened(reference)
    page = letters.find(head, letter_id, actor=actor())
    enclosed = [str(each.id) for each in pages.of_letter(letter_id)]
    form = EnclosuresForm(row_version=page.letter.row_version, documents=enclosed)
    form.documents.choices = pages.choices(head)

    def command() -> None:
        chosen = [int(number) for number in form.documents.data]
        enclosures.choose(reference, letter_id, chosen, sent=form.sent(), actor=actor())

    about = "Documents of this case, at most 15 MB together. What has a redacted copy goes out as that copy alone."
    back = url_for("letters.show", reference=reference, letter_id=letter_id)
    return act(head, form, command, title="Choose what goes with it", done="It is saved.", back=back, about=about)
