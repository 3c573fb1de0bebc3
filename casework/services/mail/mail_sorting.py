"""What staff do about mail that came in: file it onto a case, or make an enquiry of it. Setting it aside is in
`not_casework`."""

from dataclasses import dataclass

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.incoming.automatic import reads_no_mail
from casework.models import Case, Contact, IncomingMail, User
from casework.services.mail import incoming, incoming_matching
from casework.services.mail.mail_sight import scope_mail
from casework.services.people import risks
from casework.services.people.keys import email_key
from casework.services.record import cases, history, references, settings, tokens
from casework.services.record.tokens import Sent

TO_SORT = ("waiting", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Where a mail goes, by a reference as it was typed. `from_person`: it is from the person of the case, whatever its
    address says; `urgent`: somebody may be at risk of harm."""

    reference: str
    from_person: bool = False
    urgent: bool = False


def file_onto(mail_id: int, filing: Filing, *, sent: Sent, actor: Actor) -> IncomingMail:
    """File a mail onto a case as a contact, also held mail.

    Raises `NotAllowed`, `NotFound`, `Replayed`, `Conflict`, and `Invalid` for a reference that there is not.
    """
    require(actor, Permission.MAIL_SORT)
    try:
        case = cases.load_for_change(references.typed(filing.reference), actor=actor)
    except NotFound:
        raise Invalid("reference", references.NO_SUCH_CASE) from None
    mail = load(mail_id, row_version=sent.row_version, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    _check_waiting(mail)
    person_id = incoming_matching.party_with(mail.sender_key, case.id)
    if person_id is None and filing.from_person:
        person_id = case.person_id
    mail.matched_by = "person"
    _settled(mail, actor)
    incoming.log_contact(mail, case, person_id, actor=actor, as_person=filing.from_person, urgent=filing.urgent)
    if filing.urgent:
        risks.mark(case)
    db.session.flush()
    return mail


def file_with(mail_id: int, reference: str, *, sent: Sent, actor: Actor) -> None:
    """File a mail with the contact that was just logged of it, in the same transaction and by the same form, whose
    token is taken already."""
    require(actor, Permission.MAIL_SORT)
    case = cases.load_for_change(reference, actor=actor)
    mail = load(mail_id, row_version=sent.row_version, actor=actor)
    _check_waiting(mail)
    query = select(Contact).where(Contact.case_id == case.id, Contact.recorded_by_id == actor.user_id)
    contact = db.session.scalars(query.order_by(Contact.id.desc()).limit(1)).one()
    incoming.put_on(mail, case, contact.id)
    mail.person_id, mail.matched_by = contact.person_id, "person"
    _settled(mail, actor)
    data = {"incoming_id": mail.id, "contact_id": contact.id, "matched_by": "person"}
    history.record(history.Kind.MAIL_FILED, actor=actor, case_id=case.id, data=data)


def load(mail_id: int, *, row_version: int, actor: Actor) -> IncomingMail:
    """A locked mail as a page showed it. Raises `NotFound`, and `Conflict` where it is another by now."""
    query = select(IncomingMail).outerjoin(Case, Case.id == IncomingMail.case_id).where(IncomingMail.id == mail_id)
    query = scope_mail(query, actor).with_for_update(of=IncomingMail)
    mail = db.session.scalar(query.execution_options(populate_existing=True))
    if mail is None or mail.disposed_on is not None:
        raise NotFound
    if mail.row_version != row_version:
        raise Conflict(_who_sorted(mail))
    return mail


def lay_aside(mail: IncomingMail, kind: str | None, *, actor: Actor) -> None:
    """Set a locked mail aside. Raises `Conflict` where it does not wait to be sorted."""
    _check_waiting(mail)
    mail.state, mail.not_casework = "set_aside", kind
    _settled(mail, actor)
    db.session.flush()
    data = {"incoming_id": mail.id} | ({"mail_kind": kind} if kind else {})
    history.record(history.Kind.MAIL_SET_ASIDE, actor=actor, data=data)


def take_back(mail: IncomingMail, *, actor: Actor) -> None:
    """Undo `lay_aside` of a locked mail, or say that what was taken for automatic must be read. Raises `Conflict`."""
    if not may_put_back(mail.state, mail.kind):
        raise Conflict("This mail is not set aside any more. Look at it as it is now.")
    if mail.kind == "automatic":
        mail.kind = "reply" if mail.about_message_id is not None else "new"
    mail.state = "held" if mail.case_id is not None else "waiting"
    mail.settled_by_id = mail.settled_at = mail.not_casework = None
    db.session.flush()
    data = {"incoming_id": mail.id, "put_back": True}
    history.record(history.Kind.MAIL_SET_ASIDE, actor=actor, data=data)


def who_wrote(name: str, sender: str, *, reply_to_name: str, reply_to: str) -> tuple[str, str]:
    """The name and address of whoever wrote a mail: a form on a website sends it from an address that nobody reads, or
    from our own, and names them in `Reply-To`."""
    if reply_to and (reads_no_mail(sender) or _is_office(sender)):
        return reply_to_name, reply_to
    return name, sender


def may_be_answered(mail_id: int | None, address: str) -> bool:
    """Whether a machine may write to this address: never to ourselves, nor to the machine that wrote the mail, be it
    a mail server, a list or an out-of-office. Two machines that answer each other do not stop."""
    known_as = email_key(address)
    if _is_office(address):
        return False
    mail = db.session.get_one(IncomingMail, mail_id) if mail_id is not None else None
    if mail is None or email_key(mail.sender) != known_as:
        return True
    return mail.kind in ("new", "reply") and not mail.is_from_machine


def _is_office(address: str) -> bool:
    return email_key(address) == email_key(str(settings.value("office_email")))


def may_put_back(state: str, kind: str) -> bool:
    """Whether a mail can go back to those that are to be sorted."""
    return state == "set_aside" or (state == "filed" and kind == "automatic")


def _check_waiting(mail: IncomingMail) -> None:
    if mail.state not in TO_SORT:
        raise Conflict(_who_sorted(mail))


def _settled(mail: IncomingMail, actor: Actor) -> None:
    mail.settled_by_id, mail.settled_at = actor.user_id, clock.now()


def _who_sorted(mail: IncomingMail) -> str:
    who = db.session.get(User, mail.settled_by_id) if mail.settled_by_id is not None else None
    name = who.name if who is not None else "Somebody"
    return f"{name} has sorted this mail meanwhile. Nothing of yours was saved. Look at it as it is now."
