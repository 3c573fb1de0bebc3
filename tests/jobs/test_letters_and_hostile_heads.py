"""A letter goes on with the thread of a mail: what its sender wrote into the head adds nothing to ours."""

import pytest
from sqlalchemy import update

from casework.access import Actor
from casework.extensions import db
from casework.jobs import mail
from casework.models import IncomingMail
from casework.transaction import unit_of_work
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.jobs.letters import letter_due
from tests.jobs.offices import message, states
from tests.jobs.post_office import PostOffice

pytestmark = pytest.mark.usefixtures("context", "queue")
THEIRS = "pat@known.example"


@pytest.mark.parametrize(
    ("message_id", "goes_on"),
    [
        ("<plain-1@known.example>", True),
        ("<zoë@known.example>", False),
        ("<a\x01b@known.example>", False),
        ("<a>\r\nBcc: <x@elsewhere.example>", False),
        ("<a@b>\n\nanother text", True),
        (f"<{'x' * 280}@b>", False),
    ],
)
def test_whatever_a_mail_is_called_our_letter_has_its_own_head_alone(
    post_office: PostOffice, staff: dict[str, Actor], message_id: str, goes_on: bool
) -> None:
    number = letter_due(staff["officer"], address=THEIRS)
    came = receive(mails.plain(sender=f"Pat Invented <{THEIRS}>", message_id=message_id))
    filed = {"case_id": message(number).case_id, "state": "filed", "kind": "new"}
    with unit_of_work():
        earlier = message(number).created_at
        db.session.execute(update(IncomingMail).where(IncomingMail.id == came.id).values(**filed, arrived_at=earlier))
    mail.send(number)
    assert states() == ["sent"]
    (arrived,) = post_office.mails
    assert arrived["To"] == THEIRS
    assert arrived["Bcc"] is None
    assert "another text" not in arrived.as_string()
    assert bool(arrived["In-Reply-To"]) == goes_on
