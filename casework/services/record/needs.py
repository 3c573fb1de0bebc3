"""Whether something must be read before anybody writes to a person or rings them."""

from sqlalchemy import ColumnElement, Date, String, bindparam, cast, exists, func, or_

from casework.models import Case, ContactLimit, Party, Person


def is_something_known() -> ColumnElement[bool]:
    """The condition on `Person` that safe contact, an unsafe way, an adjustment, a limit or R2.9 is recorded.
    Its select is asked with `today`."""
    texts = (Person.safe_contact, Person.adjustments)
    today = bindparam("today", type_=Date)
    limited = exists().where(ContactLimit.person_id == Person.id, ContactLimit.in_force(today)).correlate(Person)
    return or_(
        limited,
        *(Person.email_unsafe, Person.post_unsafe, Person.phone_unsafe),
        *(func.coalesce(func.trim(text), "") != "" for text in texts),
        *(cast(codes, String).not_in(("[]", "null")) for codes in (Person.adjustment_codes, Person.circumstances)),
    )


def acts_for_another() -> ColumnElement[bool]:
    """The condition on `Party` that they are in the case for somebody else."""
    return Party.part == "representative"


def is_known_in_case() -> ColumnElement[bool]:
    """The condition on `Case` that it is so of somebody in it, or that somebody acts for another. Its select is asked
    with `today`."""
    here = (Party.case_id == Case.id, Party.person_id == Person.id, Party.part != Party.FORMER)
    return exists().where(*here, or_(is_something_known(), acts_for_another())).correlate(Case)
