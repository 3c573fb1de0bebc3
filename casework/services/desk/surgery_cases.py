"""What leads to a surgery appointment and what comes of one: a request out of an enquiry, and the cases that follow."""

from sqlalchemy import func, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.case_types import CASE_TYPES
from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.models import Case, Contact
from casework.services.desk import opening
from casework.services.record import cases, tokens
from casework.services.record.tokens import Sent
from casework.services.types.context import Context, by_name
from casework.services.types.surgery_appointment import CHANNEL
from workflows.surgery_appointment import WORKFLOW

ENQUIRY = next(name for name, of in CASE_TYPES.items() if of.is_triaged)
NOT_OPEN = "An appointment is asked for from an enquiry that is open. Log a new one if they were in touch again."
NOT_USED = "The office does not offer surgery appointments. Answer the enquiry, or ask an administrator for them."
NO_NOTE = "There is no note of the day on this case, so no case can be opened of it. Log an enquiry instead."


def request(reference: str, *, sent: Sent, actor: Actor) -> Case:
    """Ask for an appointment for whoever made this enquiry, which goes on by itself. It was asked for when they were
    last in touch. Raises `NotAllowed`, `NotFound`, `Replayed`, `Conflict` where there is a request already, or it is
    closed."""
    require(actor, Permission.CONTACT_LOG)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    if not may_be_requested(case.case_type, case.category):
        raise Conflict(
            "An appointment is asked for from an enquiry that is open. Log a new one if they were in touch again."
        )
    query = select(Case.reference).where(Case.linked_from_id == case.id, Case.case_type == WORKFLOW.name)
    there = db.session.scalar(query.where(Case.category != "closed").limit(1))
    if there is not None:
        raise Conflict(f"An appointment was asked for already: {there}. Nothing of yours was saved.")
    heard = select(func.max(Contact.happened_on)).where(Contact.case_id == case.id, Contact.direction == "in")
    if not opening.is_in_use(CASE_TYPES[WORKFLOW.name]):
        raise Conflict(NOT_USED)
    made = opening.open_linked(case, WORKFLOW.name, actor=actor, received_on=db.session.scalar(heard))
    cases.touch(case)
    return made


def may_be_requested(case_type: str, category: str) -> bool:
    """Whether an appointment can be asked for from such a case, where the office deals with them."""
    return CASE_TYPES[case_type].is_triaged and category != "closed"


def go_on_as_enquiry(context: Context) -> None:
    """What they asked is answered as an enquiry: the open one that the request came from, or a new one."""
    case = context.case
    source = db.session.get(Case, case.linked_from_id) if case.linked_from_id is not None else None
    if source is None or source.case_type != ENQUIRY or source.category == "closed":
        context.data["linked_case_id"] = opening.open_linked(case, ENQUIRY, actor=context.actor).id


def open_follow_up(context: Context) -> None:
    """Raises `Invalid` where no note was kept of the day, or the type is not in use."""
    said = select(Contact).where(Contact.case_id == context.case.id, Contact.channel == CHANNEL)
    note = db.session.scalar(said.order_by(Contact.id.desc()).limit(1))
    if note is None or note.happened_on > clock.today():
        raise Invalid("", NO_NOTE)
    case_type, about = context.text("target_type"), context.text("about")
    made = opening.open_follow_up(context.case, case_type, about, contact=note, actor=context.actor)
    context.data["linked_case_id"] = made.id


EFFECTS = by_name(go_on_as_enquiry, open_follow_up)
