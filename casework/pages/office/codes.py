"""The values that a form offers today."""

from casework import clock
from casework.services.record import codes


def choices(list_name: str) -> list[tuple[str, str]]:
    return codes.choices(list_name, clock.today())


def labels(list_name: str) -> dict[str, str]:
    return codes.labels(list_name)
