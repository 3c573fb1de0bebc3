"""The values that a form offers today."""

from typing import Any

from casework import clock
from casework.services.record import codes


def choices(list_name: str) -> list[tuple[str, str]]:
    return codes.choices(list_name, clock.today())


def kept(list_name: str) -> dict[str, Any]:
    """What a field offers that shows what is recorded: the values of today, and the one that is there already."""
    return {"choices": lambda: choices(list_name), "labels": lambda: labels(list_name)}


def names(list_name: str) -> list[str]:
    """The labels that may be chosen today."""
    return [label for _, label in choices(list_name)]


def sole(list_name: str) -> str:
    """The only label that may be chosen today; nothing where there is none or several."""
    found = names(list_name)
    return found[0] if len(found) == 1 else ""


def labels(list_name: str) -> dict[str, str]:
    return codes.labels(list_name)
