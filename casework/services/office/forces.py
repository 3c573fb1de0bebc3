"""Which force a case is about, where the area has several, and whom we write to there."""

from casework import clock
from casework.extensions import db
from casework.models import Case, DirectoryEntry, ReviewDetail
from casework.services.office import directory
from casework.services.record import codes

NOT_THERE = "{name} is not in the directory. Add it there, with its address."
WHICH = "It is not known which force this is about: say so on the case, by its force or its district ({names})."


def of(case: Case) -> str:
    """The code of the force that decided the complaint, else of the one that polices the district; "" where neither
    is known and the area has several."""
    forces = codes.by_label("force")
    detail = db.session.get(ReviewDetail, case.id)
    named = forces.get((detail.force_named or "").casefold()) if detail is not None else None
    if named is not None:
        return named
    district = next((value for value in codes.values("district") if value.code == case.district), None)
    if detail is None and district is not None and district.belongs_to:
        return district.belongs_to
    present = [code for code, _ in codes.choices("force", clock.today())]
    return present[0] if len(present) == 1 else ""


def department(case: Case) -> DirectoryEntry | None:
    """Whom letters to the force go to."""
    return directory.find_force(of(case))


def problem(case: Case) -> str:
    """Why there is no department to write to."""
    force = of(case)
    names = [label for _, label in codes.choices("force", clock.today())]
    if not force and len(names) > 1:
        return WHICH.format(names=" or ".join(names))
    return NOT_THERE.format(name=codes.labels("force").get(force, "The force") if len(names) > 1 else "The force")
