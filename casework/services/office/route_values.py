"""The rows of the office's own table of routes, as values of its list `route`: what each says stands in `matches`.

The label of such a value is why, as it is shown. Of two rows that fit, the one that stands first in the list counts.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from casework import clock
from casework.services.record import codes
from casework.services.record.codes import Value
from workflows.routing import CONVERT, SIGNPOST, Route

LIST = "route"
FIELDS = ("concerns", "issue", "district", "step", "sent_to", "target")


def kept(said: Mapping[str, str]) -> tuple[str, ...]:
    """What a row says, as `matches` keeps it: "issue=roads", in the order of `FIELDS`."""
    return tuple(f"{name}={said[name]}" for name in FIELDS if said.get(name))


def said(matches: Iterable[str]) -> dict[str, str]:
    """The other way; what is not said is empty."""
    given = dict(each.split("=", 1) for each in matches)
    return {name: given.get(name, "") for name in FIELDS}


def route(value: Value) -> Route:
    given: dict[str, Any] = said(value.matches)
    step = given.pop("step")
    return Route(step=CONVERT if step == CONVERT else SIGNPOST, why=value.label, **given)


def in_force() -> list[Route]:
    """Those of today, in their order."""
    today = clock.today()
    return [route(value) for value in codes.values(LIST) if value.is_in_force(today)]
