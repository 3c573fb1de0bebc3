"""A case and what belongs to one type of case alone.

`category`, `next_due_on` and `next_clock` are kept beside the state so that queues read columns only; overdue is never
stored.
"""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.models.base import Base, Stateful
from casework.models.people import Person
from casework.models.users import Team, User

CATEGORIES = "('new', 'open', 'closed')"


class Case(Stateful, Base):
    CURRENT: ClassVar = ("new", "open")
    """The categories of one that is not closed."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"category IN {CATEGORIES}", name="category_known"),
        CheckConstraint("(category = 'closed') = (closed_on IS NOT NULL)", name="closed_has_date"),
        CheckConstraint("closed_on IS NULL OR first_closed_on IS NOT NULL", name="first_closed_kept"),
        CheckConstraint("first_closed_on IS NULL OR first_closed_on >= received_on", name="closed_after_receipt"),
        CheckConstraint("decided_on IS NULL OR decided_on >= received_on", name="decided_after_receipt"),
        CheckConstraint("(next_due_on IS NULL) = (next_clock IS NULL)", name="next_due_has_clock"),
        UniqueConstraint("case_type", "year", "number"),
        # with `restricted` and the owner, so that counting them needs the index alone
        Index("ix_cases_queue", "category", "next_due_on", "id", "restricted", "owner_id"),
        Index("ix_cases_owner_queue", "owner_id", "category", "next_due_on", "id", "restricted"),
        Index("ix_cases_team_queue", "team_id", "category", "next_due_on", "id", "restricted", "owner_id"),
        Index("ix_cases_type_queue", "case_type", "category", "next_due_on", "id", "restricted"),
        Index("ix_cases_issue_queue", "issue", "category", "next_due_on", "id", "restricted", "district"),
        Index("ix_cases_district_queue", "district", "category", "next_due_on", "id", "restricted"),
        Index("ix_cases_priority_queue", "priority", "category", "next_due_on", "id", "restricted"),
        Index("ix_cases_lead_queue", "lead_id", "category", "next_due_on", "id", "restricted"),
        Index("ix_cases_category_received", "category", "received_on", "id", "restricted"),
        Index("ix_cases_category_reference", "category", "reference", "id", "restricted"),
        Index(
            "ix_cases_sensitive",
            "case_type",
            "state",
            "sensitive",
            "next_due_on",
            "id",
            sqlite_where=text("sensitive = 1"),
            postgresql_where=text("sensitive"),
        ),
        Index("ix_cases_type_received", "case_type", "received_on", "id"),
        Index("ix_cases_state_due", "case_type", "state", "next_due_on", "id"),
        Index("ix_cases_type_decided", "case_type", "decided_on"),
        Index("ix_cases_type_first_closed", "case_type", "first_closed_on"),
        Index("ix_cases_issue_received", "issue", "received_on", "id"),
        Index("ix_cases_number", "number"),
        Index("ix_cases_old_reference_lower", text("lower(old_reference)")),
        Index("ix_cases_district_received", "district", "received_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_type: Mapped[str] = mapped_column(String(30))
    year: Mapped[int]
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    old_reference: Mapped[str | None] = mapped_column(String(60), unique=True)

    _state: Mapped[str] = mapped_column("state", String(40))
    category: Mapped[str] = mapped_column(String(10))
    workflow_version: Mapped[int]
    row_version: Mapped[int] = mapped_column(default=1)

    about: Mapped[str] = mapped_column(String(200))
    issue: Mapped[str | None] = mapped_column(String(60))
    concerns: Mapped[str | None] = mapped_column(String(30))
    """Whom or what an enquiry is about, where that decides whose matter it is: a code of the list `concerns`."""
    district: Mapped[str | None] = mapped_column(String(30))
    district_source: Mapped[str | None] = mapped_column(String(10))
    """How the district is known: a code of the list `district_source`. None where nobody recorded it."""
    priority: Mapped[str | None] = mapped_column(String(60))
    """Of the police and crime plan in force on the day of receipt."""
    priority_chosen: Mapped[bool] = mapped_column(default=False)
    """Somebody chose the priority; otherwise it follows the issue."""
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("directory_entry.id"))
    """The organisation that takes the lead; None where it is this office, or nobody said."""
    channel: Mapped[str] = mapped_column(String(30))
    sensitive: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    risk_open: Mapped[bool] = mapped_column(default=False)
    """Somebody may be at risk of harm, and nobody has recorded yet what was done."""

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    linked_from_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)

    received_on: Mapped[dt.date]
    logged_at: Mapped[dt.datetime]
    decided_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    first_closed_on: Mapped[dt.date | None]
    times_reopened: Mapped[int] = mapped_column(default=0)
    logged_by_mistake: Mapped[bool] = mapped_column(default=False)
    """Closed as such: no figure counts it."""
    next_due_on: Mapped[dt.date | None]
    next_clock: Mapped[str | None] = mapped_column(String(80))

    person: Mapped[Person | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    team: Mapped[Team | None] = relationship()

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class ReferenceCounter(Base):
    """The last number given out for a type in a year. Taken under a lock in the transaction that makes the
    case, so that the numbers have no gap even where two people log at once."""

    __tablename__ = "reference_counter"

    case_type: Mapped[str] = mapped_column(String(30), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class EnquiryDetail(Base):
    """What only an enquiry has (rulebook 10.3)."""

    __tablename__ = "enquiry_detail"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    who_will_be_asked: Mapped[str | None]
    acknowledged_on: Mapped[dt.date | None]
    replied_on: Mapped[dt.date | None]
    converted_to: Mapped[str | None] = mapped_column(String(30))
    why_no_reply: Mapped[str | None] = mapped_column(String(30))
    """Of one that was closed without a reply, the code of the reason."""
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    """The case that it repeats."""
    reply_author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signposted_to: Mapped[str | None]
    """Who can help, and how to reach them, as the person was told, or as it was put right."""
    signposted_entry_id: Mapped[int | None] = mapped_column(ForeignKey("directory_entry.id"))


class ReviewDetail(Base):
    """What only a complaint review has (rulebook sections 1 to 3)."""

    __tablename__ = "review_detail"
    __table_args__ = (
        CheckConstraint("validity IN ('pending', 'valid', 'invalid')", name="validity_known"),
        CheckConstraint("(validity = 'invalid') = (invalid_reason IS NOT NULL)", name="invalid_has_reason"),
        CheckConstraint("validity <> 'valid' OR valid_on IS NOT NULL", name="valid_has_date"),
        Index("ix_review_detail_force_reference", "force_reference"),
        Index("ix_review_detail_force_reference_lower", text("lower(force_reference)")),
        Index("ix_review_detail_finding", "finding"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    force_reference: Mapped[str | None] = mapped_column(String(60))
    review_type: Mapped[str | None] = mapped_column(String(20))
    complaint_made_on: Mapped[dt.date | None]
    complaint_details: Mapped[str | None]
    force_named: Mapped[str | None] = mapped_column(String(100))
    letter_dated_on: Mapped[dt.date | None]
    outcome_channel: Mapped[str | None] = mapped_column(String(20))
    outcome_sent_on: Mapped[dt.date | None]
    provided_on: Mapped[dt.date | None]
    made_on: Mapped[dt.date | None]
    wrong_body_received_on: Mapped[dt.date | None]
    wrong_body_forwarded_on: Mapped[dt.date | None]
    letter_named_body: Mapped[str | None] = mapped_column(String(10))
    extended_last_day_on: Mapped[dt.date | None]
    requirements_waived: Mapped[bool] = mapped_column(default=False)

    triage: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """Answers to gates P0-P6 and tests T1-T8: code -> "yes" / "no"; who and when stand in the event."""
    review_body: Mapped[str | None] = mapped_column(String(10))
    pre_check_stop: Mapped[str | None] = mapped_column(String(10))
    second_person_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    acknowledged_on: Mapped[dt.date | None]
    validity: Mapped[str] = mapped_column(String(10), default="pending")
    valid_on: Mapped[dt.date | None]
    invalid_reason: Mapped[str | None] = mapped_column(String(40))
    forwarded_on: Mapped[dt.date | None]
    withdrawn_on: Mapped[dt.date | None]
    parties_notified_on: Mapped[dt.date | None]
    papers_requested_on: Mapped[dt.date | None]
    papers_complete_on: Mapped[dt.date | None]

    investigating_body: Mapped[str | None] = mapped_column(String(60))
    conducted_by_office: Mapped[bool] = mapped_column(default=True)
    """False where an imported register says that another body decided: not a review conducted (N2)."""
    finding: Mapped[str | None] = mapped_column(String(40))


class CaseAccess(Base):
    """Who is named on a restricted case, by whom and why."""

    __tablename__ = "case_access"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    named_at: Mapped[dt.datetime]
