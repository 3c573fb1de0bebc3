"""The office as its letters show it."""

from casework.letters.frame import Office
from casework.services.letters.values.occasion import Values
from casework.services.record import settings


def frame() -> Office:
    """The office as the frame of a letter shows it."""
    given = settings.values()
    return Office(
        name=str(given["office_name"]),
        address="\n".join(part.strip() for part in str(given["office_address"]).split(",")),
        contact=", ".join(filter(None, (given["office_email"], given["office_phone"]))),
        adjustments=str(given["adjustments_note"]),
        privacy_link=str(given["privacy_link"]),
    )


def fields() -> Values:
    given, shown = settings.values(), frame()
    return {
        "office.name": shown.name,
        "office.contact": shown.contact,
        "office.email": given["office_email"],
        "office.phone": given["office_phone"],
        "office.address": given["office_address"],
        "office.adjustments": shown.adjustments,
        "office.privacy_link": shown.privacy_link,
        "office.complaints_link": given["complaints_link"],
    }
