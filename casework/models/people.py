"""The people in the files: members of the public, representatives, officers complained of."""

import datetime as dt
from enum import IntEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, SmallInteger, String, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


def by_its_letters(length: int) -> String:
    """A text that is in the order of its letters alone in every database, so that an index finds how it begins."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _backwards(context: Any) -> str | None:
    given = context.get_current_parameters()
    return given["key"][::-1] if given["kind"] == "phone" else None


class Compared(IntEnum):
    """How far the list of people who may be recorded twice knows somebody as they are."""

    NOT_YET = 0
    NOW = 1
    DONE = 2


class Person(Base):
    """One natural person or organisation. Name, e-mail, phone and address are the preferred ones: all that are known
    are rows of `PersonWay`."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_invented", "invented"),
        Index("ix_person_unnamed", "unnamed"),
        Index("ix_person_compared", "compared", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), default="individual")
    full_name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    """Of the preferred name, for a search by any part of it."""
    unnamed: Mapped[bool] = mapped_column(default=False)
    """They gave no name: an anonymous contact in the figures, who can be reached. `full_name` says so."""
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    postcode: Mapped[str | None] = mapped_column(String(10))
    address: Mapped[str | None]
    adjustments: Mapped[str | None]
    adjustment_codes: Mapped[list[str]] = mapped_column(default=list)
    """Codes of the list `adjustment`, e.g. large_print, easy_read, no_letters_home."""
    circumstances: Mapped[list[str]] = mapped_column(default=list)
    """Codes: child, lacks_capacity, died (R2.9)."""
    safe_contact: Mapped[str | None]
    email_unsafe: Mapped[bool] = mapped_column(default=False)
    post_unsafe: Mapped[bool] = mapped_column(default=False)
    phone_unsafe: Mapped[bool] = mapped_column(default=False)
    """Nothing is sent to an address that is unsafe; `safe_contact` says why and what is safe."""
    invented: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The record that stands for them, where two were of one person (`services/people/doubles/merging.py`)."""
    compared: Mapped[int] = mapped_column(SmallInteger, default=Compared.NOT_YET)
    """A `Compared`: whether the list of who may be recorded twice knows them as they are."""
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class PersonWay(Base):
    """One name, e-mail address, phone number or postal address that is known of somebody. The columns of `Person` say
    the preferred of each kind, and `services/people/ways.py` writes both. People are looked up here."""

    __tablename__ = "person_way"
    __table_args__ = (Index("ix_person_way_kind_key", "kind", "key"), Index("ix_person_way_ending", "ending"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """name, email, phone or address."""
    value: Mapped[str]
    """As it was said. Empty for an address of which the postcode alone is known."""
    key: Mapped[str] = mapped_column(by_its_letters(254))
    """What it is compared by (`services/people/keys.py`); empty where nothing could be compared."""
    ending: Mapped[str | None] = mapped_column(by_its_letters(254), default=_backwards)
    """The key of a phone number from its last digit to its first, so that its last digits are enough to find it."""
    postcode: Mapped[str | None] = mapped_column(String(10))
    postcode_key: Mapped[str | None] = mapped_column(String(10), index=True)
    unsafe: Mapped[bool] = mapped_column(default=False)
    preferred: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[dt.date | None]
    until_on: Mapped[dt.date | None]
    """The day from which it is not theirs any more; kept, since they may be known by it."""
    source: Mapped[str]
    """Where it is known from, in words; empty for what was known before this was kept."""
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class NameSound(Base):
    """What the names of a person are looked up by: the sound of a word with the first letter of another one, as
    `services/people/matching/words.py` makes them. Written by `services/people/name_sounds.py`."""

    __tablename__ = "name_sound"

    sound: Mapped[str] = mapped_column(String(8), primary_key=True)
    first: Mapped[str] = mapped_column(String(1), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Party(Base):
    """A person's part in a case, e.g. complainant, representative, person complained of."""

    FORMER: ClassVar = "former"
    """Whoever got a letter in a case that they should not have been in: no letter goes to them any more."""

    __tablename__ = "party"
    __table_args__ = (Index("ix_party_person_id_case_id", "person_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part: Mapped[str] = mapped_column(String(30))
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


REACHES_FURTHER = text("covers <> 'case'")


class Representation(Base):
    """Somebody who acts for somebody else in a case, and what they may be told (R2.8, R7.7). Of several rows about the
    same two people the newest holds."""

    __tablename__ = "representation"
    __table_args__ = (
        Index(
            "ix_representation_reaches_further",
            "person_id",
            sqlite_where=REACHES_FURTHER,
            postgresql_where=REACHES_FURTHER,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    """Who acts."""
    for_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """For whom; None for somebody of whom nothing is known."""
    standing: Mapped[str] = mapped_column(String(20))
    """A code of `services/people/acting/authority.py`, e.g. mp, solicitor, relative."""
    authority_on: Mapped[dt.date | None]
    """When the written authority came; None without one."""
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """What it came with: what was said, or the paper."""
    scope: Mapped[str | None]
    """What they may be told, in words."""
    covers: Mapped[str] = mapped_column(String(10), default="case")
    """Where the authority counts: in this case alone, in `cases` that it names (`RepresentedCase`), or in `all` matters
    of the person."""
    expires_on: Mapped[dt.date | None]
    """The last day of the authority."""
    withdrawn_on: Mapped[dt.date | None]
    """The day from which they act for them no more."""
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    row_version: Mapped[int] = mapped_column(default=1)


class RepresentedCase(Base):
    """A case that an authority names, besides the one that it was recorded on."""

    __tablename__ = "represented_case"

    representation_id: Mapped[int] = mapped_column(ForeignKey("representation.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)


class ContactLimit(Base):
    """A limit on how somebody contacts us, for unreasonable contact (section 7.6). It is in force until it is lifted or
    its last day has passed, and never keeps an application for a review out."""

    __tablename__ = "contact_limit"
    __table_args__ = (Index("ix_contact_limit_ended_on_review_on", "ended_on", "review_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    """The case on which it was decided, and from which the letter about it goes; None while they have none."""
    what: Mapped[str]
    challenge: Mapped[str]
    """Who looks at it again if the person does not agree."""
    decided_on: Mapped[dt.date]
    """First; each decision since is a `LimitDecision`."""
    until_on: Mapped[dt.date]
    review_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    row_version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def in_force(cls, on: "dt.date | ColumnElement[dt.date]") -> ColumnElement[bool]:
        """The condition that it holds on this day."""
        return and_(cls.ended_on.is_(None), cls.until_on >= on)


class LimitDecision(Base):
    """One decision about a limit on contact, as it was made: imposed, kept or lifted."""

    __tablename__ = "limit_decision"
    __table_args__ = (CheckConstraint("decided IN ('imposed', 'kept', 'lifted')", name="decided_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    limit_id: Mapped[int] = mapped_column(ForeignKey("contact_limit.id"), index=True)
    decided: Mapped[str] = mapped_column(String(10))
    what: Mapped[str]
    """What was limited from then on."""
    reasons: Mapped[str]
    challenge: Mapped[str]
    until_on: Mapped[dt.date]
    decided_on: Mapped[dt.date]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class EqualityAnswer(Base):
    """One answer that somebody gave of themselves, if they wished, for equality monitoring (8.8). Deleted as they wish,
    with nothing kept of what it said. `tests/architecture/test_equality.py` says who may read it."""

    __tablename__ = "equality_answer"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    question: Mapped[str] = mapped_column(String(30))
    """A code of the list `equality`."""
    answer: Mapped[str] = mapped_column(String(30))
    """A code of the list of that question, or that they prefer not to say."""
    recorded_on: Mapped[dt.date]
