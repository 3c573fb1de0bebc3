"""Whether the office is known well enough to write to the public: whose letter it is, and how to answer it."""

from sqlalchemy import exists, select

from casework.extensions import db
from casework.models import AreaVersion
from casework.services.record import settings
from casework.services.record.identity_settings import IDENTITY


def is_trial() -> bool:
    """Whether the worked example was loaded for trying things out: its mail goes nowhere."""
    return bool(db.session.scalar(select(exists().where(AreaVersion.source == "trial"))))


def missing() -> list[str]:
    """The labels of what is not known yet; nothing is sent to the public until it is."""
    given = settings.values()
    return [each.label for name, each in IDENTITY.items() if each.is_needed and not given[name]]


def problem() -> str | None:
    """The sentence that says so on a letter, in the setup, in `casework health` and to an administrator; None when
    all is known."""
    unknown = missing()
    if not unknown:
        return None
    said = ", ".join(label[0].lower() + label[1:] for label in unknown)
    return (
        "Nothing is sent to the public until the office's own details are complete. Still missing: "
        f"{said}. An administrator enters them on the page Area."
    )
