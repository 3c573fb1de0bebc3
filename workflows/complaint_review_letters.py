"""The letters of a complaint review (rulebook 10.1)."""

from workflows.letters import DECIDED, Audience, LetterKind, musts

LETTERS = (
    LetterKind(code="L-R01", purpose="acknowledges an application for a review"),
    LetterKind(
        code="L-R02",
        purpose="tells the applicant that the review was passed to the IOPC",
        musts=musts("passed_to_iopc"),
    ),
    LetterKind(
        code="L-R02b",
        purpose="passes the application to the IOPC",
        audiences=(Audience.IOPC,),
        musts=musts("copy_of_application"),
    ),
    LetterKind(code="L-R03", purpose="names the office of another force"),
    LetterKind(
        code="L-R04",
        purpose="says that there is no right to a review, or a review already",
        goes_with=("invalid_reason", frozenset({"NO_RIGHT_NON_SCH3", "PRE_FEB_2020", "DUPLICATE"})),
    ),
    LetterKind(
        code="L-R05",
        purpose="says that there is no written outcome yet",
        goes_with=("invalid_reason", frozenset({"PREMATURE"})),
    ),
    LetterKind(
        code="L-R06",
        purpose="says that there is no review after the IOPC, a faster procedure or a withdrawal",
        goes_with=("invalid_reason", frozenset({"NO_RIGHT_IOPC_INVESTIGATION"})),
    ),
    LetterKind(code="L-R07", purpose="asks why the application is late"),
    LetterKind(
        code="L-R08",
        purpose="refuses a late application",
        signed=True,
        musts=musts("late_decision", "late_reasons", *DECIDED),
    ),
    LetterKind(code="L-R09", purpose="asks for information or authority"),
    LetterKind(code="L-R10", purpose="closes for want of information"),
    LetterKind(code="L-R11", purpose="accepts a late application"),
    LetterKind(
        code="L-R12",
        purpose="notifies the force and asks for papers",
        audiences=(Audience.FORCE,),
        musts=musts("copy_of_application", "list_of_papers", "papers_due"),
    ),
    LetterKind(code="L-R13", purpose="notifies interested persons", audiences=(Audience.INTERESTED,), copies=True),
    LetterKind(
        code="L-R14",
        purpose="notifies the person complained against, through the force",
        audiences=(Audience.COMPLAINED_AGAINST,),
        copies=True,
    ),
    LetterKind(code="L-R15", purpose="asks for more papers", audiences=(Audience.FORCE,), musts=musts("papers_due")),
    LetterKind(code="L-R16", purpose="raises a referral issue", audiences=(Audience.FORCE,)),
    LetterKind(
        code="L-R20",
        purpose="tells the complainant that the outcome was reasonable and proportionate",
        signed=True,
        by_step=True,
        musts=musts("decision", "reasons_by_allegation", *DECIDED),
    ),
    LetterKind(
        code="L-R21",
        purpose="tells the force the decision",
        audiences=(Audience.FORCE,),
        signed=True,
        by_step=True,
        musts=musts("decision", "reasons"),
    ),
    LetterKind(
        code="L-R22",
        purpose="tells the others the decision",
        audiences=(Audience.INTERESTED, Audience.COMPLAINED_AGAINST),
        signed=True,
        by_step=True,
        copies=True,
        musts=musts("decision"),
    ),
    LetterKind(
        code="L-R23",
        purpose="tells the complainant that the outcome was not reasonable and proportionate",
        signed=True,
        by_step=True,
        musts=musts("decision", "reasons_by_allegation", *DECIDED),
    ),
    LetterKind(
        code="L-R24",
        purpose="gives the force the decision with its recommendations",
        audiences=(Audience.FORCE,),
        signed=True,
        by_step=True,
        musts=musts(
            "decision", "reasons", "recommendations", "statutory_basis", "response_due", "what_a_response_says"
        ),
        not_from=frozenset({"issue"}),
    ),
    LetterKind(code="L-R25", purpose="tells the complainant how the force answered", copies=True),
    LetterKind(code="L-R26", purpose="confirms a withdrawal"),
    LetterKind(code="L-R27", purpose="says that the review is on hold"),
    LetterKind(code="L-R28", purpose="updates the applicant"),
    LetterKind(code="L-R29", purpose="says that the review was reopened", signed=True),
)
