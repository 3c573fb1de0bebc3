"""What an old register says of one case."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPerson:
    """Whoever an old register says that a record is of. What it does not say is empty."""

    full_name: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCase:
    """One case of an old register, checked. Days are local dates; codes are of the office's lists."""

    old_reference: str
    state: str
    about: str
    channel: str
    received_on: dt.date
    decided_on: dt.date | None = None
    closed_on: dt.date | None = None
    issue: str | None = None
    district: str | None = None
    finding: str | None = None
    investigating_body: str | None = None
    conducted_by_office: bool = True
    invalid_reason: str | None = None
    """Of a review that ends in `closed_invalid`, and of no other."""
    people: tuple[ImportedPerson, ...] = ()
    """Whoever its rows name, each once."""
