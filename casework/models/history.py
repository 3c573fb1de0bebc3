"""What happened: the append-only event rows, the log of who opened restricted cases, the tokens of forms used.

The database refuses UPDATE and DELETE on `case_event` and `access_log` (triggers made by the migration).
Events hold ids, codes and dates; personal text lives in notes and answers, which can be disposed of.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.models.base import Base
from casework.models.users import User

TAKEN_BACK = "trigger = 'undo'"


class CaseEvent(Base):
    """One line of the history. `case_id` is empty for administration (a user made, a role given)."""

    __tablename__ = "case_event"
    __table_args__ = (
        Index("ix_case_event_case_id_id", "case_id", "id"),
        Index("ix_case_event_at", "at"),
        Index("ix_case_event_kind_id", "kind", "id"),
        Index("ix_case_event_taken_back", "at", sqlite_where=text(TAKEN_BACK), postgresql_where=text(TAKEN_BACK)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime]
    on: Mapped[dt.date]
    """The local day that the thing happened on; `at` is when it was recorded."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    trigger: Mapped[str | None] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str | None] = mapped_column(String(40))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)

    actor: Mapped[User | None] = relationship()


IS_TAKEN_BACK = CaseEvent.trigger == literal_column("'undo'")
"""A closing that was a mistake was taken back: as the index of these few says it."""


class AccessLog(Base):
    """A restricted case was opened, or a document, a letter or a mail of it (R8.9). The one thing that a GET may
    write."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    endpoint: Mapped[str] = mapped_column(String(60))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    incoming_id: Mapped[int | None] = mapped_column(ForeignKey("incoming_mail.id"))
    at: Mapped[dt.datetime]


class UsedToken(Base):
    """The token of a form that was acted on. A second arrival of it is a double click or a replay."""

    __tablename__ = "used_token"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    used_at: Mapped[dt.datetime] = mapped_column(index=True)
