"""The settings that say whose office it is: given in the area file, and changed on its page. None has a default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from casework.areas.checks import MOST_LINES, OFFICE, POLICING_BODY, NotUsable, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """`least` and `most` bound a number of `unit`, and each number of a list. `words`: how yes and no are said.
    `is_needed`: nothing is sent to the public without it. `reads` refuses a text of the wrong shape, as in an area
    file."""

    label: str
    default: Any
    hint: str
    least: int = 0
    most: int = 60
    words: tuple[str, str] = ("", "")
    unit: str = "days"
    is_needed: bool = False
    reads: Callable[[object], object] | None = None


def _address(value: object) -> object:
    """The parts between commas, which are the lines of the address in an area file."""
    parts = [part for part in str(value).split(",") if part.strip()]
    if len(parts) > MOST_LINES:
        raise NotUsable(f"Write {MOST_LINES} lines at most, with a comma between them.")
    return OFFICE["address"].reads(parts)


IDENTITY: Mapping[str, Definition] = {
    "area_name": Definition(label="Area", default="", hint="What the office is for, e.g. the county", reads=line(100)),
    "office_name": Definition(
        label="Name of the office",
        default="",
        hint="Stands at the head of every letter",
        is_needed=True,
        reads=OFFICE["name"].reads,
    ),
    "office_address": Definition(
        label="Postal address",
        default="",
        hint="With a comma between the lines, e.g. 1 High Street, Anytown, AB1 2CD",
        is_needed=True,
        reads=_address,
    ),
    "office_phone": Definition(
        label="Phone number",
        default="",
        hint="How people reach the team by phone",
        is_needed=True,
        reads=OFFICE["phone"].reads,
    ),
    "office_email": Definition(
        label="E-mail address",
        default="",
        hint="Where answers to letters go",
        is_needed=True,
        reads=OFFICE["email"].reads,
    ),
    "office_website": Definition(
        label="Website", default="", hint="Where the office says what it does", reads=OFFICE["website"].reads
    ),
    "privacy_link": Definition(
        label="Address of the privacy notice",
        default="",
        hint="Stands at the foot of every letter",
        is_needed=True,
        reads=OFFICE["privacy_notice"].reads,
    ),
    "complaints_link": Definition(
        label="Address for complaints about our service",
        default="",
        hint="Stands in the letters that decide something (R3.13)",
        reads=OFFICE["complaints"].reads,
    ),
    "body_name": Definition(
        label="Local policing body",
        default="",
        hint="In full, e.g. Police and Crime Commissioner for Anyshire",
        is_needed=True,
        reads=POLICING_BODY["name"].reads,
    ),
    "body_title": Definition(
        label="Local policing body, as letters say it",
        default="",
        hint="Stands after “the”, e.g. Commissioner or Mayor",
        is_needed=True,
        reads=POLICING_BODY["title"].reads,
    ),
    "body_deputy": Definition(
        label="Deputy of the local policing body",
        default="",
        hint="Stands after “the”, e.g. Deputy Commissioner; none where there is none",
        reads=POLICING_BODY["deputy"].reads,
    ),
    "body_office": Definition(
        label="Office of the local policing body",
        default="",
        hint="In a sentence, e.g. the Commissioner's office",
        reads=POLICING_BODY["office"].reads,
    ),
}
