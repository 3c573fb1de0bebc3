"""Contacts in words."""

from typing import Any

from casework.services.people.contact_rows import WITH_WHOM


def spoke(contact: Any) -> str:
    """Who contacted whom: "They contacted us", "Their representative contacted us", "We contacted the force"."""
    whom = WITH_WHOM[contact.with_whom]
    if contact.direction == "in":
        return "They contacted us" if contact.with_whom == "person" else f"{whom} contacted us"
    return "We contacted them" if contact.with_whom == "person" else f"We contacted {whom[:1].lower()}{whom[1:]}"
