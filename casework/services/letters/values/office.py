"""The office and its local policing body as its letters show them."""

from collections.abc import Mapping
from typing import Any

from casework.letters.fields import Missing
from casework.letters.frame import Office
from casework.services.letters.values.occasion import Values
from casework.services.record import settings
from casework.services.record.identity_settings import IDENTITY

FIELDS: Mapping[str, str] = {
    "office.name": "office_name",
    "office.email": "office_email",
    "office.phone": "office_phone",
    "office.address": "office_address",
    "office.website": "office_website",
    "office.adjustments": "adjustments_note",
    "office.privacy_link": "privacy_link",
    "office.complaints_link": "complaints_link",
    "body.name": "body_name",
    "body.title": "body_title",
    "body.deputy": "body_deputy",
    "body.office": "body_office",
}
"""Merge field -> the setting that it says."""


def frame() -> Office:
    """The office as the frame of a letter shows it: a marked place for what is not known, so that nobody overlooks
    it. Such a letter does not go out."""
    given = settings.values()
    return Office(
        name=_said(given, "office_name"),
        address="\n".join(part.strip() for part in _said(given, "office_address").split(",")),
        contact=f"{_said(given, 'office_email')}, {_said(given, 'office_phone')}",
        adjustments=str(given["adjustments_note"]),
        privacy_link=_said(given, "privacy_link"),
    )


def fields() -> Values:
    given = settings.values()
    contact = ", ".join(filter(None, (given["office_email"], given["office_phone"])))
    return {field: given[name] for field, name in FIELDS.items()} | {"office.contact": contact}


def _said(given: Mapping[str, Any], name: str) -> str:
    return str(given[name] or Missing(IDENTITY[name].label))
