"""Mail that comes in: kept whole first, and once it has been read (`incoming/`, by a job) put where it belongs. What
staff do about it stands in `mail_sorting`."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.incoming.bounces import Bounce, Fate
from casework.incoming.parsing import ParsedMail
from casework.incoming.reading import Reading
from casework.models import Case, Contact, IncomingMail, Message, NamedInMail
from casework.services.documents import documents
from casework.services.mail import incoming_bounces, incoming_matching, letters_under_way, mail_sight
from casework.services.people import comebacks, contact_rows
from casework.services.people.contact_rows import Said
from casework.services.people.keys import email_key
from casework.services.record import cases, files, history, tasks

LONGEST_SUMMARY = 20_000
REST = "\n\n[The rest stands in the mail itself.]"
AS_READ = (
    "message_id", "sender", "sender_name", "reply_to", "reply_to_name", "subject", "written_at", "text", "problem",
)  # fmt: skip
"""What stands in the row of a mail as it was read."""
LONGEST_DELAY = dt.timedelta(days=60)
"""How old the last mail server's time may be to be believed: the mail server or the intake may have been down."""
UNKNOWN_LETTER = "It says that a mail came back, and not which one. Look for the address among the letters sent."
AGAIN = "The same mail came in before, by another way. What was done with the first is all that needs doing."


def keep(raw: bytes, *, source: str, now: dt.datetime) -> int:
    """Keep one mail whole, before anybody looks into it, and return its id. The same bytes again change nothing.

    `now` is when it was fetched.
    """
    sha256 = files.keep(raw)
    same = db.session.scalar(select(IncomingMail.id).where(IncomingMail.raw_sha256 == sha256))
    if same is not None:
        return same
    mail = IncomingMail(
        raw_sha256=sha256, source=source[:20], arrived_at=now, sender="", sender_name="", sender_key="", subject="",
        text="", kind="new", state="unread",
    )  # fmt: skip
    db.session.add(mail)
    db.session.flush()
    return mail.id


def unread(*, limit: int) -> list[int]:
    """Mail that is kept and not read, the oldest first, behind that which was tried before."""
    query = select(IncomingMail.id).where(IncomingMail.state == "unread")
    query = query.order_by(IncomingMail.readings, IncomingMail.id).limit(limit)
    return list(db.session.scalars(query))


def take_up(mail_id: int) -> int:
    """Say that a mail is read once more. Returns how often that was begun."""
    mail = db.session.get_one(IncomingMail, mail_id, with_for_update=True, populate_existing=True)
    mail.readings += 1
    return mail.readings


def content(mail_id: int) -> bytes:
    """A mail as it came."""
    sha256 = db.session.scalars(select(IncomingMail.raw_sha256).where(IncomingMail.id == mail_id)).one()
    return files.content(sha256)


def sort(mail_id: int, read: Reading) -> IncomingMail:
    """Put a mail where it belongs, once it has been read. Doing it again changes nothing.

    A mail that waited in the mailbox counts from when the mail server had it.
    """
    mail = db.session.get_one(IncomingMail, mail_id, with_for_update=True, populate_existing=True)
    if mail.state != "unread":
        return mail
    _fill_in(mail, read)
    first = _came_before(mail, read.mail)
    if first is not None:
        mail.state, mail.problem = "set_aside", AGAIN
        mail.kind, mail.case_id, mail.matched_by = first.kind, first.case_id, "copy"
    else:
        _sort(mail, read)
    if mail.case_id is None:
        _keep_among_the_named(mail)
    db.session.flush()
    return mail


