"""Mail that comes in: kept whole first, then put where it belongs. What staff do about it stands in `mail_sorting`."""

import datetime as dt

from sqlalchemy import select, update

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.incoming.bounces import Bounce, Fate, find_bounce, ids_answered, is_automatic
from casework.incoming.parsing import ParsedMail, parse
from casework.models import Attachment, Case, Contact, IncomingMail, Message
from casework.services.mail import incoming_bounces, incoming_matching, letters_under_way
from casework.services.people.people import email_key
from casework.services.record import cases, files, history, tasks

LONGEST_SUMMARY = 20_000
REST = "\n\n[The rest stands in the mail itself.]"
LONGEST_DELAY = dt.timedelta(days=60)
"""How old the last mail server's time may be to be believed: the mail server or the intake may have been down."""
UNKNOWN_LETTER = "It says that a mail came back, and not which one. Look for the address among the letters sent."
AGAIN = "The same mail came in before, by another way. What was done with the first is all that needs doing."


def receive(raw: bytes, *, source: str, now: dt.datetime) -> IncomingMail:
    """Take in one mail. The same bytes again change nothing. Whatever they are, nothing is raised for them.

    `now` is when it was fetched; a mail that waited in the mailbox counts from when the mail server had it.
    """
    parsed = parse(raw)  # before anything is written: on SQLite everybody else would wait for it
    sha256 = files.keep(raw)
    same = db.session.scalar(select(IncomingMail).where(IncomingMail.raw_sha256 == sha256))
    if same is not None:
        return same
    mail = _keep(parsed, sha256, source=source, now=now)
    first = _came_before(mail, parsed)
    if first is not None:
        mail.state, mail.problem = "set_aside", AGAIN
        mail.kind, mail.case_id, mail.matched_by = first.kind, first.case_id, "copy"
    else:
        _sort(mail, parsed)
    if mail.case_id is None:
        _keep_among_the_named(mail, parsed)
    db.session.flush()
    return mail


def log_contact(mail: IncomingMail, case: Case, person_id: int | None, *, actor: Actor) -> Contact:
    """File a mail onto a locked case: a contact on the day it arrived, and a task unless the owner did it."""
    on = clock.local(mail.arrived_at).date()
    contact = Contact(
        case_id=case.id,
        person_id=person_id,
        direction="in",
        channel="email",
        happened_on=on,
        summary=_summary(mail),
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(contact)
    db.session.flush()
    put_on(mail, case, contact.id)
    mail.person_id = person_id
    data = {"contact_id": contact.id, "direction": "in", "incoming_id": mail.id, "matched_by": mail.matched_by}
    history.record(history.Kind.CONTACT_LOGGED, actor=actor, case_id=case.id, on=on, data=data)
    if actor.user_id is None or actor.user_id != case.owner_id:
        tasks.open_task(tasks.Kind.MAIL_TO_READ, case, tasks.About(incoming_id=mail.id), actor=actor)
    return contact


def put_on(mail: IncomingMail, case: Case, contact_id: int | None) -> None:
    mail.state, mail.case_id, mail.contact_id = "filed", case.id, contact_id
    if mail.kind == "new" and mail.about_message_id is not None:
        mail.kind = "reply"


def _sort(mail: IncomingMail, parsed: ParsedMail) -> None:
    bounce = find_bounce(parsed)
    if bounce is not None and bounce.fate is Fate.FAILED:
        _came_back(mail, bounce)
    elif bounce is not None:
        _automatic(mail, incoming_matching.message_by_ids(bounce.original_ids), by_server=True)
    elif is_automatic(parsed):
        _automatic(mail, incoming_matching.message_by_ids(ids_answered(parsed)), by_server=False)
    else:
        _place(mail, parsed)


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


def _keep_among_the_named(mail: IncomingMail, parsed: ParsedMail) -> None:
    """Let nobody else read what is about a restricted case, although it could not be put there."""
    texts = (mail.subject, mail.text, *(text for _, text in parsed.parts))
    case = incoming_matching.restricted_case(texts, mail.sender_key)
    if case is not None:
        mail.case_id, mail.matched_by = case.id, "mention"
        mail.state = "held" if mail.state == "waiting" else mail.state


def _keep(parsed: ParsedMail, sha256: str, *, source: str, now: dt.datetime) -> IncomingMail:
    """The row of the mail and of each attachment, before anything is done about it."""
    delivered = parsed.delivered_at
    believed = delivered is not None and now - LONGEST_DELAY <= delivered <= now
    mail = IncomingMail(
        raw_sha256=sha256,
        source=source[:20],
        arrived_at=delivered if delivered is not None and believed else now,
        message_id=parsed.message_id,
        sender=parsed.sender,
        sender_name=parsed.sender_name,
        sender_key=email_key(parsed.sender) if parsed.sender_is_plain else "",
        subject=parsed.subject,
        written_at=parsed.written_at,
        text=parsed.text,
        kind="new",
        state="waiting",
        problem=parsed.problem,
    )
    db.session.add(mail)
    db.session.flush()
    for position, found in enumerate(parsed.attachments, start=1):
        row = Attachment(
            incoming_id=mail.id,
            position=position,
            file_name=found.file_name,
            media_type=found.media_type,
            size=len(found.content),
            file_sha256=files.keep(found.content),
            problem=found.problem,
        )
        db.session.add(row)
    return mail


def _place(mail: IncomingMail, parsed: ParsedMail) -> None:
    """A reply onto its case; a reply from somebody unknown is held; new mail waits to be sorted."""
    match = incoming_matching.find(parsed.answers, mail.subject, mail.sender_key)
    if match is None:
        return
    mail.kind, mail.matched_by = "reply", match.by
    mail.about_message_id = match.message.id if match.message is not None else None
    if not match.known:
        mail.state, mail.case_id = "held", match.case.id
        return
    case = cases.load_for_change(match.case.reference, actor=SYSTEM)
    log_contact(mail, case, match.person_id, actor=SYSTEM)


def _automatic(mail: IncomingMail, message: Message | None, *, by_server: bool) -> None:
    """Out of the way: on the case of the message that it is about, if its sender belongs there, else aside."""
    mail.kind, mail.state = "automatic", "set_aside"
    if message is None or message.case_id is None:
        return
    mail.about_message_id, mail.case_id, mail.matched_by = message.id, message.case_id, "message_id"
    if by_server or incoming_matching.is_known(mail.sender_key, message.case_id):
        mail.state = "filed"
        mail.person_id = incoming_matching.party_with(mail.sender_key, message.case_id)


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
        _automatic(mail, message, by_server=True)
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
