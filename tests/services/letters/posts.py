"""Letters that wait to be printed and posted."""

from casework.access import Actor
from casework.extensions import db
from casework.models import Message
from tests import factories
from tests.services.letters import offices

WHO = "Leeds City Council about patrols"
SEEMS_FINE = "\u047c\u20d1"
"""Each of the two is in one of our typefaces, and typst shows them together in none."""
ADDRESS = "1 Invented Street\nLeeds\nLS1 1AA"


def for_the_post(staff: dict[str, Actor], *, large_print: bool = False, said: str = WHO, made: bool = True) -> Message:
    """An acknowledgement to somebody without e-mail, sent: its message waits for whoever posts it. `made`: the job
    has made its document."""
    case = factories.enquiry(staff["officer"])
    codes = ["large_print"] if large_print else []
    offices.give_address(case, email=None, address=ADDRESS, postcode="LS1 1AA", adjustment_codes=codes)
    offices.prepare(case, "acknowledge", staff["officer"], who_will_be_asked=said)
    offices.make(case, "acknowledge", staff["officer"], who_will_be_asked=said)
    if made:
        offices.make_documents()
    return db.session.query(Message).filter_by(case_id=case.id, channel="post").one()