def log_contact(
    mail: IncomingMail,
    case: Case,
    person_id: int | None,
    *,
    actor: Actor,
    as_person: bool = False,
    urgent: bool = False,
) -> Contact:
    """File a mail onto a locked case: a contact at the time it arrived, and a task unless the owner did it.
    `person_id`: who wrote, as far as it is known; `as_person`: it is from the person, whatever its address says;
    `urgent`: whoever files it says that somebody may be at risk of harm."""
    arrived = clock.local(mail.arrived_at)
    said = Said(
        direction="in",
        channel="email",
        on=arrived.date(),
        at_time=arrived.time().replace(second=0, microsecond=0),
        summary=_summary(mail),
        with_whom="person" if as_person else incoming_matching.with_whom(mail.sender_key, case.id),
    )
    contact = _add(case, said, person_id, actor=actor)
    put_on(mail, case, contact.id)
    mail.person_id = person_id
    data = {"incoming_id": mail.id, "matched_by": mail.matched_by}
    contact_rows.record(contact, actor=actor, urgent=urgent, data=data)
    if comebacks.leave_open(case, incoming_id=mail.id, of_person=said.for_the_person, actor=actor):
        return contact
    if actor.user_id is None or actor.user_id != case.owner_id:
        tasks.open_task(tasks.Kind.MAIL_TO_READ, case, tasks.About(incoming_id=mail.id), actor=actor)
    return contact


def _add(case: Case, said: Said, person_id: int | None, *, actor: Actor) -> Contact:
    """What a representative writes counts as the person's, and what the force or a partner writes as nobody's."""
    if said.with_whom == "person":
        return contact_rows.add_of(case, said, person_id=person_id, actor=actor)
    return contact_rows.add(case, said, actor=actor)


def put_on(mail: IncomingMail, case: Case, contact_id: int | None) -> None:
    mail.state, mail.case_id, mail.contact_id = "filed", case.id, contact_id
    if mail.kind == "new" and mail.about_message_id is not None:
        mail.kind = "reply"


def _sort(mail: IncomingMail, read: Reading) -> None:
    bounce = read.bounce
    if bounce is not None and bounce.fate is Fate.FAILED:
        _came_back(mail, bounce)
    elif bounce is not None:
        _automatic(mail, incoming_matching.message_by_ids(bounce.original_ids), (), by_server=True)
    elif read.is_automatic:
        _automatic(mail, incoming_matching.message_by_ids(read.answered), read.named, by_server=False)
        if read.is_to_be_looked_at:
            _let_look_at(mail)
    else:
        _place(mail, read)


def _came_before(mail: IncomingMail, parsed: ParsedMail) -> IncomingMail | None:
    """The first copy of it, e.g. because it went to two addresses that end in this mailbox. A Message-ID alone says
    nothing: whoever writes chooses it."""
    if mail.message_id is None:
        return None
    content = (IncomingMail.sender, IncomingMail.subject, IncomingMail.written_at, IncomingMail.text)
    query = select(IncomingMail).where(IncomingMail.message_id == mail.message_id, IncomingMail.id < mail.id)
    query = query.where(*(column.is_not_distinct_from(getattr(mail, column.key)) for column in content))
    came = [files.digest(one.content) for one in parsed.attachments]
    copies = db.session.scalars(query.order_by(IncomingMail.id).limit(20))
    return next((one for one in copies if [each.file_sha256 for each in one.attachments] == came), None)


def _keep_among_the_named(mail: IncomingMail) -> None:
    """Put what is about a restricted case before its people, although it could not be filed there."""
    case_id = mail_sight.restricted_case(mail.id)
    if case_id is not None:
        mail.case_id, mail.matched_by = case_id, "mention"
        mail.state = "held" if mail.state == "waiting" else mail.state


def _fill_in(mail: IncomingMail, read: Reading) -> None:
    """What the mail says, a row for each of its files, and what it names."""
    parsed, kept_at = read.mail, mail.arrived_at
    delivered = parsed.delivered_at
    if delivered is not None and kept_at - LONGEST_DELAY <= delivered <= kept_at:
        mail.arrived_at = delivered
    for name in AS_READ:
        setattr(mail, name, getattr(parsed, name))
    mail.sender_key = email_key(parsed.sender) if parsed.sender_is_plain else ""
    mail.is_from_machine, mail.state = read.is_from_machine, "waiting"
    documents.keep_of_mail(parsed.attachments, mail)
    named = {("reference", one) for one in read.mentioned}
    named |= {("address", email_key(one)) for one in (parsed.sender, parsed.reply_to) if one}
    db.session.add_all(NamedInMail(incoming_id=mail.id, what=what, value=value) for what, value in sorted(named))
    db.session.flush()


