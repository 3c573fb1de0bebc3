"""Lists of values with labels: what is shipped, and reading them.

The issue categories that the annual report names come first (source-facts 2.4); an office adds its own. A code that
was ever used is never deleted: it ends on a date.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, select

from casework.extensions import db, read
from casework.models import Code
from workflows.complaint_review_rules import FINDINGS, INVALID_REASONS

SHIPPED: Mapping[str, Mapping[str, str]] = {
    "issue": {
        "wyp_response": "Reports made to West Yorkshire Police and their response",
        "traffic": "Traffic issues",
        "violence": "Violence (including violence against women and girls)",
        "domestic_abuse": "Domestic abuse",
        "response_times": "Response times and 101",
        "crime_update": "No update on a crime",
        "investigation_decision": "Decision about an investigation",
        "asb": "Anti-social behaviour",
        "roads": "Roads, speeding and parking",
        "drugs": "Drugs",
        "neighbourhood_policing": "Neighbourhood policing",
        "police_conduct": "Police conduct",
        "custody": "Custody",
        "firearms_licensing": "Firearms licensing",
        "vetting": "DBS checks and vetting",
        "lost_property": "Lost property",
        "victim_services": "Victim services and funding",
        "precept": "Council tax precept",
        "hate_crime": "Hate crime",
        "right_to_review": "Victims' right to review",
        "estate": "Police estate and stations",
        "recruitment": "Recruitment",
        "policy": "Policy or campaign",
        "praise": "Praise",
        "out_of_area": "Out of area",
        "no_remit": "Not in our remit",
        "other": "Other",
    },
    "district": {
        "bradford": "Bradford",
        "calderdale": "Calderdale",
        "kirklees": "Kirklees",
        "leeds": "Leeds",
        "wakefield": "Wakefield",
        "west_yorkshire": "West Yorkshire-wide",
        "out_of_area": "Out of area",
        "not_known": "Not known",
    },
    "channel": {
        "email": "E-mail",
        "phone": "Phone",
        "form": "Form",
        "post": "Post",
        "walk_in": "In person",
        "surgery": "Surgery",
        "social_media": "Social media",
        "elected_member": "MP or councillor",
        "mayors_office": "Mayor's office",
        "referral": "Referral",
        "import": "Old register",
    },
    "investigating_body": {
        "lpb": "This office",
        "iopc": "Independent Office for Police Conduct",
        "force": "The force",
    },
    "finding": FINDINGS,
    "invalid_reason": INVALID_REASONS,
    "allegation_category": {
        "A1": "Police action following contact",
        "A2": "Decisions",
        "A3": "Information",
        "A4": "General level of service",
        "B1": "Stops, and stop and search",
        "B2": "Searches of premises and seizure of property",
        "B3": "Power to arrest and detain",
        "B4": "Use of force",
        "B5": "Detention in police custody",
        "B6": "Bail, identification and interview procedures",
        "B7": "Evidential procedures",
        "B8": "Out of court disposals",
        "B9": "Other policies and procedures",
        "C": "Handling of or damage to property or premises",
        "D1": "Use of police systems",
        "D2": "Disclosure of information",
        "D3": "Handling of information",
        "D4": "Accessing and handling of information from other sources",
        "E": "Use of police vehicles",
        "F": "Discriminatory behaviour",
        "G": "Abuse of position or corruption",
        "H1": "Impolite language or tone",
        "H2": "Impolite and intolerant actions",
        "H3": "Unprofessional attitude and disrespect",
        "H4": "Lack of fairness and impartiality",
        "H5": "Overbearing or harassing behaviours",
        "J": "Sexual conduct",
        "K": "Discreditable conduct",
        "L": "Other",
    },
    "force_outcome": {
        "acceptable": "Service provided was acceptable",
        "not_acceptable": "Service provided was not acceptable",
        "not_determined": "Not able to determine if acceptable",
        "resolved": "Resolved",
        "no_further_action": "No further action",
        "case_to_answer": "Case to answer",
        "no_case_to_answer": "No case to answer",
        "withdrawn": "Withdrawn",
        "discontinued": "Discontinued",
    },
    "adjustment": {
        "large_print": "Large print (18 point)",
        "easy_read": "Easy Read",
        "braille": "Braille",
        "audio": "Audio",
        "bsl": "British Sign Language",
        "interpreter": "Interpreter",
        "language": "Translation into another language",
        "no_letters_home": "No letters to their home",
        "phone_instead": "Ring instead of writing",
        "extra_time": "More time to answer",
    },
}


def load_shipped_codes() -> int:
    """Add the shipped values that are missing. What the office changed stays. Returns how many were added."""
    known = {(row.list_name, row.code) for row in db.session.execute(select(Code.list_name, Code.code))}
    missing = [
        Code(list_name=name, code=code, label=label, position=position, source="standard")
        for name, values in SHIPPED.items()
        for position, (code, label) in enumerate(values.items(), start=1)
        if (name, code) not in known
    ]
    db.session.add_all(missing)
    forget()
    return len(missing)


def labels(list_name: str) -> dict[str, str]:
    """Code -> label, of all values that ever were."""
    return {row.code: row.label for row in _lists().get(list_name, ())}


def choices(list_name: str, on: dt.date) -> list[tuple[str, str]]:
    """The values that may be chosen on a day, in order. Values from an old register are not offered."""
    return [
        (row.code, row.label)
        for row in _lists().get(list_name, ())
        if row.source != "import"
        and (row.valid_from is None or row.valid_from <= on)
        and (row.valid_to is None or row.valid_to >= on)
    ]


def forget() -> None:
    """Read the lists anew: somebody added values in this session."""
    db.session.flush()
    db.session.info.pop("codes", None)


def _lists() -> Mapping[str, Sequence[Row[Any]]]:
    """All lists, in one query for each request: a form asks for several of them, a page for most."""
    kept: dict[str, list[Row[Any]]] | None = db.session.info.get("codes")
    if kept is None:
        kept = db.session.info["codes"] = {}
        for row in read(_of_all_lists()):
            kept.setdefault(row.list_name, []).append(row)
    return kept


@cache
def _of_all_lists() -> Select[*tuple[Any, ...]]:
    columns = (Code.list_name, Code.code, Code.label, Code.source, Code.valid_from, Code.valid_to)
    return select(*columns).order_by(Code.position, Code.label)
