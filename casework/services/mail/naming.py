"""What a mail names, found anew in what is kept of it: an older version looked for less."""

from collections.abc import Sequence

from sqlalchemy import select

from casework.extensions import db
from casework.incoming.reading import LONGEST_PART, MOST_REFERENCES
from casework.incoming.references import named_in
from casework.models import Document, IncomingMail, NamedInMail
from casework.services.people.keys import email_key


def to_name() -> list[int]:
    """Mail that was read and is not filed: who may see it depends on what it names."""
    query = select(IncomingMail.id).where(IncomingMail.state.in_(("waiting", "held", "set_aside")))
    return list(db.session.scalars(query.order_by(IncomingMail.id)))


def name(mail_ids: Sequence[int]) -> None:
    """Add what is missing. What an older version found in more than is kept stays."""
    texts = dict[int, list[str]]()
    named = set[tuple[int, str, str]]()
    columns = (IncomingMail.id, IncomingMail.subject, IncomingMail.text, IncomingMail.sender, IncomingMail.reply_to)
    for number, subject, text, *addresses in db.session.execute(select(*columns).where(IncomingMail.id.in_(mail_ids))):
        texts[number] = [subject, text]
        named |= {(number, "address", email_key(one)) for one in addresses if one.strip()}
    files = (
        select(IncomingMail.id, Document.file_name).join(IncomingMail.attachments).where(IncomingMail.id.in_(mail_ids))
    )
    for number, file_name in db.session.execute(files.order_by(Document.position)):
        texts[number].append(file_name)
    for number, each in texts.items():
        found = dict.fromkeys(one for text in each for one in named_in(text[:LONGEST_PART]))
        named |= {(number, "reference", one) for one in list(found)[:MOST_REFERENCES]}
    stand = select(NamedInMail.incoming_id, NamedInMail.what, NamedInMail.value)
    named -= {
        (number, what, value)
        for number, what, value in db.session.execute(stand.where(NamedInMail.incoming_id.in_(mail_ids)))
    }
    db.session.add_all(NamedInMail(incoming_id=number, what=what, value=value) for number, what, value in sorted(named))
