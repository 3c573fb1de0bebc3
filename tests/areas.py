"""The areas that tests run in: the worked example, and one where everything is invented."""

import re
from dataclasses import replace
from functools import cache

from sqlalchemy import delete

from casework import clock
from casework.access import SYSTEM
from casework.areas import reading, shipped
from casework.areas.area import Area, Force
from casework.extensions import db
from casework.models import Setting
from casework.services.office import areas
from casework.services.record import codes, settings

NAMES = shipped.NAMES


@cache
def of(name: str = shipped.EXAMPLE) -> Area:
    return reading.read(shipped.content(name))


def district() -> str:
    """The code of a district of the office under test."""
    found = dict(codes.choices("district", clock.today()))
    return "leeds" if "leeds" in found else next(iter(found))


def issue() -> str:
    """The code of an issue of the office under test."""
    return codes.choices("issue", clock.today())[-1][0]


def force() -> str:
    """The name of a force of the office under test."""
    return codes.choices("force", clock.today())[0][1]


def forget(*names: str) -> None:
    """As if nobody had said these of the office's own details."""
    for name in names:
        db.session.execute(delete(Setting).where(Setting.name == name))
    db.session.info.pop(settings.KEPT, None)


def load(name: str = shipped.EXAMPLE, *, with_directory: bool = False) -> None:
    """Make it this area's office. Without a directory a test finds no organisation but its own."""
    area = of(name)
    if not with_directory:
        forces = tuple(Force(code=each.code, name=each.name) for each in area.forces)
        area = replace(area, forces=forces, partners=())
    areas.load(area, source="file", actor=SYSTEM)


def words(area: Area) -> set[str]:
    """What names an area and nothing else: its places, forces, addresses, numbers, and the organisations of it. What
    is there for the whole country is no area's."""
    office, body = area.office, area.policing_body
    found = {area.name, *office.address, office.phone, office.email, office.website, body.name}
    found |= {office.privacy_notice, office.complaints, body.deputy, f"the {body.title}"}
    found |= {name for each in area.forces for name in (each.name, each.department, each.email, each.website)}
    found |= {each.name for each in area.plans} | {each.name for each in area.districts if each.force}
    found |= {each.name for each in area.partners if each.district or each.kind == "policing_body"}
    found |= {each.name for plan in area.plans for each in plan.priorities}
    return found - {""}


def of_others(name: str, text: str) -> list[str]:
    """The words of other areas that stand in a text, whatever their capitals; of all areas where no name is given."""
    own = words(of(name)) if name else set()
    others = {word for other in NAMES if other != name for word in words(of(other))} - own
    return sorted(word for word in others if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))
