"""Files kept whole in the database: what was sent, what came in, what an office uploaded (ADR 11)."""

import datetime as dt

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


class StoredFile(Base):
    """Bytes under their SHA-256. The same bytes are kept once, and never changed (a trigger refuses)."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size >= 0", name="size_is_not_negative"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    stored_at: Mapped[dt.datetime]
