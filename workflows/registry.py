"""All workflows by name, and what each letter is for (rulebook 10.1 to 10.3, 10.7)."""

from collections.abc import Mapping

from workflows import complaint_review, enquiry, recommendation
from workflows.engine import Workflow

WORKFLOWS: Mapping[str, Workflow] = {
    module.WORKFLOW.name: module.WORKFLOW for module in (enquiry, complaint_review, recommendation)
}

LETTERS: Mapping[str, str] = {
    "L-E00": "automatic receipt of an enquiry",
    "L-E01": "acknowledges an enquiry and says who will be asked",
    "L-E02": "says who can help with what is outside our remit",
    "L-E03": "says that the enquiry goes on as another type of case",
    "L-E04": "asks the force or a partner",
    "L-E05": "says that an answer is still awaited",
    "L-E06": "replies to an enquiry",
    "L-E07": "tells of a restriction for unreasonable contact",
    "L-R01": "acknowledges an application for a review",
    "L-R02": "tells the applicant that the review was passed to the IOPC",
    "L-R02b": "passes the application to the IOPC",
    "L-R03": "names the office of another force",
    "L-R04": "says that the complaint was not handled under Schedule 3",
    "L-R05": "says that there is no written outcome yet",
    "L-R06": "says that an IOPC investigation carries no review",
    "L-R07": "asks why the application is late",
    "L-R08": "refuses a late application",
    "L-R09": "asks for information or authority",
    "L-R10": "closes for want of information",
    "L-R11": "accepts a late application",
    "L-R12": "notifies the force and asks for papers",
    "L-R13": "notifies interested persons",
    "L-R14": "notifies the person complained against, through the force",
    "L-R15": "asks for more papers",
    "L-R16": "raises a referral issue",
    "L-R20": "tells the complainant that the outcome was reasonable and proportionate",
    "L-R21": "tells the force the decision",
    "L-R22": "tells the others the decision",
    "L-R23": "tells the complainant that the outcome was not reasonable and proportionate",
    "L-R24": "gives the force the decision with its recommendations",
    "L-R25": "tells the complainant how the force answered",
    "L-R26": "confirms a withdrawal",
    "L-R27": "says that the review is on hold",
    "L-R28": "updates the applicant",
    "L-R29": "says that the review was reopened",
    "L-C01": "agrees more time for an answer",
    "L-C02": "copies the force's answer",
    "L-C03": "reminds of an overdue answer",
    "L-C04": "escalates an overdue answer",
    "L-C05": "confirms that a recommendation was implemented",
}