def _place(mail: IncomingMail, read: Reading) -> None:
    """A reply onto its case; a reply from somebody unknown is held; new mail waits to be sorted."""
    match = incoming_matching.find(read.mail.answers, read.named, mail.sender_key)
    if match is None:
        return
    mail.kind, mail.matched_by = "reply", match.by
    mail.about_message_id = match.message.id if match.message is not None else None
    if not match.known:
        mail.state, mail.case_id = "held", match.case.id
        return
    case = cases.load_for_change(match.case.reference, actor=SYSTEM)
    log_contact(mail, case, match.person_id, actor=SYSTEM)


def _automatic(mail: IncomingMail, message: Message | None, named: Sequence[str], *, by_server: bool) -> None:
    """Out of the way: on the case of the message that it is about, or that it names, if its sender belongs there, else
    aside. It is no contact of anybody."""
    mail.kind, mail.state = "automatic", "set_aside"
    if message is not None and message.case_id is not None:
        mail.about_message_id, mail.case_id, mail.matched_by = message.id, message.case_id, "message_id"
    elif (match := incoming_matching.find((), named, mail.sender_key)) is not None:
        mail.case_id, mail.matched_by = match.case.id, "reference"
    if mail.case_id is None:
        return
    if by_server or incoming_matching.is_known(mail.sender_key, mail.case_id):
        mail.state = "filed"
        mail.person_id = incoming_matching.party_with(mail.sender_key, mail.case_id)
        data = {"incoming_id": mail.id, "matched_by": mail.matched_by, "automatic": True}
        history.record(history.Kind.MAIL_FILED, actor=SYSTEM, case_id=mail.case_id, data=data)


def _let_look_at(mail: IncomingMail) -> None:
    """Have somebody read what a person may have written, although it counts as automatic."""
    case = db.session.get(Case, mail.case_id) if mail.case_id is not None else None
    if case is None:
        mail.state = "waiting"
        return
    tasks.open_task(tasks.Kind.MAIL_TO_READ, case, tasks.About(incoming_id=mail.id))


def _came_back(mail: IncomingMail, bounce: Bounce) -> None:
    """The message failed: who looks after the case is told to find another way."""
    mail.kind = "bounce"
    about = incoming_bounces.find(bounce, mail.arrived_at)
    message = about.message
    if message is None:
        mail.problem = mail.problem or UNKNOWN_LETTER
        if about.case is not None:
            mail.state, mail.case_id, mail.matched_by = "held", about.case.id, about.by
        return
    if message.to_address.lower() in bounce.reached:
        _automatic(mail, message, (), by_server=True)
        return
    mail.about_message_id, mail.matched_by = message.id, about.by
    case = db.session.get(Case, message.case_id) if message.case_id is not None else None
    if case is not None:
        case = cases.load_for_change(case.reference, actor=SYSTEM)
        db.session.refresh(message)
        if message.state == "uncertain":
            # nobody has to find out any more
            letters_under_way.close_tasks(message.id)
    reason = f"It came back: {bounce.reason}"[:300]
    values = {"state": "failed", "last_error": reason}
    out_there = Message.state.in_(incoming_bounces.OUT_THERE)
    db.session.execute(update(Message).where(Message.id == message.id, out_there).values(values))
    if case is None:
        mail.state = "set_aside"
        return
    put_on(mail, case, None)
    data = {"message_id": message.id, "letter_id": message.letter_id, "incoming_id": mail.id}
    history.record(history.Kind.MESSAGE_BOUNCED, actor=SYSTEM, case_id=case.id, data=data)
    if message.letter_id is not None:
        # a reminder that came back stands on the managers' page of what failed
        found = tasks.About(letter_id=message.letter_id, message_id=message.id)
        tasks.open_task(tasks.Kind.MAIL_CAME_BACK, case, found)


def _summary(mail: IncomingMail) -> str:
    """Who wrote stands first: several people may write on one case."""
    whom = f"From {mail.sender_name} <{mail.sender}>" if mail.sender_name else f"From {mail.sender or 'nobody named'}"
    words = [part for part in (mail.subject, mail.text) if part] or ["A mail without words."]
    text = "\n\n".join((whom, *words))
    return text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - len(REST)] + REST
