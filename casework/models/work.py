"""What people record on a case: contacts, notes, answers, allegations, decisions, recommendations, questions to
other organisations."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.models.base import Base
from casework.models.cases import CATEGORIES
from casework.models.parts import Part
from casework.models.users import User

WITH_WHOM = "('person', 'representative', 'force', 'partner')"


class Contact(Base):
    """Something said between a person and the office, in or out. Counts of people rest on these rows."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out')", name="direction_known"),
        CheckConstraint(f"with_whom IN {WITH_WHOM}", name="with_whom_known"),
        # with all that repeat contacts are counted by, so that counting a period needs the index alone
        Index(
            "ix_contact_repeats",
            "happened_on",
            "direction",
            "with_whom",
            "copied_from_id",
            "person_id",
            "case_id",
            "id",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    direction: Mapped[str] = mapped_column(String(3))
    with_whom: Mapped[str] = mapped_column(String(20), default="person")
    """Who said it to us or heard it from us. Only what the person or their representative hears answers them."""
    channel: Mapped[str] = mapped_column(String(30))
    happened_on: Mapped[dt.date]
    happened_time: Mapped[dt.time | None]
    """By the clock in Europe/London; None where nobody noted it. When it was keyed is `recorded_at`."""
    summary: Mapped[str]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    """Of a contact that came to this case with the one that the case was found in; its files stay with the first."""

    recorded_by: Mapped[User | None] = relationship()


class Note(Base):
    """Free text on a case. `kind`: note, reason (of a hold, a restriction ...), comment (a sign-off sent back)."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    written_by: Mapped[User | None] = relationship()


class Answer(Base):
    """What was typed for one question of one move. Kept apart from the event so that it can be disposed of."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("case_event.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(200))
    value: Mapped[str]


class Allegation(Base):
    """One allegation of the complaint under review, and whether its outcome was reasonable (R3.4)."""

    __tablename__ = "allegation"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("(finding IS NULL) = (reason IS NULL)", name="finding_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[int]
    category: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str]
    force_outcome: Mapped[str | None] = mapped_column(String(60))
    finding: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class Decision(Base):
    """A draft and, once a second person has signed, the decision (R1.9, R3.1). One row per draft."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'returned', 'signed')", name="status_known"),
        CheckConstraint(
            "(status = 'signed') = (signed_by_id IS NOT NULL AND signed_at IS NOT NULL AND decided_on IS NOT NULL)",
            name="signed_has_signer",
        ),
        CheckConstraint("signed_by_id IS NULL OR signed_by_id <> author_id", name="signed_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    status: Mapped[str] = mapped_column(String(10), default="draft")
    finding: Mapped[str] = mapped_column(String(40))
    reasons: Mapped[str]
    learning: Mapped[str | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    drafted_at: Mapped[dt.datetime]
    comments: Mapped[str | None]
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_at: Mapped[dt.datetime | None]
    decided_on: Mapped[dt.date | None]

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])


class Recommendation(Part, Base):
    """A recommendation to the force (or another body) with its own life (rulebook 3.4, 3.5, 10.2)."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint(f"category IN {CATEGORIES}", name="category_known"),
        CheckConstraint("state = 'draft' OR issued_on IS NOT NULL", name="issued_has_date"),
        CheckConstraint(
            "state NOT IN ('accepted', 'part_accepted', 'rejected', 'implemented') OR responded_on IS NOT NULL",
            name="answered_has_date",
        ),
        CheckConstraint("state <> 'implemented' OR implemented_on IS NOT NULL", name="implemented_has_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[int]
    rec_type: Mapped[str] = mapped_column(String(30))
    text: Mapped[str]
    addressed_to: Mapped[str] = mapped_column(String(100))
    _state: Mapped[str] = mapped_column("state", String(30))
    category: Mapped[str] = mapped_column(String(10))
    workflow_version: Mapped[int]
    row_version: Mapped[int] = mapped_column(default=1)
    issued_on: Mapped[dt.date | None] = mapped_column(index=True)
    responded_on: Mapped[dt.date | None] = mapped_column(index=True)
    response: Mapped[str | None] = mapped_column(String(20))
    response_text: Mapped[str | None]
    implementation_due_on: Mapped[dt.date | None]
    implemented_on: Mapped[dt.date | None]
    evidence: Mapped[str | None]

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class PartnerQuestion(Part, Base):
    """One question to one organisation (rulebook 3.2, 10.3). `asked_of`: its name on the day it was asked."""

    __tablename__ = "partner_question"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint(f"category IN {CATEGORIES}", name="category_known"),
        CheckConstraint("state <> 'answered' OR answered_on IS NOT NULL", name="answered_has_date"),
        CheckConstraint("state <> 'withdrawn' OR withdrawn_on IS NOT NULL", name="withdrawn_has_date"),
        CheckConstraint("answered_on IS NULL OR answered_on >= asked_on", name="answered_after_asked"),
        Index("ix_partner_question_case_open", "case_id", "category"),
        Index("ix_partner_question_open", "category", "entry_id", "asked_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("directory_entry.id"))
    """The organisation, where the directory has it."""
    asked_of: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    _state: Mapped[str] = mapped_column("state", String(30))
    category: Mapped[str] = mapped_column(String(10))
    workflow_version: Mapped[int]
    row_version: Mapped[int] = mapped_column(default=1)
    asked_on: Mapped[dt.date]
    chased_on: Mapped[dt.date | None]
    """The last time."""
    escalated_on: Mapped[dt.date | None]
    escalated_to: Mapped[str | None]
    answered_on: Mapped[dt.date | None]
    """The day on which the answer came."""
    answer: Mapped[str | None]
    withdrawn_on: Mapped[dt.date | None]

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class QuestionDocument(Base):
    """A document of the case that an answer came with."""

    __tablename__ = "question_document"

    question_id: Mapped[int] = mapped_column(ForeignKey("partner_question.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, index=True)


class Task(Base):
    """Something that somebody must do by hand. `kind` is a code of `services/record/tasks.py`, which has the words.
    It belongs to the owner, or to everybody of the team where there is none."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("done_by_id IS NULL OR done_at IS NOT NULL", name="done_has_time"),
        Index("ix_task_owner_id_done_at", "owner_id", "done_at"),
        Index("ix_task_team_id_done_at", "team_id", "done_at"),
        Index("ix_task_kind_done_at_due_on", "kind", "done_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    incoming_id: Mapped[int | None] = mapped_column(ForeignKey("incoming_mail.id"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    """What was said where somebody is to come back to it."""
    detail: Mapped[str | None] = mapped_column(String(60))
    """A code, e.g. which adjustment must be prepared. Never a name or a matter."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    due_on: Mapped[dt.date | None]
    opened_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
