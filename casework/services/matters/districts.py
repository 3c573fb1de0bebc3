"""Which district a matter is in: where it happened, else where the person lives, else nobody knows."""

import re

from casework import clock
from casework.services.record import codes

MATTER, HOME, POSTCODE = "matter", "home", "postcode"
"""How a district is known: the list `district_source`."""


def of_person(postcode: str | None) -> str | None:
    """The district that a postcode is in today; None where the office has said none for it, or two alike."""
    fitting: dict[int, set[str]] = {}
    parts = _parts(postcode or "")
    for value in codes.values("district"):
        if value.is_in_force(clock.today()):
            for beginning in set(value.matches).intersection(parts):
                fitting.setdefault(len(beginning), set()).add(value.code)
    nearest = fitting[max(fitting)] if fitting else set()
    return nearest.pop() if len(nearest) == 1 else None


def is_of_postcode(district: str | None, source: str | None) -> bool:
    """Whether another postcode says of a case another district: nobody said where it happened."""
    return not district or source in (HOME, POSTCODE)


def following(district: str | None, source: str | None, postcode: str | None) -> str | None:
    """The district of a postcode that came later, where it is another one than the case says. It is suggested."""
    found = of_person(postcode) if is_of_postcode(district, source) else None
    return found if found != district else None


def _parts(postcode: str) -> list[str]:
    """ZZ1 2AB is in ZZ, ZZ1 and ZZ1 2; of a half postcode the half counts."""
    plain = re.sub(r"[^0-9A-Z]", "", postcode.upper())
    whole = re.fullmatch(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9])[A-Z]{2}", plain)
    outward = whole[1] if whole else plain
    letters = re.match(r"[A-Z]{1,2}", outward)
    return [*([letters[0]] if letters else []), outward, *([f"{whole[1]} {whole[2]}"] if whole else [])]
