"""The values of lists that come with the program. An office's own come with its area file, and are changed by people.

The lists of the law and of the IOPC's statistics are the same for every office. The others are what an office begins
with that has given no list of its own; the first issues are those that annual reports name (source-facts 2.4).
"""

from collections.abc import Mapping

from workflows.complaint_review_rules import FINDINGS, INVALID_REASONS
from workflows.routing import CONCERNS

BEGUN_WITH: Mapping[str, Mapping[str, str]] = {
    "issue": {
        "police_response": "Reports made to the police and their response",
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
        "media": "Media",
        "referral": "Referral",
        "import": "Old register",
    },
}
NOT_OF_POLICING = frozenset({"no_remit"})
"""Issues to begin with that do not relate to policing and crime."""
NEEDED: Mapping[str, tuple[str, ...]] = {"channel": ("email", "form", "import")}
"""Values that the program itself goes by: they are there in every office."""
CHOSEN_BY_NOBODY = frozenset({("channel", "import")})
"""Values that say of a case that it came with an old register."""
STANDARD: Mapping[str, Mapping[str, str]] = {
    "investigating_body": {
        "lpb": "This office",
        "iopc": "Independent Office for Police Conduct",
        "force": "The force",
    },
    "concerns": CONCERNS,
    "district_source": {
        "matter": "Where it happened",
        "home": "Where the person lives",
        "postcode": "Where the person lives, by their postcode",
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
    "not_casework": {
        "advertising": "Advertising",
        "newsletter": "Newsletter",
        "automatic": "Notice of a machine",
        "misdirected": "Meant for somebody else",
        "internal": "Internal mail of the office",
        "fraud": "Spam or fraud",
        "no_answer_needed": "Needs no answer",
        "other": "Something else",
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
